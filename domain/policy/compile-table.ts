import { fail, never, ok, type Result } from '../result.ts';
import type {
  Aggregation,
  Column,
  DecisionTable,
  HitPolicy,
  PolicyProblem,
  PolicyProblemType,
  ValueType,
} from './decision-table.ts';
import type { Grammar } from './known-names.ts';
import { parseLiteral, parseOutput, parseUnaryTests } from './parse-unary-tests.ts';
import { holds, type Computed, type Literal, type UnaryTest, type UnaryTests } from './unary-tests.ts';

/** A column with its allowed values read. */
export interface CompiledColumn {
  readonly name: string;
  readonly type: ValueType;
  readonly allowed: UnaryTests;
}

/** A cell that asks for something (a `-` asks for nothing and is left out): `input` is its column's place. */
export interface CompiledCell {
  readonly input: number;
  readonly text: string;
  readonly tests: UnaryTests;
}

/** What an output cell says: a literal, or what is computed when the rule matches. */
export type OutputCell = Literal | Computed;

export interface CompiledRule {
  readonly id: string;
  /** Where it stands in the file, from 0: FIRST and RULE ORDER go by it. */
  readonly place: number;
  readonly cells: readonly CompiledCell[];
  /** One for each output of the table, in order. */
  readonly outputs: readonly OutputCell[];
}

/** A decision table whose every cell is read and checked, in the order of its rules' ids. */
export interface CompiledTable {
  readonly hitPolicy: HitPolicy;
  readonly aggregation: Aggregation | null;
  readonly defaults: readonly OutputCell[] | null;
  readonly inputs: readonly CompiledColumn[];
  readonly outputs: readonly CompiledColumn[];
  readonly rules: readonly CompiledRule[];
}

/** Collects what is wrong, so that somebody who edits a table sees all of it at once. */
class Problems {
  readonly found: PolicyProblem[] = [];
  constructor(
    private readonly table: string,
    readonly grammar: Grammar | null,
  ) {}

  add(type: PolicyProblemType, rule: string | null, cell: string | null, detail: string): null {
    this.found.push({ type, table: this.table, rule, cell, detail });
    return null;
  }
}

/**
 * Reads every cell of a table once and checks it against its column: of the column's type, and no literal
 * outside the allowed values, which would be a rule that can never match (a misspelt stage, say).
 * Without a `grammar` its cells hold literals alone, as a subsidiarity policy's do.
 */
export function compileTable(
  table: DecisionTable,
  grammar: Grammar | null = null,
): Result<CompiledTable, PolicyProblem[]> {
  const problems = new Problems(table.id, grammar);
  for (const list of [table.inputs, table.outputs]) refuseDoubles(list, problems);
  const inputs = table.inputs.map((column) => compileColumn(column, problems));
  const outputs = table.outputs.map((column) => compileColumn(column, problems));
  const ids = new Set<string>();
  const rules: CompiledRule[] = [];
  for (const [place, rule] of table.rules.entries()) {
    if (ids.has(rule.id)) problems.add('duplicate', rule.id, null, `Two rules have the id ${rule.id}.`);
    ids.add(rule.id);
    const cells = rule.inputs.map((text, input) =>
      compileCell(text, input, inputs[input], rule.id, problems),
    );
    const values = compileOutputs(rule.outputs, outputs, rule.id, problems);
    rules.push({
      id: rule.id,
      place,
      cells: cells.filter((cell): cell is CompiledCell => cell !== null && cell.tests.kind !== 'any'),
      outputs: values,
    });
  }
  const defaults = table.defaults && compileOutputs(table.defaults, outputs, null, problems);
  if (['PRIORITY', 'OUTPUT ORDER'].includes(table.hitPolicy) && !outputs.some(isListed)) {
    const detail = 'Its hit policy goes by the order of the output values: list them for an output.';
    problems.add('wrong-columns', null, null, detail);
  }
  refuseAggregation(table, outputs, problems);
  if (problems.found.length > 0) return fail(problems.found);
  return ok({
    hitPolicy: table.hitPolicy,
    aggregation: table.aggregation,
    defaults,
    inputs,
    outputs,
    rules: rules.toSorted((a, b) => compareRuleIds(a.id, b.id)),
  });
}

/** What is added up must be numbers, and the least and the greatest must have an order. */
function refuseAggregation(
  { aggregation }: DecisionTable,
  outputs: readonly CompiledColumn[],
  problems: Problems,
): void {
  if (aggregation === null) return;
  const [output, more] = outputs;
  if (more) problems.add('wrong-columns', null, null, `${aggregation} is of one output, and it has several.`);
  const type = output?.type ?? 'boolean';
  if (aggregation === 'SUM' ? type !== 'number' : aggregation !== 'COUNT' && type === 'boolean') {
    const detail = `Its ${type} has no ${aggregation}: ${aggregation === 'SUM' ? 'numbers are added up' : 'numbers, days and texts have an order'}.`;
    problems.add('wrong-columns', null, output?.name ?? null, detail);
  }
}

/** Orders rule ids for people: by the text before the last number, then by that number (S-2 before S-10). */
export function compareRuleIds(a: string, b: string): number {
  const [aText, aNumber] = splitId(a);
  const [bText, bNumber] = splitId(b);
  if (aText !== bText) return aText < bText ? -1 : 1;
  if (aNumber !== bNumber) return aNumber - bNumber;
  return a < b ? -1 : a > b ? 1 : 0;
}

