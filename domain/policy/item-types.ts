import type { ModdleElement } from 'dmn-moddle';
import { VALUE_TYPES, type ValueType } from './decision-table.ts';
import { refuseFile } from './refused.ts';
import { textOf } from './element-text.ts';

/** What a fact, a result or a column may be. `allowed` is unary tests as text, or `null` where any value will do. */
export type ItemType =
  | { readonly kind: 'any' }
  | { readonly kind: 'base'; readonly type: ValueType; readonly allowed: string | null }
  | { readonly kind: 'structure'; readonly fields: ReadonlyMap<string, ItemType> }
  | { readonly kind: 'collection'; readonly of: ItemType };

export const ANY: ItemType = { kind: 'any' };

/** Other names that DMN's versions have for the same types. */
const OTHER_NAMES: Readonly<Record<string, ValueType>> = {
  dateTime: 'date and time',
  dayTimeDuration: 'days and time duration',
  yearMonthDuration: 'years and months duration',
};

const MOST_DEPTH = 20;

/** The most characters of all names within a type, those of the types within it each time that they stand there. */
const MOST_NAMES = 2000;

const lengths = new WeakMap<ItemType, number>();

/** How many characters the names within a type have, counted as often as they stand there. */
export function nameLength(type: ItemType): number {
  if (type.kind === 'collection') return nameLength(type.of);
  if (type.kind !== 'structure') return 0;
  const known = lengths.get(type);
  if (known !== undefined) return known;
  let length = 0;
  for (const [name, field] of type.fields) length += name.length + nameLength(field);
  lengths.set(type, length);
  return length;
}

/** The item definitions of a file, each resolved to what it is in the end. */
export class ItemTypes {
  private readonly definitions = new Map<string, ModdleElement>();
  private readonly known = new Map<string, ItemType>();

  constructor(definitions: readonly ModdleElement[]) {
    for (const definition of definitions) {
      const name = definition.name?.trim() ?? '';
      if (name === '') refuseFile('type-unknown', 'An item definition must have a name.');
      if (this.definitions.has(name)) refuseFile('duplicate', `Two item definitions have the name ${name}.`);
      this.definitions.set(name, definition);
    }
    for (const name of this.definitions.keys()) this.named(name, []);
  }

  /** The type that a `typeRef` names, or `null` where there is none of that name. */
  resolve(typeRef: string | undefined): ItemType | null {
    return typeRef === undefined ? null : this.named(typeRef.trim(), []);
  }

  private named(name: string, within: readonly string[]): ItemType | null {
    if (name === 'Any') return ANY;
    const base = VALUE_TYPES.find((known) => known === name) ?? baseByOtherName(name);
    if (base) return { kind: 'base', type: base, allowed: null };
    const known = this.known.get(name);
    if (known) return known;
    const definition = this.definitions.get(name);
    if (!definition) return null;
    if (within.includes(name)) refuseFile('cycle', `The item definition ${name} holds itself.`);
    if (within.length >= MOST_DEPTH)
      refuseFile('too-large', `Item definitions go ${MOST_DEPTH} deep at most.`);
    const type = this.read(definition, name, [...within, name]);
    this.known.set(name, type);
    return type;
  }

  private read(definition: ModdleElement, called: string, within: readonly string[]): ItemType {
    const one = this.readOne(definition, called, within);
    return definition.isCollection === true ? { kind: 'collection', of: one } : one;
  }

  private readOne(definition: ModdleElement, called: string, within: readonly string[]): ItemType {
    const allowed = textOf(definition.allowedValues);
    if (definition.itemComponent) {
      if (within.length >= MOST_DEPTH)
        refuseFile('too-large', `Item definitions go ${MOST_DEPTH} deep at most.`);
      if (allowed !== null) refuseFile('not-understood', `${called}, a structure, lists allowed values.`);
      const fields = new Map<string, ItemType>();
      for (const component of definition.itemComponent) {
        const name = component.name?.trim() ?? '';
        if (name === '')
          refuseFile('type-unknown', `A part of the item definition ${called} must have a name.`);
        if (fields.has(name)) refuseFile('duplicate', `Two parts of ${called} have the name ${name}.`);
        fields.set(name, this.read(component, `${called}.${name}`, [...within, `${called}.${name}`]));
      }
      const structure: ItemType = { kind: 'structure', fields };
      if (nameLength(structure) > MOST_NAMES) {
        refuseFile('too-large', `The names within ${called} have ${MOST_NAMES} characters at most.`);
      }
      return structure;
    }
    const type = definition.typeRef === undefined ? null : this.named(definition.typeRef.trim(), within);
    if (type === null) {
      return refuseFile(
        'type-unknown',
        `The item definition ${called} must be of type ${VALUE_TYPES.join(', ')}, or of another item definition.`,
      );
    }
    if (allowed === null) return type;
    if (type.kind !== 'base') {
      return refuseFile(
        'not-understood',
        `${called} lists allowed values and is not a ${VALUE_TYPES.join(', ')}.`,
      );
    }
    if (type.allowed !== null && type.allowed !== allowed) {
      return refuseFile(
        'not-understood',
        `The allowed values of ${called} differ from those of its type: say the same.`,
      );
    }
    return { ...type, allowed };
  }
}

const baseByOtherName = (name: string): ValueType | undefined =>
  Object.hasOwn(OTHER_NAMES, name) ? OTHER_NAMES[name] : undefined;
