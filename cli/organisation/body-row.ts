import { isDay } from '../../domain/calendars/days.ts';
import type { FileProblem } from './file-problem.ts';

export const BODY_COLUMNS = ['code', 'name', 'kind', 'parent', 'from', 'to', 'gss'] as const;
export type BodyColumn = (typeof BODY_COLUMNS)[number];

/** Kinds of body with the kind that a parent must have; a partner may stand alone or under any body. */
const PARENT_KIND = {
  place: 'system',
  system: 'region',
  region: 'national',
  national: null,
  partner: 'any',
} as const;

export type BodyKind = keyof typeof PARENT_KIND;
export const BODY_KINDS = Object.keys(PARENT_KIND) as readonly BodyKind[];

/** The kind that the parent of a body of this kind must have; `null`: it has no parent. */
export function parentKindOf(kind: BodyKind): BodyKind | 'any' | null {
  return PARENT_KIND[kind];
}

export interface BodyRow {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly name: string;
  readonly kind: BodyKind;
  readonly parent: string | null;
  readonly from: string;
  readonly to: string | null;
  readonly gss: string | null;
}

type Cells = Readonly<Record<BodyColumn, string>>;
type Broken = Pick<FileProblem, 'rule' | 'detail' | 'wayOut'>;

const CODE = /^[A-Za-z0-9][A-Za-z0-9-]*(:[A-Za-z0-9][A-Za-z0-9-]*)*$/;
const GSS = /^[EKNSW]\d{8}$/;

/** Checks every cell of one row. All that is wrong is told at once. */
export function checkBodyRow(
  cells: Cells,
  file: string,
  line: number,
): { readonly row: BodyRow | null; readonly problems: readonly FileProblem[] } {
  const problems: FileProblem[] = [];
  for (const column of BODY_COLUMNS) {
    const broken = CELL_RULES[column](cells);
    if (broken !== null) problems.push({ file, line, column, ...broken });
  }
  if (problems.length > 0 || !isKind(cells.kind)) return { row: null, problems };
  const row: BodyRow = {
    file,
    line,
    code: cells.code,
    name: cells.name,
    kind: cells.kind,
    parent: cells.parent === '' ? null : cells.parent,
    from: cells.from,
    to: cells.to === '' ? null : cells.to,
    gss: cells.gss === '' ? null : cells.gss,
  };
  return { row, problems };
}

const CELL_RULES: Readonly<Record<BodyColumn, (cells: Cells) => Broken | null>> = {
  code: ({ code }) => checkCode(code),
  name: ({ name }) =>
    name.trim() === name && name.length > 0 && name.length <= 200 && !/\p{Cc}/u.test(name)
      ? null
      : {
          rule: 'name',
          detail: `"${name}" is not a name`,
          wayOut: 'Give 1 to 200 characters with no spaces at the ends and no control characters.',
        },
  kind: ({ kind }) =>
    isKind(kind)
      ? null
      : { rule: 'kind', detail: `"${kind}" is not a kind of body`, wayOut: `Use ${BODY_KINDS.join(', ')}.` },
  parent: ({ parent, kind }) => checkParentCell(parent, kind),
  from: ({ from }) =>
    isDay(from)
      ? null
      : { rule: 'date', detail: `"${from}" is not a day`, wayOut: 'Write it as 2023-04-01.' },
  to: ({ from, to }) => {
    if (to === '') return null;
    if (!isDay(to)) {
      return {
        rule: 'date',
        detail: `"${to}" is not a day`,
        wayOut: 'Write it as 2023-04-01, or leave it empty.',
      };
    }
    return isDay(from) && to <= from
      ? {
          rule: 'interval',
          detail: `${to} is not after ${from}`,
          wayOut: 'End the membership after it begins.',
        }
      : null;
  },
  gss: ({ gss }) =>
    gss === '' || GSS.test(gss)
      ? null
      : {
          rule: 'gss',
          detail: `"${gss}" is not a GSS code`,
          wayOut: 'Use a letter and eight digits, as E54000032, or leave it empty.',
        },
};

function checkCode(code: string): Broken | null {
  if (code.length <= 64 && CODE.test(code)) return null;
  return {
    rule: 'code',
    detail: `"${code}" is not a code`,
    wayOut: 'Use letters, digits and hyphens, in parts joined by colons, at most 64 characters.',
  };
}

function checkParentCell(parent: string, kind: string): Broken | null {
  if (!isKind(kind)) return null;
  const wanted = parentKindOf(kind);
  if (parent === '') {
    return wanted === null || wanted === 'any'
      ? null
      : {
          rule: 'parent',
          detail: `a ${kind} has no parent here`,
          wayOut: `Name the ${wanted} it belongs to.`,
        };
  }
  if (wanted === null) {
    return { rule: 'parent', detail: 'the national body has a parent here', wayOut: 'Leave the cell empty.' };
  }
  return checkCode(parent);
}

function isKind(value: string): value is BodyKind {
  return Object.hasOwn(PARENT_KIND, value);
}
