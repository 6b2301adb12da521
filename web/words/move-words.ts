import type { Happened } from '../../domain/initiative/events.ts';
import type { MoveEvent } from '../../domain/initiative/move-events.ts';
import { LEVEL_NAMES } from '../../domain/level.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { listed, type Names } from './names.ts';

/** Why an answer of a gate before does not count at the one that followed; by the code that its event has. */
const NOT_CARRIED: Readonly<Record<string, string>> = {
  'content-changed': 'what they read has changed',
  'no-such-seat': 'nobody of their body and role is asked there',
  'seat-taken': 'what they answered is given there by somebody else',
  'for-another-level': 'they answered in the place of somebody whom they do not stand in for there',
  'reads-more-here': 'more is to be read there than they read',
  'answered-since': 'they have answered otherwise since',
  'would-end-it': 'it would end the decision there by itself',
  'one-seat-each': 'another answer of theirs counts there',
  'not-needed': 'what they answered is given there already',
  'not-yet': 'it is not asked there yet, and counts once it is',
  'profession-counted': 'the approvals there have to come from different professions',
  'own-proposal': 'they have changed what is decided',
  'interest-declared': 'they have declared an interest',
  'gate-suspended': 'an outside authority has suspended the decision',
};

/** That answers of a gate before count on, and which do not, as a sentence and what is said beside it. */
function carriedInWords(
  { carried, left, stage }: Extract<Happened, { type: 'votes-carried' }>['data'],
  names: Names,
): [string, ...string[]] {
  const gate = `“${STAGE_NAMES[stage]}”`;
  const who = listed([...new Set(carried.map(({ by }) => names.person(by)))]);
  const counts = carried.length === 1 ? `The answer of ${who} counts` : `The answers of ${who} count`;
  const on = `${counts} on where ${gate} is decided now: what they read is as it was.`;
  const none = `No answer to ${gate} from before counts where it is decided now.`;
  return [
    carried.length === 0 ? none : on,
    ...left.map(
      ({ by, because }) =>
        `The answer of ${names.person(by)} does not count there: ${NOT_CARRIED[because] ?? 'it cannot be given there'}.`,
    ),
  ];
}

interface Told {
  readonly sentence: string;
  readonly quotes: readonly (string | null)[];
  readonly mark: string | null;
}

/** Tells what became of votes as a gate followed another, and that one was brought over to another policy, or returned. */
export function tellMove(event: Happened & MoveEvent, names: Names): Told {
  const who = names.person(event.actor);
  const gate = `“${STAGE_NAMES[event.data.stage]}”`;
  if (event.type === 'votes-carried') {
    const [sentence, ...quotes] = carriedInWords(event.data, names);
    return { sentence, quotes, mark: null };
  }
  if (event.type === 'policy-moved') {
    const { from, to, undo } = event.data;
    const sentence = undo
      ? `${who} took back that the decision on ${gate} is judged by version ${from} of the policy: it is judged by version ${to} again.`
      : `${who} brought the decision on ${gate} over from version ${from} of the policy to version ${to}.`;
    return { sentence, quotes: [], mark: null };
  }
  const { body, from, to, held, policy, reason } = event.data;
  return {
    sentence: `${who}, for ${names.body(body)}, returned the decision on ${gate} from ${LEVEL_NAMES[from]} to ${LEVEL_NAMES[to]} level: ${held.length === 1 ? 'rule' : 'rules'} ${listed(held)} of version ${policy.from} held it, and no rule of version ${policy.to} does.`,
    quotes: [reason.value],
    mark: 'Returned',
  };
}
