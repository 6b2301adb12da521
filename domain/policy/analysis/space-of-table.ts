import Big from 'big.js';
import { LEVELS } from '../../level.ts';
import { fail, never, ok, type Result } from '../../result.ts';
import type { CompiledCell, CompiledColumn, CompiledTable, OutputCell } from '../compile-table.ts';
import { POLICY_TYPES } from '../decision-table.ts';
import { isMoney } from '../fact-words.ts';
import { MOST_EXACT_GBP } from '../facts-check.ts';
import type { Policy } from '../policy.ts';
import { parseUnaryTests } from '../parse-unary-tests.ts';
import { isFactName, type Referral } from '../routing-table.ts';
import type { UnaryTests } from '../unary-tests.ts';
import { axisOf, setOf, type ColumnOfCells } from './axes.ts';
import { outsideAllowed } from './outside-allowed.ts';
import { all, type BoxRule, type Hits, type OutputValues, type Space } from './space.ts';

/** A rule before its cells are sets: its outputs as they stand, in the order of the table's rows. */
interface Row {
  readonly id: string;
  readonly row: number;
  readonly cells: readonly CompiledCell[];
  readonly outputs: readonly string[];
  readonly rank: number;
  readonly adds: string | null;
}

interface Rows {
  readonly table: string;
  readonly hits: Hits;
  readonly inputs: readonly CompiledColumn[];
  readonly rows: readonly Row[];
  readonly outputs: readonly OutputValues[];
  readonly defaults: readonly string[] | null;
  readonly levels: boolean;
}

/** Pounds are to the penny, 0 or more, and no more than a double holds to the penny: what `facts-check.ts` lets in. */
const POUNDS: UnaryTests = {
  kind: 'one-of',
  tests: [
    {
      kind: 'range',
      from: { value: new Big(0), included: true },
      to: { value: MOST_EXACT_GBP, included: true },
    },
  ],
};

/** The space of a subsidiarity policy: the highest level of the rules that match is the verdict. */
export function spaceOfPolicy(policy: Policy): Space {
  return spaceOf(rowsOfPolicy(policy));
}

/** Two policies in one space, over the facts that both allow: by which neither's rules are told apart more coarsely than alone. */
export function spaceOfBoth(
  before: Policy,
  after: Policy,
): { readonly space: Space; readonly before: readonly BoxRule[]; readonly after: readonly BoxRule[] } {
  const [one, other] = [rowsOfPolicy(before), rowsOfPolicy(after)];
  const placeOf = ({ inputs }: Rows, name: string): number =>
    inputs.findIndex((input) => input.name === name);
  // The columns of the one may stand in another order than those of the other.
  const moved = other.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, input: placeOf(one, other.inputs[cell.input]?.name ?? '') })),
  }));
  const also = one.inputs.map(({ name }) => other.inputs.filter((input) => input.name === name));
  const space = spaceOf(
    { ...one, rows: [...one.rows, ...moved] },
    also.map((columns) => columns.map(({ allowed }) => allowed)),
  );
  const count = one.rows.length;
  return { space, before: space.rules.slice(0, count), after: space.rules.slice(count) };
}

function rowsOfPolicy({ table, routing }: Policy): Rows {
  const rowOf = new Map(table.rules.map(({ id }, row) => [id, row]));
  const rows = routing.rules.map(({ id, cells, level, referral }) => ({
    id,
    row: rowOf.get(id) ?? 0,
    cells,
    outputs: [level, referral?.authority ?? 'none', referral?.kind ?? 'none'],
    rank: LEVELS.length - 1 - LEVELS.indexOf(level),
    adds: referral === null ? null : referred(referral),
  }));
  return {
    table: table.id,
    hits: 'OUTPUT ORDER',
    inputs: routing.inputs,
    rows,
    outputs: outputsOf(
      table.outputs.map(({ name, allowed }) => ({ name, values: listedIn(allowed) })),
      true,
    ),
    defaults: null,
    levels: true,
  };
}

const referred = ({ authority, kind }: Referral): string =>
  kind === 'consent' ? `the consent of ${authority}` : `the notice to ${authority}`;

/**
 * The space of any decision table that was compiled: facts are held to their allowed values and to nothing else. The error
 * is a sentence that names what cannot be analysed exactly: what is computed, and days and times.
 */
export function spaceOfTable(table: string, compiled: CompiledTable): Result<Space, string> {
  const beyond = notAnalysed(compiled);
  if (beyond !== null) return fail(`Table ${table} cannot be analysed exactly: ${beyond}.`);
  const hits = hitsOf(compiled);
  const ordered = compiled.rules.toSorted((a, b) => a.place - b.place);
  const outputs = ordered.map((rule) => rule.outputs.map(outputText));
  const listed = compiled.outputs.map(({ name, allowed }) => ({ name, values: listedValues(allowed) }));
  const values = listed.map((output) => output.values);
  const ranks = ranksOf(hits, outputs, values);
  return ok(
    spaceOf({
      table,
      hits,
      inputs: compiled.inputs,
      rows: ordered.map(({ id, cells }, row) => ({
        id,
        row,
        cells,
        outputs: outputs[row] ?? [],
        rank: ranks[row] ?? 0,
        adds: null,
      })),
      outputs: outputsOf(listed, false),
      defaults: compiled.defaults?.map(outputText) ?? null,
      levels: false,
    }),
  );
}