function splitId(id: string): [string, number] {
  const number = /\d{1,15}$/.exec(id)?.[0] ?? '';
  return [id.slice(0, id.length - number.length), Number(number)];
}

function refuseDoubles(columns: readonly Column[], problems: Problems): void {
  for (const [place, { name }] of columns.entries()) {
    if (columns.findIndex((column) => column.name === name) !== place) {
      problems.add('duplicate', null, name, `Two columns have the name ${name}.`);
    }
  }
}

function compileColumn(column: Column, problems: Problems): CompiledColumn {
  const any = { name: column.name, type: column.type, allowed: { kind: 'any' } } as const;
  if (column.allowed === null) return any;
  const read = readAllowed(column.allowed, column.type, problems.grammar);
  if (read.ok) return { ...any, allowed: read.value };
  problems.add(read.error.type, null, column.name, read.error.detail);
  return any;
}

/** Reads allowed values, which must be of the type that they are of, and literals. */
export function readAllowed(
  text: string,
  type: ValueType,
  grammar: Grammar | null,
): Result<UnaryTests, { readonly type: PolicyProblemType; readonly detail: string }> {
  const parsed = parseUnaryTests(text, grammar);
  if (!parsed.ok) return fail({ type: 'cell-not-understood', detail: `The allowed values: ${parsed.error}` });
  const wrong = wrongType(parsed.value, type);
  if (wrong !== null) {
    return fail({ type: 'cell-wrong-type', detail: `The allowed values ${text}: ${wrong}` });
  }
  if (testsOf(parsed.value).some(({ kind }) => kind === 'computed')) {
    const detail = `The allowed values ${text} must be literals: nothing is computed for them.`;
    return fail({ type: 'cell-not-understood', detail });
  }
  return parsed;
}

/** Whether a column lists its values one by one, and so gives them an order. */
const isListed = ({ allowed }: CompiledColumn): boolean =>
  allowed.kind === 'one-of' && allowed.tests.every(({ kind }) => kind === 'equals');

function compileCell(
  text: string,
  input: number,
  column: CompiledColumn | undefined,
  rule: string,
  problems: Problems,
): CompiledCell | null {
  if (column === undefined) return problems.add('wrong-columns', rule, null, 'It has a cell too many.');
  const parsed = parseUnaryTests(text, problems.grammar);
  if (!parsed.ok) return problems.add('cell-not-understood', rule, column.name, parsed.error);
  const wrong = wrongType(parsed.value, column.type);
  if (wrong !== null) return problems.add('cell-wrong-type', rule, column.name, `"${text}": ${wrong}`);
  for (const literal of literalsOf(parsed.value)) {
    if (!holds(column.allowed, literal.value)) {
      const detail = `"${text}" has a value that ${column.name} never has: ${String(literal.value)}.`;
      return problems.add('cell-outside-allowed-values', rule, column.name, detail);
    }
  }
  return { input, text, tests: parsed.value };
}

function compileOutputs(
  texts: readonly string[],
  columns: readonly CompiledColumn[],
  rule: string | null,
  problems: Problems,
): readonly OutputCell[] {
  const values = texts.map((text, output) => compileOutput(text, columns[output], rule, problems));
  return values.filter((value) => value !== null);
}

function compileOutput(
  text: string,
  column: CompiledColumn | undefined,
  rule: string | null,
  problems: Problems,
): OutputCell | null {
  if (column === undefined) return problems.add('wrong-columns', rule, null, 'It has an output too many.');
  const parsed = problems.grammar === null ? parseLiteral(text) : parseOutput(text, problems.grammar);
  if (!parsed.ok) return problems.add('cell-not-understood', rule, column.name, parsed.error);
  const cell = parsed.value;
  if (cell.kind === 'computed') return cell;
  if (cell.kind !== column.type) {
    return problems.add('cell-wrong-type', rule, column.name, `${text} is not a ${column.type}.`);
  }
  if (!holds(column.allowed, cell.value)) {
    const detail = `${text} is not among the listed output values.`;
    return problems.add('cell-outside-allowed-values', rule, column.name, detail);
  }
  return cell;
}

/** What does not fit the column's type, in a sentence, or `null`; what is computed is asked when it is. */
function wrongType(tests: UnaryTests, type: ValueType): string | null {
  for (const test of testsOf(tests)) {
    const found = typeOf(test);
    if (found !== null && found !== type) return `It asks for a ${found} and the column holds a ${type}.`;
  }
  return null;
}

const testsOf = (tests: UnaryTests): readonly UnaryTest[] => (tests.kind === 'any' ? [] : tests.tests);

function typeOf(test: UnaryTest): ValueType | null {
  switch (test.kind) {
    case 'equals':
      return test.literal.kind;
    case 'compare':
    case 'range':
      return test.of ?? 'number';
    case 'computed':
      return null;
    default:
      return never(test);
  }
}

const literalsOf = (tests: UnaryTests): Literal[] =>
  testsOf(tests).flatMap((test) => (test.kind === 'equals' ? [test.literal] : []));
