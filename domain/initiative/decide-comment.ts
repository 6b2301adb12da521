import { mayNot } from '../authorisation.ts';
import type { PersonCommand } from './commands.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';
import { partsOf } from './parts.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Says something about an initiative, to everybody who may see it; also once it is over. It changes nothing else. */
export function comment(
  state: Initiative,
  { text }: Command<'comment-on-initiative'>,
  given: GivenBy,
): Decision {
  const target = { initiative: state, parts: partsOf(state, given.bodies) };
  const denied = mayNot(given.by, 'initiative.comment', target);
  if (denied !== null) return refuse(denied);
  return accept({ type: 'comment-made', data: { stage: state.stage, by: given.by.id, text } });
}
