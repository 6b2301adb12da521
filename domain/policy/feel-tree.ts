import Big from 'big.js';
import type { parser } from 'lezer-feel';

/** What the grammar makes of a text. */
export type Node = ReturnType<typeof parser.parse>['topNode'];

/** Raised while a text is read and caught where its reading began: what is not understood, in a phrase. */
export class NotUnderstood extends Error {}

export const nodeText = (node: Node, source: string): string => source.slice(node.from, node.to);

export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

/** The grammar goes on after what it cannot read; we do not. */
export function refuseErrors(top: Node, source: string): void {
  const cursor = top.cursor();
  do {
    if (cursor.type.isError) {
      const left = source.slice(cursor.from).trim();
      throw new NotUnderstood(left === '' ? 'it ends too early' : `it goes wrong at ${left}`);
    }
  } while (cursor.next());
}

/** FEEL's escapes that JSON shares are read; others (`\U`, `\'`) are refused. */
export function readString(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new NotUnderstood(`${text} has an escape that is not understood`);
  }
}

/** A number in plain digits: no exponent, and no nought in front, which elsewhere would mean eight and not ten. */
export function readDigits(text: string, form = /^-?(0|[1-9]\d*)(\.\d+)?$/): Big {
  if (!form.test(text)) throw new NotUnderstood(`${text} is not a number in plain digits`);
  return new Big(text);
}
