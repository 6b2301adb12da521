import type { PersonCommand } from './commands.ts';
import { accept, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Says something about an initiative, to everybody who may see it; also once it is over. It changes nothing else. */
export function comment(
  state: Initiative,
  { text }: Command<'comment-on-initiative'>,
  given: GivenBy,
): Decision {
  return accept({ type: 'comment-made', data: { stage: state.stage, by: given.by.id, text } });
}
