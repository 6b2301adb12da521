import type { ModdleElement } from 'dmn-moddle';
import { fail, ok, type Result } from '../result.ts';
import {
  POLICY_TYPES,
  type DecisionTable,
  type PolicyProblem,
  type PolicyProblemType,
} from './decision-table.ts';
import { parseDmn } from './parse-dmn.ts';
import { readTable, Refused, refuseOtherLanguage, textOf, type ItemType } from './read-table.ts';

/** What a DMN file holds that Remit reads: who it is, and its one decision table. */
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
 * Reads DMN 1.3 XML with one decision that is one decision table.
 *
 * Refuses, with where it stands, whatever it does not understand: another hit policy, another expression
 * language, an input that is not a plain name, an import, an unknown element. Nothing is left out silently,
 * because a rule that is lost in reading is a decision taken at the wrong level.
 */
export async function readDmn(xml: string): Promise<Result<DmnPolicy, PolicyProblem[]>> {
  const parsed = await parseDmn(xml);
  if (!parsed.ok) return parsed;
  try {
    return ok(readDefinitions(parsed.value));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { type, table, rule, cell, message } = error;
    return fail([{ type, table, rule, cell, detail: message }]);
  }
}

const refuseFile = (type: PolicyProblemType, detail: string): never => {
  throw new Refused(type, null, null, null, detail);
};

function readDefinitions(definitions: ModdleElement): DmnPolicy {
  refuseOtherLanguage(definitions, null, null, null);
  if (definitions.import)
    refuseFile('not-understood', 'The file imports another: say everything in one file.');
  const types = new Map((definitions.itemDefinition ?? []).flatMap((item) => readItemType(item)));
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
  return Object.freeze({
    name,
    version: readVersion(definitions),
    table: readTable(logic, types),
  });
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

/** Item definitions of collections and structures describe the outcome, not a column; they are no column type. */
function readItemType(item: ModdleElement): [string, ItemType][] {
  if (item.isCollection === true || item.itemComponent) return [];
  const type = POLICY_TYPES.find((known) => known === item.typeRef);
  if (!type || !item.name) {
    return refuseFile(
      'type-unknown',
      `The item definition ${item.name ?? '?'} must be of type ${POLICY_TYPES.join(', ')}.`,
    );
  }
  return [[item.name, { type, allowed: textOf(item.allowedValues) }]];
}
