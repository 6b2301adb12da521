import type { Facts, FactValue } from '../../domain/facts.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import { LEVEL_NAMES } from '../../domain/level.ts';
import { never } from '../../domain/result.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { factName, factValue } from './content-words.ts';
import { listed, type Names } from './names.ts';

type ClaimEvent = Extract<
  Happened,
  { type: 'fact-confirmed' | 'fact-challenged' | 'challenge-settled' | 'level-lowered' }
>;

/** A sentence about what became of a fact, what was said with it, and whether it is to be marked. */
interface ClaimTold {
  readonly sentence: string;
  readonly quotes: readonly (string | null | undefined)[];
  readonly mark: string | null;
}

/** “Revenue asked for: £700,000”. */
const named = (fact: keyof Facts, value: FactValue) => `“${factName(fact)}: ${factValue(fact, value)}”`;

/** Tells what happened to a fact as a claim; of a challenge that is settled, without what held until then. */
export function tellClaim(
  event: ClaimEvent,
  names: Names,
  { isSettled = false }: { readonly isSettled?: boolean } = {},
): ClaimTold {
  switch (event.type) {
    case 'fact-confirmed': {
      const { fact, value, by, body } = event.data;
      const sentence = `${names.person(by)}, for ${names.body(body)}, confirmed ${named(fact, value)}.`;
      return { sentence, quotes: [], mark: null };
    }
    case 'fact-challenged': {
      const { fact, value, asserted, by, body, reason } = event.data;
      const sentence =
        `${names.person(by)}, for ${names.body(body)}, challenged ${named(fact, asserted)} as ` +
        `${factValue(fact, value)}.${isSettled ? '' : ' The higher verdict of the two holds until that is settled.'}`;
      return { sentence, quotes: [reason.value], mark: 'Challenged' };
    }
    case 'challenge-settled':
      return { sentence: settled(event.data, names), quotes: [event.data.reason?.value], mark: null };
    case 'level-lowered': {
      const levels = event.data.levels.map(
        ({ stage, from, to }) => `“${STAGE_NAMES[stage]}” from ${LEVEL_NAMES[from]} to ${LEVEL_NAMES[to]}`,
      );
      return {
        sentence: `This lowered the level of a decision: ${listed(levels)}. It is listed for the board.`,
        quotes: [],
        mark: 'Lowered',
      };
    }
    default:
      return never(event);
  }
}

function settled(
  { how, fact, asserted, value, by, body }: Extract<ClaimEvent, { type: 'challenge-settled' }>['data'],
  names: Names,
): string {
  const who = body === null ? names.person(by) : `${names.person(by)}, for ${names.body(body)},`;
  const stands = `${named(fact, asserted)} stands.`;
  switch (how) {
    case 'accepted':
      return `${who} accepted the challenge: ${named(fact, value)}.`;
    case 'withdrawn':
      return `${who} withdrew the challenge of ${factValue(fact, value)}: ${stands}`;
    case 'upheld':
      return `${who} upheld the challenge: ${named(fact, value)}.`;
    case 'dismissed':
      return `${who} dismissed the challenge of ${factValue(fact, value)}: ${stands}`;
    default:
      return never(how);
  }
}
