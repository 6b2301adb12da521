import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Big from 'big.js';
import { parseMoment } from '../../domain/policy/moments.ts';
import { contextOf, listOf, type Value } from '../../domain/policy/values.ts';

/** A case of the public DMN test vectors: facts, and for each decision asked about what must come out (`null`: no value). */
export interface TckCase {
  readonly id: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly expected: readonly { readonly decision: string; readonly value: Value | null }[];
}

export interface TckFolder {
  readonly name: string;
  readonly xml: string;
  readonly hasTable: boolean;
  readonly cases: readonly TckCase[];
}

/** Every folder of a compliance level: its model, and the cases of all its test files. */
export function readTck(level: string): TckFolder[] {
  return readdirSync(level)
    .sort()
    .map((name) => {
      const files = readdirSync(join(level, name)).sort();
      const text = (file: string): string => readFileSync(join(level, name, file), 'utf8');
      const models = files.filter((file) => file.endsWith('.dmn'));
      if (models.length !== 1) throw new Error(`${name} has ${models.length} models`);
      const xml = text(models[0]!);
      const cases = files.filter((file) => file.endsWith('.xml')).flatMap((file) => readCases(text(file)));
      if (cases.length === 0) throw new Error(`${name} has no case`);
      return { name, xml, hasTable: xml.includes('decisionTable'), cases };
    });
}

/** An element of XML as simple as the cases are: no mixed content, no comments within. */
interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

function readCases(xml: string): TckCase[] {
  const root = readXml(xml);
  return only(root, 'testCases')
    .children.filter(({ tag }) => tag === 'testCase')
    .map((testCase) => ({
      id: testCase.attributes['id'] ?? '?',
      facts: Object.fromEntries(
        named(testCase, 'inputNode').map(([name, node]) => [name, factOf(node)] as const),
      ),
      expected: named(testCase, 'resultNode').map(([decision, node]) => ({
        decision,
        value: valueOf(only(node, 'expected')),
      })),
    }));
}

const named = (parent: Element, tag: string): [string, Element][] =>
  parent.children
    .filter((child) => child.tag === tag)
    .map((child) => [child.attributes['name'] ?? '?', child]);

function only(parent: Element, tag: string): Element {
  const found = parent.children.filter((child) => child.tag === tag);
  if (found.length !== 1) throw new Error(`${parent.tag} has ${found.length} of ${tag}`);
  return found[0]!;
}

/** A fact as somebody sends it. */
function factOf(node: Element): unknown {
  const components = named(node, 'component');
  if (components.length > 0)
    return Object.fromEntries(components.map(([name, each]) => [name, factOf(each)]));
  const list = node.children.find(({ tag }) => tag === 'list');
  if (list) return list.children.map(factOf);
  const { attributes, text } = only(node, 'value');
  if (attributes['xsi:nil'] === 'true') return null;
  if (attributes['xsi:type'] === 'xsd:boolean') return text === 'true';
  return attributes['xsi:type'] === 'xsd:decimal' ? new Big(text) : text;
}

function valueOf(node: Element): Value | null {
  const components = named(node, 'component');
  if (components.length > 0) {
    return contextOf(new Map(components.map(([name, each]) => [name, some(valueOf(each))])));
  }
  const list = node.children.find(({ tag }) => tag === 'list');
  if (list) return listOf(list.children.map((item) => some(valueOf(item))));
  const { attributes, text } = only(node, 'value');
  if (attributes['xsi:nil'] === 'true') return null;
  const type = attributes['xsi:type'];
  if (type === 'xsd:string') return text;
  if (type === 'xsd:boolean') return text === 'true';
  if (type === 'xsd:decimal') return new Big(text);
  const date = type === 'xsd:date' ? parseMoment('date', text) : null;
  if (date?.ok) return date.value;
  throw new Error(`${String(attributes['xsi:type'])} ${text} is not read`);
}

function some(value: Value | null): Value {
  if (value === null) throw new Error('A null within a value is not read');
  return value;
}

function readXml(xml: string): Element {
  const root: Element = { tag: '', attributes: {}, children: [], text: '' };
  const open = [root];
  for (const [, close, tag = '', attributes = '', empty, text = ''] of xml
    .replaceAll(/<\?[\s\S]*?\?>|<!--[\s\S]*?-->/g, '')
    .matchAll(/<(\/?)([\w:]+)([^>]*?)(\/?)>([^<]*)/g)) {
    if (close) open.pop();
    else {
      const element: Element = {
        tag,
        attributes: attributesOf(attributes),
        children: [],
        text: unescape(text),
      };
      open.at(-1)!.children.push(element);
      if (!empty) open.push(element);
    }
  }
  return root;
}

const attributesOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w:]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );

const unescape = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
