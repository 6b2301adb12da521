import type { Happened } from '../../domain/initiative/events.ts';
import { never } from '../../domain/result.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { GATE_TAGS } from './gate-words.ts';
import type { Names } from './names.ts';

/** How a gate was decided, as a sentence. */
export function decidedInWords(
  data: Extract<Happened, { type: 'gate-decided' }>['data'],
  names: Names,
): string {
  const { state, declinedBy, returnTo } = data;
  const gate = `“${STAGE_NAMES[data.stage]}”`;
  switch (state) {
    case 'approved':
      return `${gate} was approved.`;
    case 'declined':
      return `${gate} was declined${declinedBy === null ? '' : ` by ${names.body(declinedBy)}`}.`;
    case 'changes-requested':
      return `The decision on ${gate} was to ask for changes.`;
    case 'returned':
      return declinedBy === null
        ? `The decision on ${gate} was to return it${returnTo === null ? '' : ` to “${STAGE_NAMES[returnTo]}”`}.`
        : `${names.body(declinedBy)} declined to sign ${gate}, so it goes back to its owner.`;
    case 'superseded':
      return `The decision on ${gate} was ${GATE_TAGS.superseded.text.toLowerCase()}: ${whySuperseded(data.because)}.`;
    default:
      return never(state);
  }
}

const SUPERSEDED: Readonly<Record<string, string>> = {
  'facts-changed': 'its facts changed and now send it elsewhere',
  'fact-challenged': 'a fact is challenged, and the higher verdict holds until that is settled',
  'challenge-settled': 'a challenge was settled, and the facts now send it elsewhere',
  'linked-changed':
    'the money of initiatives that are linked with it changed, and the whole now sends it elsewhere',
  'money-above-approved': 'more money is asked for than was approved with the plan',
  'returned-to-lower-level': 'no rule in force holds it at this level, so it was returned',
  'policy-moved': 'it was brought over to another version of the policy, which sends it elsewhere',
  'plan-changed': 'what was changed asks for another decision on the plan',
};

function whySuperseded(because: readonly string[]): string {
  return because.flatMap((each) => SUPERSEDED[each] ?? [])[0] ?? 'the facts now send it elsewhere';
}
