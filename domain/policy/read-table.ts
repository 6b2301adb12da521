import type { ModdleElement } from 'dmn-moddle';
import {
  AGGREGATIONS,
  HIT_POLICIES,
  VALUE_TYPES,
  type Aggregation,
  type Column,
  type DecisionTable,
  type HitPolicy,
  type TableRule,
} from './decision-table.ts';
import { refuseOtherLanguage, textOf } from './element-text.ts';
import type { ItemType } from './item-types.ts';
import { Refused } from './refused.ts';

const MOST_RULES = 1000;
const MOST_COLUMNS = 100;

/** What stands around a table: the types there are, what its result is called and is, and what its names are. */
export interface AroundTable {
  readonly resolve: (typeRef: string | undefined) => ItemType | null;
  readonly result: { readonly name: string; readonly type: ItemType | null };
  readonly typeOfName: (name: string) => ItemType | null;
}

/** Turns the element of a decision table into plain, frozen data; throws `Refused` at what is not understood. */
export function readTable(logic: ModdleElement, around: AroundTable): DecisionTable {
  const id = logic.id ?? around.result.name;
  const { hitPolicy, aggregation } = readHitPolicy(logic, id);
  const [inputs, outputs, rules] = [logic.input ?? [], logic.output ?? [], logic.rule ?? []];
  const columns = inputs.length + outputs.length;
  if (rules.length > MOST_RULES || columns > MOST_COLUMNS) {
    const detail = `A table has ${MOST_RULES} rules and ${MOST_COLUMNS} columns at most.`;
    throw new Refused('too-large', id, null, null, detail);
  }
  if (outputs.length === 0) {
    throw new Refused('wrong-columns', id, null, null, 'A table must have an output.');
  }
  const annotations = (logic.annotation ?? []).map((clause) => clause.name ?? '');
  const widths = { inputs: inputs.length, outputs: outputs.length, annotations: annotations.length };
  const result = outputs.length === 1 ? resultOfOne(logic, hitPolicy, aggregation, around) : null;
  const read = outputs.map((clause, place) => readOutput(clause, place, id, result, around));
  return Object.freeze({
    id,
    hitPolicy,
    aggregation,
    defaults: readDefaults(outputs, read, id),
    inputs: Object.freeze(inputs.map((clause, place) => readInput(clause, place, id, around))),
    outputs: Object.freeze(read),
    annotations: Object.freeze(annotations),
    rules: Object.freeze(rules.map((rule, place) => readRule(rule, place, id, widths))),
  });
}

function readHitPolicy(
  logic: ModdleElement,
  table: string,
): { readonly hitPolicy: HitPolicy; readonly aggregation: Aggregation | null } {
  const hitPolicy = HIT_POLICIES.find((known) => known === (logic.hitPolicy ?? 'UNIQUE'));
  const aggregation = AGGREGATIONS.find((known) => known === logic.aggregation) ?? null;
  const known = logic.aggregation === undefined || (aggregation !== null && hitPolicy === 'COLLECT');
  if (hitPolicy && known) return { hitPolicy, aggregation };
  const found = `${logic.hitPolicy ?? 'UNIQUE'} ${logic.aggregation ?? ''}`.trim();
  const detail = `The hit policy ${found} is not understood: use ${HIT_POLICIES.join(', ')}, the last with ${AGGREGATIONS.join(', ')} or nothing.`;
  throw new Refused('not-understood', table, null, null, detail);
}

/** What the one output of a table is called and is where its clause does not say: the result of the decision. */
function resultOfOne(
  logic: ModdleElement,
  hitPolicy: HitPolicy,
  aggregation: Aggregation | null,
  { resolve, result }: AroundTable,
): AroundTable['result'] {
  const type = logic.typeRef === undefined ? result.type : resolve(logic.typeRef);
  const collects = LISTS.includes(hitPolicy) && aggregation === null;
  return { name: result.name, type: collects && type?.kind === 'collection' ? type.of : type };
}

/** The hit policies that give a list. */
export const LISTS: readonly HitPolicy[] = ['RULE ORDER', 'OUTPUT ORDER', 'COLLECT'];

