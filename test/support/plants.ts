import type { FindingKind } from '../../domain/policy/analysis/finding.ts';
import type { Hits } from '../../domain/policy/analysis/space.ts';
import {
  cellsOf,
  cut,
  partition,
  tableOf,
  withPart,
  type Draw,
  type Partition,
  type Region,
  type TextRule,
  type TextTable,
} from './small-tables.ts';

/** A sound table, the same with something wrong in it, and what must be found: a kind, and a rule where it is of one. */
export interface Planted {
  readonly sound: TextTable;
  readonly table: TextTable;
  readonly kind: FindingKind;
  readonly rule: string | null;
}

export const PLANTS = ['gap', 'overlap', 'never-matches', 'masked', 'masked by several'] as const;

export type Plant = (typeof PLANTS)[number];

const CHOOSING: readonly Hits[] = ['FIRST', 'PRIORITY', 'COLLECT MIN', 'COLLECT MAX'];
const ALL: readonly Hits[] = ['UNIQUE', 'ANY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT', ...CHOOSING];

export function planted(plant: Plant, draw: Draw): Planted {
  const made = partition(draw);
  const hitsOf = (list: readonly Hits[]): Hits => list[draw(list.length)]!;
  switch (plant) {
    case 'gap':
      return withGap(tableOf(hitsOf(ALL), made, draw), made, draw);
    case 'overlap':
      return withOverlap(tableOf(draw(2) === 0 ? 'UNIQUE' : 'ANY', made, draw), made, draw);
    case 'never-matches':
      return withDead(tableOf(hitsOf(ALL), made, draw), draw);
    case 'masked':
    case 'masked by several':
      return withMasked(tableOf(hitsOf(CHOOSING), made, draw), made, plant === 'masked by several', draw);
  }
}

/** A rule left out, or one that asks for less than it did. */
function withGap(sound: TextTable, { regions }: Partition, draw: Draw): Planted {
  const at = draw(regions.length);
  const column = draw(sound.columns.length);
  const halves = draw(2) === 0 ? cut(regions[at]![column]!, draw) : null;
  const narrower =
    halves === null
      ? []
      : [{ ...sound.rules[at]!, cells: cellsOf(withPart(regions[at]!, column, halves[draw(2)]!), draw) }];
  return { sound, table: replaced(sound, at, narrower), kind: 'gap', rule: null };
}

/** A rule that reaches a little into where another is, and gives something else. */
function withOverlap(sound: TextTable, { regions }: Partition, draw: Draw): Planted {
  const at = draw(regions.length);
  let region = regions[at]!;
  for (const column of region.keys()) {
    const halves = draw(2) === 0 ? cut(region[column]!, draw) : null;
    if (halves !== null) region = withPart(region, column, halves[draw(2)]!);
  }
  const rule = { id: 'P', cells: cellsOf(region, draw), outputs: [otherThan(sound.rules[at]!, draw)] };
  return { sound, table: { ...sound, rules: inserted(sound.rules, rule, draw) }, kind: 'overlap', rule: 'P' };
}

/** A rule one cell of which no allowed value meets. */
function withDead(sound: TextTable, draw: Draw): Planted {
  const cells = [...sound.rules[draw(sound.rules.length)]!.cells];
  cells[0] = ['> 100', '< 0', '(100..200]', 'not(>= 0)', 'not([0..100])'][draw(5)]!;
  const rule = { id: 'P', cells, outputs: ['1'] };
  return {
    sound,
    table: { ...sound, rules: inserted(sound.rules, rule, draw) },
    kind: 'never-matches',
    rule: 'P',
  };
}

/** A rule that wherever it matches is behind another, or behind two that share what it asks for. */
function withMasked(
  sound: TextTable,
  { columns, regions }: Partition,
  several: boolean,
  draw: Draw,
): Planted {
  const winning = sound.hits === 'COLLECT MAX' ? '4' : '1';
  const losing = winning === '1' ? '2' : '3';
  const column = draw(columns.length);
  const rules = sound.rules.map((rule) => ({ ...rule, outputs: [winning] }));
  const base = { ...sound, rules };
  const at = draw(regions.length);
  const region = several ? widened(regions, at, column) : regions[at]!;
  const rule = { id: 'P', cells: cellsOf(region, draw), outputs: [losing] };
  return { sound: base, table: { ...base, rules: [...rules, rule] }, kind: 'masked', rule: 'P' };
}

/** What is anything in one column: rules that share nothing and leave nothing out cover it together. */
function widened(regions: readonly Region[], at: number, column: number): Region {
  const part = regions[at]![column]!;
  const whole =
    part.kind === 'values'
      ? { ...part, of: part.all }
      : { ...part, from: 0, fromIn: true, to: part.most, toIn: true };
  return withPart(regions[at]!, column, whole);
}

const replaced = (table: TextTable, at: number, by: readonly TextRule[]): TextTable => ({
  ...table,
  rules: [...table.rules.slice(0, at), ...by, ...table.rules.slice(at + 1)],
});

function inserted(rules: readonly TextRule[], rule: TextRule, draw: Draw): TextRule[] {
  const at = draw(rules.length + 1);
  return [...rules.slice(0, at), rule, ...rules.slice(at)];
}

const otherThan = ({ outputs }: TextRule, draw: Draw): string => {
  const others = ['1', '2', '3', '4'].filter((value) => value !== outputs[0]);
  return others[draw(others.length)]!;
};

/** A sound table changed anyhow, or not at all: what is wrong with it nobody knows beforehand. */
export function changedAnyhow(hits: Hits, draw: Draw): TextTable {
  const made = partition(draw);
  let table = tableOf(hits, made, draw);
  for (let changes = draw(4); changes > 0; changes -= 1) {
    const at = draw(table.rules.length);
    const region = made.regions[at % made.regions.length]!;
    const wider = widened([region], 0, draw(made.columns.length));
    const more = { id: `M-${changes}`, cells: cellsOf(wider, draw), outputs: table.rules[at]!.outputs };
    const dead = { ...more, cells: ['> 100', ...more.cells.slice(1)] };
    const rows = [
      () => replaced(table, at, []).rules,
      () => replaced(table, at, [more]).rules,
      () => [more, ...table.rules],
      () => [...table.rules, { ...more, outputs: [otherThan(more, draw)] }],
      () => inserted(table.rules, dead, draw),
      () => [...table.rules].reverse(),
    ];
    const changed = rows[draw(rows.length)]!();
    if (changed.length > 0) table = { ...table, rules: changed };
  }
  return table;
}