function notAnalysed({ inputs, outputs, rules, defaults }: CompiledTable): string | null {
  const moment = [...inputs, ...outputs].find(({ type }) => !POLICY_TYPES.some((known) => known === type));
  if (moment !== undefined) return `${moment.name} is a ${moment.type}`;
  for (const { id, cells, outputs: given } of rules) {
    const cell = cells.find(({ tests }) => isComputed(tests));
    if (cell !== undefined) return `the cell ${cell.text} of ${id} is computed`;
    if (given.some(({ kind }) => kind === 'computed')) return `an output of ${id} is computed`;
  }
  if (defaults?.some(({ kind }) => kind === 'computed')) return 'a default is computed';
  const column = [...inputs, ...outputs].find(({ allowed }) => isComputed(allowed));
  return column === undefined ? null : `an allowed value of ${column.name} is computed`;
}

const isComputed = (tests: UnaryTests): boolean =>
  tests.kind !== 'any' && tests.tests.some(({ kind }) => kind === 'computed');

const outputText = (cell: OutputCell): string => (cell.kind === 'computed' ? cell.text : textOf(cell.value));

const hitsOf = ({ hitPolicy, aggregation }: CompiledTable): Hits =>
  hitPolicy === 'COLLECT' && aggregation !== null ? `COLLECT ${aggregation}` : hitPolicy;

/** Of a policy only the level is the highest rule's alone: what each rule that matches refers to counts. */
function outputsOf(
  listed: readonly { readonly name: string; readonly values: readonly string[] }[],
  levels: boolean,
): OutputValues[] {
  return listed.map(({ name, values }, place) => ({ name, place, values, decides: !levels || place === 0 }));
}

function spaceOf(
  { table, hits, inputs, rows, outputs, defaults, levels }: Rows,
  also: readonly (readonly UnaryTests[])[] = [],
): Space {
  const columns = inputs.map((input, place) =>
    columnOf(
      input,
      rows.flatMap(({ cells }) => cells.filter((cell) => cell.input === place)),
      levels,
      also[place] ?? [],
    ),
  );
  const axes = columns.map(axisOf);
  const rules = rows.map(({ cells, ...rule }): BoxRule => {
    const box = axes.map(all);
    for (const { input, tests } of cells) {
      const axis = axes[input];
      if (axis !== undefined) box[input] = (box[input] ?? 0n) & setOf(axis, tests);
    }
    return { ...rule, box, asks: cells.map(({ input }) => input) };
  });
  const placeOf = (name: string): number => axes.findIndex((axis) => axis.name === name);
  const parts = levels ? [{ part: placeOf('consultancyGbp'), whole: placeOf('revenueGbp') }] : [];
  const outside = rows.flatMap(({ id, cells }) =>
    cells.flatMap(({ input, text, tests }) => {
      const column = columns[input];
      return (column === undefined ? [] : outsideAllowed(column, tests)).map((what) => ({
        rule: id,
        axis: input,
        text,
        what,
      }));
    }),
  );
  return { table, hits, axes, rules, parts, outputs, outside, defaults, levels };
}

function columnOf(
  { name, type, allowed }: CompiledColumn,
  cells: readonly CompiledCell[],
  levels: boolean,
  also: readonly UnaryTests[],
): ColumnOfCells {
  const money = levels && isFactName(name) && isMoney(name);
  return {
    name,
    kind: type === 'string' || type === 'boolean' ? type : 'number',
    allowed,
    cells: cells.map(({ tests }) => tests),
    order: levels ? orderOf(name) : null,
    places: money ? MONEY_PLACES : null,
    within: [...(money ? [POUNDS] : []), ...also],
  };
}

const MONEY_PLACES = 2;

/** More local first: a narrower scope, less money, a lower risk, a claim that is not made. A stage is no more local than another. */
function orderOf(name: string): ColumnOfCells['order'] {
  if (name === 'stage') return null;
  return name === 'scope' ? LEVELS : 'ascending';
}

function textOf(value: string | boolean | Big): string {
  return value instanceof Big ? value.toFixed() : String(value);
}

/** The values that a column lists; none where it allows any, or says them in another way. */
export function listedValues(allowed: UnaryTests): string[] {
  if (allowed.kind !== 'one-of' || allowed.tests.some(({ kind }) => kind !== 'equals')) return [];
  return allowed.tests.flatMap((test) => (test.kind === 'equals' ? [textOf(test.literal.value)] : []));
}

/** As `listedValues`, of the text: a policy that loaded has no allowed values that cannot be read. */
function listedIn(allowed: string | null): string[] {
  const parsed = parseUnaryTests(allowed ?? '-');
  return parsed.ok ? listedValues(parsed.value) : [];
}

function ranksOf(
  hits: Hits,
  outputs: readonly (readonly string[])[],
  listed: readonly (readonly string[])[],
): number[] {
  switch (hits) {
    case 'FIRST':
      return outputs.map((_, row) => row);
    case 'COLLECT MIN':
    case 'COLLECT MAX': {
      const sign = hits === 'COLLECT MIN' ? 1 : -1;
      return denseRanks(outputs, (a, b) => sign * new Big(a[0] ?? 0).cmp(new Big(b[0] ?? 0)));
    }
    case 'PRIORITY':
    case 'OUTPUT ORDER':
      return denseRanks(outputs, (a, b) => {
        for (const [place, values] of listed.entries()) {
          const by = values.indexOf(a[place] ?? '') - values.indexOf(b[place] ?? '');
          if (by !== 0) return by;
        }
        return 0;
      });
    case 'UNIQUE':
    case 'ANY':
    case 'RULE ORDER':
    case 'COLLECT':
    case 'COLLECT SUM':
    case 'COLLECT COUNT':
      return outputs.map(() => 0);
    default:
      return never(hits);
  }
}

/** The place of each among those that differ. */
function denseRanks<T>(items: readonly T[], compare: (a: T, b: T) => number): number[] {
  const sorted = items.toSorted(compare);
  const firsts = sorted.filter((item, place) => place === 0 || compare(sorted[place - 1] as T, item) !== 0);
  return items.map((item) => firsts.findIndex((first) => compare(first, item) === 0));
}
