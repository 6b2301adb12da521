import type { ModdleElement } from 'dmn-moddle';
import { fail, ok, type Result } from '../result.ts';
import { POLICY_TYPES, type DecisionTable, type PolicyProblem } from './decision-table.ts';
import { refuseOtherLanguage } from './element-text.ts';
import { ItemTypes } from './item-types.ts';
import { parseDmn } from './parse-dmn.ts';
import { readTable, unnamedRule } from './read-table.ts';
import { refuseFile, Refused } from './refused.ts';

/** What a DMN file holds that is a subsidiarity policy: who it is, and its one decision table. */
export interface DmnPolicy {
  readonly name: string;
  readonly version: string;
  readonly table: DecisionTable;
}

/** The element that holds a policy's version, under `extensionElements` of the definitions. */
const POLICY_ELEMENT = 'remit:policy';

const POLICY_NAMESPACE = 'urn:remit:policy';

/** What may stand beside the decision without changing what it says. */
const BESIDE_THE_DECISION = ['dmn:InputData', 'dmn:KnowledgeSource'];

/**
 * Reads DMN XML with one decision that is one decision table: a subsidiarity policy, which has less of DMN than
 * `readModel` understands, since people must be able to read it as a table and nothing else.
 *
 * Refuses, with where it stands, another hit policy, a default, an input that is not a plain name, another decision, an
 * import, an unknown element. Nothing is left out silently, because a rule that is lost in reading is a decision taken
 * at the wrong level.
 */
export async function readDmn(xml: string): Promise<Result<DmnPolicy, PolicyProblem[]>> {
  const parsed = await parseDmn(xml);
  if (!parsed.ok) return parsed;
  try {
    return ok(readDefinitions(parsed.value));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail([error.asProblem()]);
  }
}

function readDefinitions(definitions: ModdleElement): DmnPolicy {
  refuseOtherLanguage(definitions, null, null, null);
  if (definitions.import)
    refuseFile('not-understood', 'The file imports another: say everything in one file.');
  const types = new ItemTypes(columnTypes(definitions.itemDefinition ?? []));
  const elements = definitions.drgElement ?? [];
  const decisions = elements.filter((element) => element.$type === 'dmn:Decision');
  const other = elements.find(
    ({ $type }) => $type !== 'dmn:Decision' && !BESIDE_THE_DECISION.includes($type),
  );
  if (other) refuseFile('not-understood', `The file has a ${other.$type}, which is not understood.`);
  const [decision, more] = decisions;
  const logic = decision?.decisionLogic;
  if (more || logic?.$type !== 'dmn:DecisionTable') {
    return refuseFile(
      'not-understood',
      'The file must hold one decision, and that must be a decision table.',
    );
  }
  const name = definitions.name?.trim() ?? '';
  if (name === '') refuseFile('name-missing', "The definitions must have a name, which is the policy's.");
  const table = readTable(logic, {
    resolve: (typeRef) => types.resolve(typeRef),
    result: { name: '', type: null },
    typeOfName: () => null,
  });
  refuseBeyondPolicy(table);
  return Object.freeze({ name, version: readVersion(definitions), table });
}

/** Item definitions of collections and structures describe the outcome, not a column; they are no column type. */
function columnTypes(definitions: readonly ModdleElement[]): readonly ModdleElement[] {
  const ofColumns = definitions.filter(({ isCollection, itemComponent }) => !isCollection && !itemComponent);
  for (const { typeRef, name } of ofColumns) {
    if (!name || !POLICY_TYPES.some((known) => known === typeRef)) {
      refuseFile(
        'type-unknown',
        `The item definition ${name ?? '?'} must be of type ${POLICY_TYPES.join(', ')}.`,
      );
    }
  }
  return ofColumns;
}

/** What a table may be and a policy may not. */
function refuseBeyondPolicy(table: DecisionTable): void {
  const { id, hitPolicy, aggregation } = table;
  if (hitPolicy !== 'OUTPUT ORDER') {
    const detail = `The hit policy ${`${hitPolicy} ${aggregation ?? ''}`.trim()} is not understood: use OUTPUT ORDER.`;
    throw new Refused('not-understood', id, null, null, detail);
  }
  for (const { name } of table.inputs) {
    if (!/^[A-Za-z][A-Za-z0-9]*$/.test(name)) {
      const detail = 'An input must be the plain name of a fact; nothing is computed.';
      throw new Refused('not-understood', id, null, name, detail);
    }
  }
  for (const { name, type } of [...table.inputs, ...table.outputs]) {
    if (!POLICY_TYPES.some((known) => known === type)) {
      const detail = `Its type ${type} is neither ${POLICY_TYPES.join(', ')} nor an item definition.`;
      throw new Refused('type-unknown', id, null, name, detail);
    }
  }
  if (table.defaults !== null) {
    const detail = 'A default output is not understood: where no rule matches, no gate opens.';
    throw new Refused('not-understood', id, null, table.outputs[0]?.name ?? null, detail);
  }
  for (const [place, rule] of table.rules.entries()) {
    if (rule.id === unnamedRule(place)) {
      throw new Refused('not-understood', id, rule.id, null, 'A rule must have an id.');
    }
  }
}

function readVersion(definitions: ModdleElement): string {
  const ours = (definitions.extensionElements?.values ?? []).filter(({ $type }) =>
    $type.startsWith('remit:'),
  );
  const [policy, more] = ours;
  const known = definitions.$attrs?.['xmlns:remit'] === POLICY_NAMESPACE;
  if (policy?.$type !== POLICY_ELEMENT || more || !known) {
    return refuseFile(
      'version-missing',
      `The extension elements must hold one <${POLICY_ELEMENT} version="…" /> of the namespace ${POLICY_NAMESPACE}.`,
    );
  }
  const version = policy.version ?? '';
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(version)) {
    return refuseFile(
      'version-missing',
      'The version must be letters, digits, dots and hyphens, 64 at most.',
    );
  }
  return version;
}
