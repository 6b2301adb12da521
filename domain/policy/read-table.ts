import type { ModdleElement } from 'dmn-moddle';
import {
  HIT_POLICIES,
  POLICY_TYPES,
  type Column,
  type DecisionTable,
  type PolicyProblemType,
  type TableRule,
  type ValueType,
} from './decision-table.ts';

const MOST_RULES = 1000;
const MOST_COLUMNS = 100;

/** What an item definition says of its type. */
export interface ItemType {
  readonly type: ValueType;
  readonly allowed: string | null;
}

/** Raised here and caught by `readDmn`: why a file is refused, and where. */
export class Refused extends Error {
  constructor(
    readonly type: PolicyProblemType,
    readonly table: string | null,
    readonly rule: string | null,
    readonly cell: string | null,
    detail: string,
  ) {
    super(detail);
  }
}

/** Turns the element of a decision table into plain, frozen data; throws `Refused` at what is not understood. */
export function readTable(logic: ModdleElement, types: ReadonlyMap<string, ItemType>): DecisionTable {
  const id = logic.id ?? '';
  const hitPolicy = HIT_POLICIES.find((known) => known === (logic.hitPolicy ?? 'UNIQUE'));
  if (hitPolicy !== 'OUTPUT ORDER' || logic.aggregation !== undefined) {
    const found = `${logic.hitPolicy ?? 'UNIQUE'} ${logic.aggregation ?? ''}`.trim();
    throw new Refused(
      'not-understood',
      id,
      null,
      null,
      `The hit policy ${found} is not understood: use OUTPUT ORDER.`,
    );
  }
  const [inputs, outputs, rules] = [logic.input ?? [], logic.output ?? [], logic.rule ?? []];
  const columns = inputs.length + outputs.length;
  if (rules.length > MOST_RULES || columns > MOST_COLUMNS) {
    const detail = `A table has ${MOST_RULES} rules and ${MOST_COLUMNS} columns at most.`;
    throw new Refused('too-large', id, null, null, detail);
  }
  const annotations = (logic.annotation ?? []).map((clause) => clause.name ?? '');
  const widths = { inputs: inputs.length, outputs: outputs.length, annotations: annotations.length };
  return Object.freeze({
    id,
    hitPolicy,
    aggregation: null,
    defaults: null,
    inputs: Object.freeze(inputs.map((clause, place) => readInput(clause, place, id, types))),
    outputs: Object.freeze(outputs.map((clause, place) => readOutput(clause, place, id, types))),
    annotations: Object.freeze(annotations),
    rules: Object.freeze(rules.map((rule, place) => readRule(rule, place, id, widths))),
  });
}

function readInput(
  clause: ModdleElement,
  place: number,
  table: string,
  types: ReadonlyMap<string, ItemType>,
): Column {
  const expression = clause.inputExpression;
  const name = textOf(expression) ?? '';
  const cell = name === '' ? `input ${place + 1}` : name;
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
    const detail = 'An input must be the plain name of a fact; nothing is computed.';
    throw new Refused('not-understood', table, null, cell, detail);
  }
  refuseOtherLanguage(expression, table, null, cell);
  return readColumn(name, clause.label, expression?.typeRef, clause.inputValues, table, types);
}

function readOutput(
  clause: ModdleElement,
  place: number,
  table: string,
  types: ReadonlyMap<string, ItemType>,
): Column {
  const name = clause.name ?? '';
  const cell = name === '' ? `output ${place + 1}` : name;
  if (name === '') throw new Refused('not-understood', table, null, cell, 'An output must have a name.');
  if (clause.defaultOutputEntry) {
    const detail = 'A default output is not understood: where no rule matches, no gate opens.';
    throw new Refused('not-understood', table, null, cell, detail);
  }
  return readColumn(name, clause.label, clause.typeRef, clause.outputValues, table, types);
}

function readColumn(
  name: string,
  label: string | undefined,
  typeRef: string | undefined,
  values: ModdleElement | undefined,
  table: string,
  types: ReadonlyMap<string, ItemType>,
): Column {
  refuseOtherLanguage(values, table, null, name);
  const base = POLICY_TYPES.find((known) => known === typeRef);
  const item = base ? { type: base, allowed: null } : types.get(typeRef ?? '');
  if (!item) {
    const detail = `Its type ${typeRef ?? '(none)'} is neither ${POLICY_TYPES.join(', ')} nor an item definition.`;
    throw new Refused('type-unknown', table, null, name, detail);
  }
  const own = textOf(values);
  if (own !== null && item.allowed !== null && own !== item.allowed) {
    const detail = `Its allowed values (${own}) differ from those of its type ${typeRef ?? ''} (${item.allowed}): say the same.`;
    throw new Refused('not-understood', table, null, name, detail);
  }
  return Object.freeze({ name, label: label ?? name, type: item.type, allowed: own ?? item.allowed });
}

function readRule(
  rule: ModdleElement,
  place: number,
  table: string,
  widths: { readonly inputs: number; readonly outputs: number; readonly annotations: number },
): TableRule {
  const id = rule.id ?? '';
  if (id === '')
    throw new Refused('not-understood', table, `rule ${place + 1}`, null, 'A rule must have an id.');
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

function readCell(entry: ModdleElement, table: string, rule: string): string {
  const cell = entry.id ?? null;
  refuseOtherLanguage(entry, table, rule, cell);
  if (entry.importedValues) {
    throw new Refused(
      'not-understood',
      table,
      rule,
      cell,
      'A cell that imports its value is not understood.',
    );
  }
  return textOf(entry) ?? '';
}

/** Refuses an element in another language than FEEL, whatever its version. */
export function refuseOtherLanguage(
  element: ModdleElement | undefined,
  table: string | null,
  rule: string | null,
  cell: string | null,
): void {
  for (const language of [element?.expressionLanguage, element?.typeLanguage]) {
    if (language !== undefined && !/^https:\/\/www\.omg\.org\/spec\/DMN\/\d{8}\/FEEL\/$/.test(language)) {
      throw new Refused('not-understood', table, rule, cell, `The language ${language} is not FEEL.`);
    }
  }
}

/** The text of a cell without the white space that a layout puts around it; `null` where there is none. */
export const textOf = (element: ModdleElement | undefined): string | null => element?.text?.trim() ?? null;
