import type { ModdleElement } from 'dmn-moddle';
import { fail, ok, type Result } from '../result.ts';
import type { DecisionTable, PolicyProblem } from './decision-table.ts';
import { refuseOtherLanguage, textOf } from './element-text.ts';
import { ANY, ItemTypes, type ItemType } from './item-types.ts';
import { MOST_OF_A_NAME, plainName } from './known-names.ts';
import { parseDmn } from './parse-dmn.ts';
import { readTable, type AroundTable } from './read-table.ts';
import { refuseFile, Refused } from './refused.ts';

/** What a name stands for. */
export interface Named {
  readonly name: string;
  readonly type: ItemType;
}

/** How a result is found, with its expressions still as text. */
export type Logic =
  | { readonly kind: 'table'; readonly table: DecisionTable }
  | { readonly kind: 'expression'; readonly text: string }
  | {
      readonly kind: 'invocation';
      readonly calls: string;
      readonly bindings: readonly { readonly parameter: string; readonly text: string }[];
    };

/** A business knowledge model: logic with parameters that decisions call. */
export interface Knowledge extends Named {
  readonly id: string;
  readonly parameters: readonly Named[];
  readonly logic: Logic;
  /** Ids of the knowledge that it calls. */
  readonly requires: readonly string[];
}

/** A decision, with the ids of the facts, decisions and knowledge that its logic may use. */
export interface ModelDecision extends Named {
  readonly id: string;
  readonly logic: Logic;
  readonly requires: readonly string[];
}

/** A DMN file as plain data: facts, decisions and what they call, in the order of the file. */
export interface DecisionModel {
  readonly name: string;
  readonly facts: readonly (Named & { readonly id: string })[];
  readonly knowledge: readonly Knowledge[];
  readonly decisions: readonly ModelDecision[];
}

const MOST_ELEMENTS = 1000;

/**
 * Reads DMN 1.3 to 1.5 XML of decision tables, literal expressions, invocations and business knowledge models. Whatever
 * else there is (contexts, relations, services, imports, other languages) is refused with where it stands.
 */
export async function readModel(xml: string): Promise<Result<DecisionModel, PolicyProblem[]>> {
  const parsed = await parseDmn(xml);
  if (!parsed.ok) return parsed;
  try {
    return ok(new ModelReader(parsed.value).read());
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return fail([error.asProblem()]);
  }
}

class ModelReader {
  private readonly types: ItemTypes;
  private readonly elements: readonly ModdleElement[];
  private readonly named = new Map<string, Named>();

  constructor(private readonly definitions: ModdleElement) {
    refuseOtherLanguage(definitions, null, null, null);
    if (definitions.import) {
      refuseFile('not-understood', 'The file imports another: say everything in one file.');
    }
    this.elements = definitions.drgElement ?? [];
    if (this.elements.length > MOST_ELEMENTS) {
      refuseFile('too-large', `A file has ${MOST_ELEMENTS} facts and decisions at most.`);
    }
    this.types = new ItemTypes(definitions.itemDefinition ?? []);
  }

  read(): DecisionModel {
    const known = ['dmn:InputData', 'dmn:Decision', 'dmn:BusinessKnowledgeModel', 'dmn:KnowledgeSource'];
    const other = this.elements.find(({ $type }) => !known.includes($type));
    if (other) refuseFile('not-understood', `The file has a ${other.$type}, which is not understood.`);
    const read = this.elements.filter(({ $type }) => $type !== 'dmn:KnowledgeSource');
    const names = new Set<string>();
    for (const element of read) {
      const named = this.nameOf(element);
      if (names.has(named.name)) refuseFile('duplicate', `Two elements have the name ${named.name}.`);
      names.add(named.name);
      this.named.set(idOf(element), named);
    }
    const of = (type: string): readonly ModdleElement[] => read.filter(({ $type }) => $type === type);
    return Object.freeze({
      name: this.definitions.name?.trim() ?? '',
      facts: of('dmn:InputData').map((element) => ({ id: idOf(element), ...this.nameOf(element) })),
      knowledge: of('dmn:BusinessKnowledgeModel').map((element) => this.knowledge(element)),
      decisions: of('dmn:Decision').map((element) => this.decision(element)),
    });
  }

