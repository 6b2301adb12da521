import { fail, ok, type Result } from '../result.ts';

/** Elements within elements; a decision table needs seven. */
const MOST_DEPTH = 50;

const MOST_ELEMENTS = 20_000;

/** Attributes of one element, namespaces among them; DMN has no element with more than a dozen. */
const MOST_ATTRIBUTES = 60;

/** What a text is as XML. */
export interface CheckedXml {
  readonly elements: number;
  /** Where the tag of the first element ends. */
  readonly root: number;
}

/** Declarations of namespaces in a file: a parser looks each name up among all that are in force. */
const MOST_NAMESPACES = 50;

const NAME = String.raw`[\p{L}_][\p{L}\p{N}_.:\-]*`;
const OPEN = new RegExp(`<(${NAME})`, 'uy');
const ATTRIBUTE = new RegExp(String.raw`\s+(${NAME})\s*=\s*(?:"([^"<]*)"|'([^'<]*)')`, 'uy');
const END = /\s*(\/?)>/y;
const CLOSE = new RegExp(String.raw`<\/(${NAME})\s*>`, 'uy');

/** What is passed over as it stands, with how it ends. */
const SKIPPED = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;

/**
 * Reads a text once from end to end and refuses what is not well-formed XML of a bearable size, before a parser sees it:
 * parsers go on after an error, and the time that they take to tell of many grows with the square of their number.
 * Entities are the five of XML and character references; none is declared, so none expands.
 */
export function checkXml(xml: string): Result<CheckedXml, string> {
  const open: string[] = [];
  let [elements, root, at, namespaces] = [0, 0, 0, 0];
  for (;;) {
    const next = xml.indexOf('<', at);
    const text = xml.slice(at, next < 0 ? xml.length : next);
    if (open.length === 0 && text.trim() !== '') return fail(`there is text outside the element at ${at}`);
    if (!hasKnownEntities(text)) return fail(`an & at ${at} or after it is of no character`);
    if (next < 0) break;
    at = next;
    const skipped = SKIPPED.find(([sign]) => xml.startsWith(sign, at));
    if (skipped) {
      const end = xml.indexOf(skipped[1], at + skipped[0].length);
      if (end < 0) return fail(`what begins at ${at} does not end`);
      at = end + skipped[1].length;
      continue;
    }
    const close = matchAt(CLOSE, xml, at);
    if (close) {
      if (open.pop() !== close[1]) return fail(`the tag that closes at ${at} is not the one that is open`);
      at += close[0].length;
      continue;
    }
    const tag = readTag(xml, at);
    if (!tag.ok) return tag;
    if (open.length === 0 && elements > 0) return fail(`a second element stands beside the first at ${at}`);
    if (++elements > MOST_ELEMENTS) return fail(`it has more than ${MOST_ELEMENTS} elements`);
    namespaces += tag.value.namespaces;
    if (namespaces > MOST_NAMESPACES) return fail(`it declares more than ${MOST_NAMESPACES} namespaces`);
    at = tag.value.end;
    if (elements === 1) root = at;
    if (!tag.value.empty && open.push(tag.value.name) > MOST_DEPTH) {
      return fail(`elements stand more than ${MOST_DEPTH} deep at ${at}`);
    }
  }
  if (open.length > 0) return fail(`${open.at(-1) ?? ''} is not closed`);
  return elements === 0 ? fail('it has no element') : ok({ elements, root });
}

interface Tag {
  readonly name: string;
  readonly end: number;
  readonly empty: boolean;
  /** How many namespaces it declares. */
  readonly namespaces: number;
}

function readTag(xml: string, from: number): Result<Tag, string> {
  const opened = matchAt(OPEN, xml, from);
  if (!opened) return fail(`a < at ${from} begins no tag`);
  let at = from + opened[0].length;
  const names = new Set<string>();
  for (let attribute = matchAt(ATTRIBUTE, xml, at); attribute; attribute = matchAt(ATTRIBUTE, xml, at)) {
    const [whole, name = '', double, single] = attribute;
    if (names.has(name)) return fail(`the attribute ${name} stands twice at ${at}`);
    if (!hasKnownEntities(double ?? single ?? ''))
      return fail(`an & at ${at} or after it is of no character`);
    if (names.add(name).size > MOST_ATTRIBUTES)
      return fail(`an element has more than ${MOST_ATTRIBUTES} attributes at ${at}`);
    at += whole.length;
  }
  const end = matchAt(END, xml, at);
  if (!end) return fail(`the tag at ${from} goes wrong at ${at}`);
  const namespaces = [...names].filter((name) => name.startsWith('xmlns')).length;
  return ok({ name: opened[1] ?? '', end: at + end[0].length, empty: end[1] === '/', namespaces });
}

function matchAt(pattern: RegExp, xml: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(xml);
}

function hasKnownEntities(text: string): boolean {
  for (let at = text.indexOf('&'); at >= 0; at = text.indexOf('&', at + 1)) {
    const end = text.indexOf(';', at);
    if (end < 0 || end - at > 10) return false;
    if (!/^&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});$/.test(text.slice(at, end + 1)))
      return false;
  }
  return true;
}
