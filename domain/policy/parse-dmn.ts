import { DmnModdle, type ModdleElement } from 'dmn-moddle';
import { fail, ok, type Result } from '../result.ts';
import type { PolicyProblem, PolicyProblemType } from './decision-table.ts';

/** Half a million characters: the shipped policy has about sixty thousand. */
const MOST_CHARACTERS = 500_000;

const problem = (type: PolicyProblemType, detail: string): PolicyProblem => ({
  type,
  table: null,
  rule: null,
  cell: null,
  detail,
});

/**
 * Reads XML into the elements of DMN 1.3, and refuses a file that the vocabulary does not wholly account for:
 * an unknown element or attribute, a doubled id, a reference to nothing, an element said twice.
 */
export async function parseDmn(xml: string): Promise<Result<ModdleElement, PolicyProblem[]>> {
  if (xml.length > MOST_CHARACTERS) {
    return fail([
      problem('too-large', `A policy has ${MOST_CHARACTERS} characters at most; this has ${xml.length}.`),
    ]);
  }
  if (/<!DOCTYPE|<!ENTITY/i.test(xml)) {
    return fail([problem('not-dmn', 'A document type or an entity is not read: write the text itself.')]);
  }
  const moddle = new DmnModdle();
  try {
    const { rootElement, warnings } = await moddle.fromXML(xml);
    if (warnings.length > 0) {
      return fail(warnings.map((warning) => problem('not-understood', oneLine(warning.message))));
    }
    // Of an element said twice where one belongs, the parser keeps the last without a warning. A cell would
    // silently lose its threshold; so what was read must be as many elements as what was sent.
    const read = countElements((await moddle.toXML(rootElement)).xml);
    const sent = countElements(xml);
    if (read !== sent) {
      const detail = `An element stands twice where one belongs: ${sent} were sent and ${read} can be kept.`;
      return fail([problem('not-understood', detail)]);
    }
    return ok(rootElement);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return fail([problem('not-dmn', `This is not DMN 1.3: ${oneLine(error.message)}`)]);
  }
}

const countElements = (xml: string): number =>
  xml.replaceAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '').match(/<[\p{L}_]/gu)?.length ?? 0;

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
