import { DmnModdle, type ModdleElement } from 'dmn-moddle';
import { fail, ok, type Result } from '../result.ts';
import { checkXml } from './check-xml.ts';
import type { PolicyProblem, PolicyProblemType } from './decision-table.ts';

/** Half a million characters: the shipped policy has about sixty thousand. */
const MOST_CHARACTERS = 500_000;

/** Of what a file is refused for, nobody reads more at once. */
const MOST_PROBLEMS = 100;

/**
 * The namespaces of DMN 1.4 and 1.5, whose decision tables, literal expressions and invocations are those of 1.3. What
 * they added is an unknown element to a reader of 1.3, and refused as such.
 */
const LATER_NAMESPACE = /(["'])https:\/\/www\.omg\.org\/spec\/DMN\/(?:20211108|20230324)\/(MODEL|DMNDI)\/\1/g;

/**
 * Elements times characters up to which all unknown elements of a file are told at once: the parser counts lines from the
 * beginning for each. In a larger file the first is told alone. The shipped policy is a third of it.
 */
const MOST_TO_TELL_ALL = 200_000_000;

const problem = (type: PolicyProblemType, detail: string): PolicyProblem => ({
  type,
  table: null,
  rule: null,
  cell: null,
  detail,
});

/**
 * Reads XML into the elements of DMN 1.3 (and of 1.4 and 1.5, as far as they are the same), and refuses a file that the vocabulary does not wholly account for:
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
  const checked = checkXml(xml);
  if (!checked.ok) return fail([problem('not-dmn', `This is not DMN 1.3: ${checked.error}.`)]);
  const { elements: sent, root } = checked.value;
  const moddle = new DmnModdle();
  try {
    const opening = xml
      .slice(0, root)
      .replaceAll(LATER_NAMESPACE, '$1https://www.omg.org/spec/DMN/20191111/$2/$1');
    const { rootElement, warnings } = await moddle.fromXML(opening + xml.slice(root), {
      lax: sent * xml.length <= MOST_TO_TELL_ALL,
    });
    if (warnings.length > 0) {
      return fail(
        warnings
          .slice(0, MOST_PROBLEMS)
          .map((warning) => problem('not-understood', oneLine(warning.message))),
      );
    }
    // Of an element said twice where one belongs, the parser keeps the last without a warning. A cell would
    // silently lose its threshold; so what was read must be as many elements as what was sent.
    const kept = checkXml((await moddle.toXML(rootElement)).xml);
    const read = kept.ok ? kept.value.elements : 0;
    if (read !== sent) {
      const detail = `An element stands twice where one belongs: ${sent} were sent and ${read} can be kept.`;
      return fail([problem('not-understood', detail)]);
    }
    return ok(rootElement);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const type = error.message.startsWith('unparsable content') ? 'not-understood' : 'not-dmn';
    return fail([problem(type, `This is not DMN 1.3: ${oneLine(error.message)}`)]);
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
