/**
 * The part of dmn-moddle that `read-dmn.ts` uses; the package has no types of its own.
 * Every property may be absent: what a file lacks is found by the reader, not by these types.
 */
declare module 'dmn-moddle' {
  export interface ModdleElement {
    readonly $type: string;
    readonly $attrs?: Readonly<Record<string, string>>;
    readonly id?: string;
    readonly name?: string;
    readonly label?: string;
    readonly text?: string;
    readonly typeRef?: string;
    readonly expressionLanguage?: string;
    readonly typeLanguage?: string;
    readonly hitPolicy?: string;
    readonly aggregation?: string;
    /** An extension's own attribute, as on `<remit:policy version="1" />`. */
    readonly version?: string;
    readonly isCollection?: boolean;
    readonly importedValues?: ModdleElement;
    readonly extensionElements?: ModdleElement;
    readonly values?: readonly ModdleElement[];
    readonly import?: readonly ModdleElement[];
    readonly itemDefinition?: readonly ModdleElement[];
    readonly allowedValues?: ModdleElement;
    readonly itemComponent?: readonly ModdleElement[];
    readonly drgElement?: readonly ModdleElement[];
    readonly decisionLogic?: ModdleElement;
    readonly variable?: ModdleElement;
    readonly informationRequirement?: readonly ModdleElement[];
    readonly knowledgeRequirement?: readonly ModdleElement[];
    readonly requiredDecision?: ModdleElement;
    readonly requiredInput?: ModdleElement;
    readonly requiredKnowledge?: ModdleElement;
    readonly href?: string;
    readonly encapsulatedLogic?: ModdleElement;
    readonly formalParameter?: readonly ModdleElement[];
    readonly kind?: string;
    readonly body?: ModdleElement;
    readonly calledFunction?: ModdleElement;
    readonly binding?: readonly ModdleElement[];
    readonly parameter?: ModdleElement;
    readonly bindingFormula?: ModdleElement;
    readonly input?: readonly ModdleElement[];
    readonly inputExpression?: ModdleElement;
    readonly inputValues?: ModdleElement;
    readonly output?: readonly ModdleElement[];
    readonly outputValues?: ModdleElement;
    readonly defaultOutputEntry?: ModdleElement;
    readonly annotation?: readonly ModdleElement[];
    readonly rule?: readonly ModdleElement[];
    readonly inputEntry?: readonly ModdleElement[];
    readonly outputEntry?: readonly ModdleElement[];
    readonly annotationEntry?: readonly ModdleElement[];
    readonly dmnDI?: ModdleElement;
    readonly diagrams?: readonly ModdleElement[];
    readonly diagramElements?: readonly ModdleElement[];
    readonly dmnElementRef?: ModdleElement;
  }

  export class DmnModdle {
    fromXML(
      xml: string,
      options?: { readonly lax: boolean },
    ): Promise<{ readonly rootElement: ModdleElement; readonly warnings: readonly Error[] }>;
    toXML(element: ModdleElement): Promise<{ readonly xml: string }>;
  }
}
