import { fail, ok, type Result } from '../../domain/result.ts';
import { parentKindOf, type BodyKind, type BodyRow } from './body-row.ts';
import type { FileProblem } from './file-problem.ts';

/** Part of the map from the day `from` until the day before `to`; `to` is `null` while it has no end. */
export interface Membership {
  readonly parent: string;
  readonly from: string;
  readonly to: string | null;
}

export interface BodyRecord {
  readonly code: string;
  readonly name: string;
  readonly kind: BodyKind;
  readonly gss: string | null;
  readonly memberships: readonly Membership[];
}

/** Bodies that a parent may be besides those of the files: those that are registered already. */
export type KnownBodies = ReadonlyMap<string, BodyKind>;

/** Folds rows into bodies and checks what only the whole can tell: one name, no overlaps, parents that exist. */
export function gatherBodies(
  rows: readonly BodyRow[],
  known: KnownBodies = new Map(),
): Result<readonly BodyRecord[], readonly FileProblem[]> {
  const byCode = groupByCode(rows);
  const problems = rows.flatMap((row) => [
    ...checkSameBody(row, byCode.get(row.code) ?? []),
    ...checkOverlap(row, byCode.get(row.code) ?? []),
    ...checkParent(row, byCode, known),
  ]);
  if (problems.length > 0) return fail(problems);
  return ok([...byCode.values()].flatMap(toBody));
}

function groupByCode(rows: readonly BodyRow[]): ReadonlyMap<string, readonly BodyRow[]> {
  const groups = new Map<string, BodyRow[]>();
  for (const row of rows) {
    const group = groups.get(row.code);
    if (group === undefined) groups.set(row.code, [row]);
    else group.push(row);
  }
  return groups;
}

function toBody(rows: readonly BodyRow[]): readonly BodyRecord[] {
  const [first] = rows;
  if (first === undefined) return [];
  const memberships = rows
    .flatMap(({ parent, from, to }) => (parent === null ? [] : [{ parent, from, to }]))
    .sort((a, b) => a.from.localeCompare(b.from));
  return [{ code: first.code, name: first.name, kind: first.kind, gss: first.gss, memberships }];
}

function checkSameBody(row: BodyRow, same: readonly BodyRow[]): readonly FileProblem[] {
  const first = same[0] ?? row;
  return (['name', 'kind', 'gss'] as const)
    .filter((column) => row[column] !== first[column])
    .map((column) => ({
      ...at(row, column),
      rule: 'one-body',
      detail: `${row.code} is "${row[column] ?? ''}" here and "${first[column] ?? ''}" at ${where(first)}`,
      wayOut: 'Rows with one code are memberships of one body: make them agree, or use another code.',
    }));
}

function checkOverlap(row: BodyRow, same: readonly BodyRow[]): readonly FileProblem[] {
  const earlier = same.slice(0, same.indexOf(row));
  const clash = earlier.find((other) => begins(row, other) && begins(other, row));
  if (clash === undefined) return [];
  return [
    {
      ...at(row, 'from'),
      rule: 'overlap',
      detail: `this membership of ${row.code} overlaps the one at ${where(clash)}`,
      wayOut: 'A body has one parent on a day: end one membership before the other begins.',
    },
  ];
}

/** True when `a` begins before `b` ends. */
function begins(a: BodyRow, b: BodyRow): boolean {
  return b.to === null || a.from < b.to;
}

function checkParent(
  row: BodyRow,
  byCode: ReadonlyMap<string, readonly BodyRow[]>,
  known: KnownBodies,
): readonly FileProblem[] {
  if (row.parent === null) return [];
  const parentKind = byCode.get(row.parent)?.[0]?.kind ?? known.get(row.parent);
  const wanted = parentKindOf(row.kind);
  if (parentKind === undefined) {
    return [
      {
        ...at(row, 'parent'),
        rule: 'known-parent',
        detail: `no file has a body with the code ${row.parent}`,
        wayOut: `Add its row, or correct the code.`,
      },
    ];
  }
  if (wanted === 'any' ? row.parent !== row.code : parentKind === wanted) return [];
  return [
    {
      ...at(row, 'parent'),
      rule: 'parent-kind',
      detail: `${row.parent} is a ${parentKind}, and a ${row.kind} cannot be part of it`,
      wayOut: wanted === 'any' ? 'A body is not part of itself.' : `Name a ${wanted ?? 'body'}.`,
    },
  ];
}

const at = ({ file, line }: BodyRow, column: string) => ({ file, line, column });
const where = ({ file, line }: BodyRow) => `${file}:${line}`;
