import type { RoutingFacts } from '../facts.ts';
import { LEVELS, type Level } from '../level.ts';
import { fail, ok, type Result } from '../result.ts';
import { STAGES } from '../stage.ts';
import type { CompiledCell, CompiledColumn, CompiledRule, CompiledTable } from './compile-table.ts';
import type { PolicyProblem, PolicyProblemType, ValueType } from './decision-table.ts';
import type { UnaryTests } from './unary-tests.ts';

/** The facts that a subsidiarity policy reads, with the type that each must have in its table. */
export const FACT_TYPES = {
  stage: 'string',
  scope: 'string',
  revenueGbp: 'number',
  capitalGbp: 'number',
  consultancyGbp: 'number',
  novelContentiousOrRepercussive: 'boolean',
  changesNationalStandard: 'boolean',
  caseToGovernment: 'boolean',
  regulatedProgramme: 'boolean',
  substantialServiceChange: 'boolean',
  residualRisk: 'number',
  qualityConcernUnresolved: 'boolean',
} as const satisfies Record<keyof RoutingFacts, ValueType>;

export type FactName = keyof typeof FACT_TYPES;

export const FACT_NAMES = Object.keys(FACT_TYPES) as readonly FactName[];

/** True for a name that a subsidiarity policy reads. */
export const isFactName = (name: string): name is FactName => Object.hasOwn(FACT_TYPES, name);

export const REFERRAL_KINDS = ['consent', 'notice'] as const;

/** `consent` is recorded before a gate can be approved; `notice` is sent and recorded. */
export interface Referral {
  readonly authority: string;
  readonly kind: (typeof REFERRAL_KINDS)[number];
}

/** What an output cell says where a rule refers to nobody. */
const NOBODY = 'none';

const OUTPUTS = ['level', 'authority', 'referral'] as const;

export interface RoutingColumn extends CompiledColumn {
  readonly name: FactName;
}

/** A rule as subsidiarity reads it. */
export interface RoutingRule {
  readonly id: string;
  readonly cells: readonly CompiledCell[];
  readonly level: Level;
  readonly referral: Referral | null;
}

/** A compiled table that is known to route: the facts in, a level and perhaps a referral out. */
export interface RoutingTable {
  readonly inputs: readonly RoutingColumn[];
  readonly rules: readonly RoutingRule[];
}

/**
 * Checks that a compiled table is a subsidiarity policy: its inputs are exactly the facts, its outputs level,
 * authority and referral, its levels listed from national down (the priority of OUTPUT ORDER; listed the other
 * way round, the same rules would give the most local level instead of the highest).
 */
export function routingTable(table: string, compiled: CompiledTable): Result<RoutingTable, PolicyProblem[]> {
  const problems: PolicyProblem[] = [];
  const add = (type: PolicyProblemType, rule: string | null, cell: string | null, detail: string): void => {
    problems.push({ type, table, rule, cell, detail });
  };
  const inputs: RoutingColumn[] = [];
  for (const column of compiled.inputs) {
    const { name } = column;
    if (!isFactName(name)) add('wrong-columns', null, name, `${name} is not a fact that Remit knows.`);
    else if (column.type !== FACT_TYPES[name]) {
      add('wrong-columns', null, name, `${name} must be a ${FACT_TYPES[name]}.`);
    } else inputs.push({ ...column, name });
  }
  for (const name of FACT_NAMES) {
    if (!compiled.inputs.some((column) => column.name === name)) {
      add(
        'wrong-columns',
        null,
        name,
        `The table must have an input for ${name}, all - where no rule reads it.`,
      );
    }
  }
  refuseOtherValues('stage', STAGES, compiled, add);
  refuseOtherValues('scope', LEVELS, compiled, add);
  if (compiled.outputs.map(({ name }) => name).join() !== OUTPUTS.join()) {
    add('wrong-columns', null, null, `The outputs must be ${OUTPUTS.join(', ')}, in this order.`);
    return fail(problems);
  }
  refuseOtherLevels(compiled.outputs[0], add);
  if (compiled.rules.length === 0) add('wrong-columns', null, null, 'The table has no rule.');
  const rules = compiled.rules.map((rule) => readRule(rule, add));
  if (problems.length > 0) return fail(problems);
  return ok({ inputs, rules: rules.filter((rule) => rule !== null) });
}

type Add = (type: PolicyProblemType, rule: string | null, cell: string | null, detail: string) => void;

function refuseOtherValues(name: string, known: readonly string[], compiled: CompiledTable, add: Add): void {
  const listed = listedStrings(compiled.inputs.find((column) => column.name === name)?.allowed);
  if (!listed.every((value) => known.includes(value)) || listed.length === 0) {
    add('wrong-columns', null, name, `The allowed values must be a list from ${known.join(', ')}.`);
  }
}

function refuseOtherLevels(column: CompiledColumn | undefined, add: Add): void {
  const listed = listedStrings(column?.allowed);
  const inOrder = LEVELS.toReversed().filter((level) => listed.includes(level));
  if (listed.length === 0 || listed.join() !== inOrder.join()) {
    const order = LEVELS.toReversed().join(', ');
    add('wrong-levels', null, 'level', `The output values must be levels, each once, in the order ${order}.`);
  }
}

function listedStrings(tests: UnaryTests | undefined): string[] {
  if (tests?.kind !== 'one-of') return [];
  return tests.tests.flatMap((test) =>
    test.kind === 'equals' && test.literal.kind === 'string' ? [test.literal.value] : [],
  );
}

function readRule(rule: CompiledRule, add: Add): RoutingRule | null {
  const [levelText, authority, kindText] = rule.outputs.map((cell) =>
    cell.kind === 'computed' ? cell.text : String(cell.value),
  );
  const level = LEVELS.find((known) => known === levelText);
  if (level === undefined || authority === undefined || kindText === undefined) {
    add('wrong-levels', rule.id, 'level', `${levelText ?? ''} is not one of ${LEVELS.join(', ')}.`);
    return null;
  }
  const { id, cells } = rule;
  if (authority === NOBODY && kindText === NOBODY) return { id, cells, level, referral: null };
  const kind = REFERRAL_KINDS.find((known) => known === kindText);
  if (authority === NOBODY || kind === undefined) {
    const detail = `A referral names an authority and ${REFERRAL_KINDS.join(' or ')}; otherwise both are "${NOBODY}".`;
    add('wrong-referral', id, 'referral', detail);
    return null;
  }
  return { id, cells, level, referral: { authority, kind } };
}