function readInput(clause: ModdleElement, place: number, table: string, around: AroundTable): Column {
  const expression = clause.inputExpression;
  const name = textOf(expression) ?? '';
  const cell = name === '' ? `input ${place + 1}` : name;
  if (name === '')
    throw new Refused('not-understood', table, null, cell, 'An input must have an expression.');
  refuseOtherLanguage(expression, table, null, cell);
  const said = expression?.typeRef;
  const type = said === undefined ? around.typeOfName(name) : around.resolve(said);
  return readColumn(name, clause.label, said, type, clause.inputValues, table);
}

function readOutput(
  clause: ModdleElement,
  place: number,
  table: string,
  result: AroundTable['result'] | null,
  around: AroundTable,
): Column {
  const own = clause.name?.trim() ?? '';
  const name = own === '' ? (result?.name ?? '') : own;
  const cell = name === '' ? `output ${place + 1}` : name;
  if (name === '') throw new Refused('not-understood', table, null, cell, 'An output must have a name.');
  const type = clause.typeRef === undefined ? (result?.type ?? null) : around.resolve(clause.typeRef);
  return readColumn(name, clause.label, clause.typeRef, type, clause.outputValues, table);
}

function readColumn(
  name: string,
  label: string | undefined,
  typeRef: string | undefined,
  type: ItemType | null,
  values: ModdleElement | undefined,
  table: string,
): Column {
  refuseOtherLanguage(values, table, null, name);
  if (type?.kind !== 'base') {
    const detail = `Its type ${typeRef ?? '(none)'} is neither ${VALUE_TYPES.join(', ')} nor an item definition of one of them.`;
    throw new Refused('type-unknown', table, null, name, detail);
  }
  const own = textOf(values);
  if (own !== null && type.allowed !== null && own !== type.allowed) {
    const detail = `Its allowed values (${own}) differ from those of its type ${typeRef ?? ''} (${type.allowed}): say the same.`;
    throw new Refused('not-understood', table, null, name, detail);
  }
  return Object.freeze({ name, label: label ?? name, type: type.type, allowed: own ?? type.allowed });
}

function readDefaults(
  outputs: readonly ModdleElement[],
  columns: readonly Column[],
  table: string,
): readonly string[] | null {
  const given = outputs.map((clause, place) => {
    const { defaultOutputEntry: entry } = clause;
    if (!entry) return null;
    refuseOtherLanguage(entry, table, null, columns[place]?.name ?? null);
    return textOf(entry) ?? '';
  });
  if (given.every((each) => each === null)) return null;
  if (given.includes(null)) {
    const first = given.findIndex((each) => each !== null);
    const detail = 'It has a default and another output has none: give each a default, or none.';
    throw new Refused('not-understood', table, null, columns[first]?.name ?? null, detail);
  }
  return Object.freeze(given.filter((each) => each !== null));
}

function readRule(
  rule: ModdleElement,
  place: number,
  table: string,
  widths: { readonly inputs: number; readonly outputs: number; readonly annotations: number },
): TableRule {
  const id = rule.id ?? unnamedRule(place);
  const inputs = (rule.inputEntry ?? []).map((entry) => readCell(entry, table, id));
  const outputs = (rule.outputEntry ?? []).map((entry) => readCell(entry, table, id));
  const annotations = (rule.annotationEntry ?? []).map((entry) => textOf(entry) ?? '');
  if (inputs.length !== widths.inputs || outputs.length !== widths.outputs) {
    const detail = `It has ${inputs.length} inputs and ${outputs.length} outputs, the table ${widths.inputs} and ${widths.outputs}.`;
    throw new Refused('wrong-columns', table, id, null, detail);
  }
  if (annotations.length > widths.annotations) {
    const detail = `It has ${annotations.length} annotations, the table ${widths.annotations}.`;
    throw new Refused('wrong-columns', table, id, null, detail);
  }
  return Object.freeze({
    id,
    inputs: Object.freeze(inputs),
    outputs: Object.freeze(outputs),
    annotations: Object.freeze(annotations),
  });
}

/** What a rule without an id is called. */
export const unnamedRule = (place: number): string => `rule ${place + 1}`;

function readCell(entry: ModdleElement, table: string, rule: string): string {
  const cell = entry.id ?? null;
  refuseOtherLanguage(entry, table, rule, cell);
  if (entry.importedValues) {
    const detail = 'A cell that imports its value is not understood.';
    throw new Refused('not-understood', table, rule, cell, detail);
  }
  return textOf(entry) ?? '';
}