  /** The name and type by which others read it: those of its variable, which must have the name of its element. */
  private nameOf({ $type, name, variable }: ModdleElement): Named {
    const own = plainName(name ?? '');
    if (own === '') refuseFile('name-missing', `A ${$type} must have a name.`);
    if (own.length > MOST_OF_A_NAME) {
      refuseFile(
        'too-large',
        `A name has ${MOST_OF_A_NAME} characters at most: ${own.slice(0, 40)}… is longer.`,
      );
    }
    const called = plainName(variable?.name ?? own);
    if (called !== own) {
      refuseFile('not-understood', `${own} has a variable of another name, ${called}: give both the same.`);
    }
    return { name: own, type: this.typeOf(variable?.typeRef, own) };
  }

  private typeOf(typeRef: string | undefined, what: string): ItemType {
    if (typeRef === undefined) return ANY;
    const type = this.types.resolve(typeRef);
    return type ?? refuseFile('type-unknown', `The type ${typeRef} of ${what} is not known.`);
  }

  private decision(element: ModdleElement): ModelDecision {
    const named = this.nameOf(element);
    const requires = this.requirementsOf(element, named.name);
    const around = requires.flatMap((id) => this.named.get(id) ?? []);
    return {
      id: idOf(element),
      ...named,
      requires,
      logic: this.logic(element.decisionLogic, named, around),
    };
  }

  private knowledge(element: ModdleElement): Knowledge {
    const named = this.nameOf(element);
    const defined = element.encapsulatedLogic;
    if (!defined || (defined.kind !== undefined && defined.kind !== 'FEEL')) {
      return refuseFile('not-understood', `${named.name} must hold logic in FEEL.`);
    }
    const parameters = (defined.formalParameter ?? []).map(({ name, typeRef }) => {
      const own = plainName(name ?? '');
      if (own === '') refuseFile('name-missing', `A parameter of ${named.name} must have a name.`);
      return { name: own, type: this.typeOf(typeRef, `${named.name}.${own}`) };
    });
    for (const [place, { name }] of parameters.entries()) {
      if (parameters.findIndex((other) => other.name === name) !== place) {
        refuseFile('duplicate', `Two parameters of ${named.name} have the name ${name}.`);
      }
    }
    return {
      id: idOf(element),
      ...named,
      parameters,
      requires: this.requirementsOf(element, named.name),
      logic: this.logic(defined.body, named, parameters),
    };
  }

  private logic(element: ModdleElement | undefined, named: Named, around: readonly Named[]): Logic {
    if (element?.$type === 'dmn:DecisionTable') {
      return { kind: 'table', table: readTable(element, this.aroundTable(named, around)) };
    }
    if (element?.$type === 'dmn:LiteralExpression') {
      return { kind: 'expression', text: this.text(element, named.name) };
    }
    if (element?.$type === 'dmn:Invocation') {
      return {
        kind: 'invocation',
        calls: plainName(this.text(element.calledFunction, named.name)),
        bindings: (element.binding ?? []).map(({ parameter, bindingFormula }) => ({
          parameter: plainName(parameter?.name ?? ''),
          text: this.text(bindingFormula, named.name),
        })),
      };
    }
    const detail = `${named.name} has ${element ? `a ${element.$type}` : 'no logic'}: a decision table, a literal expression or an invocation is read.`;
    return refuseFile('not-understood', detail);
  }

  private aroundTable(named: Named, around: readonly Named[]): AroundTable {
    const { name, type } = named;
    return {
      resolve: (typeRef) => this.types.resolve(typeRef),
      result: { name, type: type === ANY ? null : type },
      typeOfName: (text) => around.find((each) => each.name === plainName(text))?.type ?? null,
    };
  }

  private text(element: ModdleElement | undefined, name: string): string {
    refuseOtherLanguage(element, null, null, name);
    const text = element?.$type === 'dmn:LiteralExpression' ? textOf(element) : null;
    if (!element || element.importedValues || text === null || text === '') {
      return refuseFile('not-understood', `An expression of ${name} has no text that is read.`);
    }
    return text;
  }

  private requirementsOf(element: ModdleElement, name: string): readonly string[] {
    const references = [
      ...(element.informationRequirement ?? []).map((each) => each.requiredInput ?? each.requiredDecision),
      ...(element.knowledgeRequirement ?? []).map((each) => each.requiredKnowledge),
    ];
    const ids = references.map((reference) => {
      const href = reference?.href ?? '';
      const id = href.startsWith('#') ? href.slice(1) : '';
      if (this.named.has(id)) return id;
      return refuseFile('reference-missing', `${name} requires "${href}", which the file does not hold.`);
    });
    return [...new Set(ids)];
  }
}

/** An element that nothing refers to needs no id; its name, of which there is one, stands in. */
const idOf = ({ id, name }: ModdleElement): string => id ?? `name:${plainName(name ?? '')}`;
