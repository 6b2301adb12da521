import { aheadOf, chainOf, type Ahead, type Link } from '../../domain/initiative/ahead.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { dayAndTime, dayOf } from '../words/dates.ts';
import { listed, type Names } from '../words/names.ts';

/** What happens next if nobody acts, and how far along its chain the open gate is; `null` where no time runs. */
export function comingView(state: Initiative, given: Given, names: Names) {
  const next = aheadOf(state, given);
  const { gate } = state;
  if (next.length === 0 || gate === null) return null;
  const { chain, tellAgainAfter } = given.rules.times;
  const isOpen = gate.state === 'open';
  return {
    steps: next.map((each) => ({ at: dayAndTime(each.at), words: wordsOf(each, names) })),
    again: isOpen ? `${tellAgainAfter} working days` : null,
    stopped: gate.clockStoppedUntil === null ? null : dayOf(gate.clockStoppedUntil),
    told: isOpen ? toldAlready(chainOf(gate, { chain }, next)) : null,
  };
}

function wordsOf({ what, whom, bodies }: Ahead, names: Names): string {
  const of = bodies.length === 0 ? '' : ` of ${names.bodies(bodies)}`;
  switch (what) {
    case 'gate-opens':
      return 'Remit opens the decision.';
    case 'moves-on':
      return 'Remit moves it on from what was decided.';
    case 'reminder':
      return `Those who have not answered yet${of} are reminded.`;
    case 'question-lapses':
      return 'The answer of the owner is waited for no more, the question’s task goes back to its queue, and time runs on.';
    case 'past-due':
      return `The time to decide has passed: ${whomInWords(whom)}${of} ${whom.endsWith('s') ? 'are' : 'is'} told.`;
  }
}

const WHOM: Readonly<Record<string, string>> = {
  approvers: 'the approvers',
  signatory: 'the signatory',
  board: 'the board',
};

/** Links of a chain are data: one that has no words here is said as it is written. */
function whomInWords(whom: string): string {
  return WHOM[whom] ?? `the ${whom}`;
}

/** "the approvers and the signatory"; `null` where nobody was told yet. */
function toldAlready(links: readonly Link[]): string | null {
  const told = links.filter((link) => link.told).map(({ whom }) => whomInWords(whom));
  return told.length === 0 ? null : listed(told);
}
