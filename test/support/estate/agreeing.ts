import type { AtTask, Deeds } from './deeds.ts';
import type { Script } from './script.ts';
import type { Seen } from './sight.ts';

/** Everybody who must agree to a gate does, each in their own way. */
export async function agree(deeds: Deeds, id: string, script: Script, seen: Seen): Promise<void> {
  const votes = seen.seats.filter((seat) => seat.kind !== 'advice');
  for (const [index, { task, role, bodies }] of votes.entries()) {
    const body = bodies[0] ?? '';
    const before = votes.slice(0, index).filter((each) => each.role === role && each.bodies[0] === body);
    const by = role === 'signatory' ? `signatory.${body}` : `approver-${before.length + 1}.${body}`;
    const last = index === votes.length - 1;
    const seat = { id, task, by, body, role, index, last, seen, script, deeds };
    for (const { when, habit } of BEFORE) if (when(seat)) await habit(seat);
    await deeds.answer(seat, seen.content_hash, 'approve');
    for (const { when, habit } of AFTER) if (when(seat)) await habit(seat);
  }
}

/** A seat whose turn it is, and who answers it. */
interface Turn extends AtTask {
  readonly body: string;
  readonly role: string;
  readonly index: number;
  /** Nobody answers after this one: the gate is decided by it. */
  readonly last: boolean;
  readonly seen: Seen;
  readonly script: Script;
  readonly deeds: Deeds;
}

/** What people do now and then on the way to an answer. A new command for tasks is one more habit here. */
interface Habit {
  readonly when: (turn: Turn) => boolean;
  readonly habit: (turn: Turn) => Promise<void>;
}

const someoneIsAway = ({ index, role, seen, script }: Turn) =>
  index === 0 && role === 'approver' && seen.stage === 'develop-plan' && script.seed < 0.2;

/** True for one seat in so many, by the script's seed. */
const oneIn = (many: number, { script, index }: Turn) =>
  (Math.floor(script.seed * 1000) + index) % many === 0;

const BEFORE: readonly Habit[] = [
  {
    // Somebody else has the task, and is away.
    when: someoneIsAway,
    habit: async (turn) => {
      const away = { ...turn, by: `approver-3.${turn.body}` };
      await turn.deeds.onTask(away, 'claim', 'task-claimed');
      await turn.deeds.onTask(turn, 'take-over', 'task-taken-over');
    },
  },
  {
    when: (turn) => !someoneIsAway(turn) && oneIn(2, turn),
    habit: (turn) => turn.deeds.onTask(turn, 'claim', 'task-claimed'),
  },
  {
    // They want to know something first, and the clock stands still.
    when: (turn) => oneIn(5, turn),
    habit: async (turn) => {
      const { deeds, script } = turn;
      const question = { question: 'Who pays for the second year?' };
      await deeds.onTask(turn, 'request-information', 'information-requested', question);
      const owner = { ...turn, by: `owner.${script.body}` };
      await deeds.onTask(owner, 'answer', 'information-given', { answer: 'The trust.' });
    },
  },
];

const AFTER: readonly Habit[] = [
  {
    // They think again, while the gate still waits for others.
    when: (turn) => !turn.last && oneIn(7, turn),
    habit: async (turn) => {
      await turn.deeds.onTask(turn, 'recall', 'vote-recalled');
      await turn.deeds.answer(turn, turn.seen.content_hash, 'approve');
    },
  },
];
