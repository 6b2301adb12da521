import type { Happened } from '../../../domain/initiative/events.ts';
import type { Vote } from '../../../domain/gate/gate.ts';

/** A vote as its event has it, with what was shown as it was cast, and whether anybody took it back. */
export interface CastVote {
  readonly vote: Vote;
  readonly task: string;
  readonly gate: string;
  /** The kind of seat that it was cast in. */
  readonly alike: string;
  readonly kind: string;
  readonly chain: number;
  /** What was shown: everything, and without what a signature does not read. */
  readonly read: Shown;
  gone: boolean;
}

interface Shown {
  readonly everything: string;
  readonly bySignature: string;
}

type Opened = Extract<Happened, { type: 'gate-opened' }>['data'];

/** What a history says of gates and votes: read event by event, with nothing of the code that decided them. */
export interface HistoryRead {
  readonly votes: readonly CastVote[];
  /** The part of the history since nobody worked on the stage. */
  readonly chain: number;
  readonly shown: Shown;
  readonly gates: readonly Opened[];
  /** Which vote sits in which task. */
  readonly seated: ReadonlyMap<string, CastVote>;
}

export const alikeOf = (seat: {
  readonly kind: string;
  readonly role: string;
  readonly bodies: readonly string[];
}) => `${seat.kind} ${seat.role} ${seat.bodies.join('+')}`;

const CHANGES_WHAT_IS_SHOWN = new Set([
  'initiative-drafted',
  'initiative-edited',
  'challenge-settled',
  'stage-content-sent',
  'stage-started',
]);

/** Reads a history that has its words. `lean`: a signature reads aim and plan alone. */
export function readHistory(happened: readonly Happened[], lean: boolean): HistoryRead {
  let [proposal, facts] = [null as Readonly<Record<string, unknown>> | null, {} as object];
  const contents = new Map<string, Readonly<Record<string, unknown>> | null>();
  let chain = 0;
  let stage = 'develop-plan';
  const votes: CastVote[] = [];
  const gates: Opened[] = [];
  const seated = new Map<string, CastVote>();
  let known: Shown | null = null;
  const shown = (): Shown => (known ??= read());
  const read = (): Shown => {
    const content = contents.get(stage) ?? null;
    const plan = contents.get('develop-plan') ?? null;
    const { team: _team, ...withoutTeam } = proposal ?? {};
    const { evidence: _e, evidenceNoneFound: _n, ...withoutEvidence } = plan ?? {};
    return {
      everything: stable([proposal, facts, [...contents]]),
      bySignature: lean
        ? stable([proposal?.['title'], proposal?.['aim'], plan?.['plan']])
        : stable([withoutTeam, facts, withoutEvidence, stage === 'develop-plan' ? null : content]),
    };
  };
  for (const event of happened) {
    if (CHANGES_WHAT_IS_SHOWN.has(event.type)) known = null;
    // Other kinds of events say nothing of what votes read.
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check
    switch (event.type) {
      case 'initiative-drafted':
      case 'initiative-edited':
        proposal = event.data.proposal.value as unknown as Readonly<Record<string, unknown>>;
        facts = event.data.facts;
        break;
      case 'challenge-settled':
        if (event.data.how === 'accepted' || event.data.how === 'upheld')
          facts = { ...facts, [event.data.fact]: event.data.value };
        break;
      case 'stage-content-sent':
        contents.set(event.data.stage, event.data.content.value);
        break;
      case 'stage-started':
        stage = event.data.stage;
        break;
      case 'stage-sent-back':
        chain += 1;
        break;
      case 'gate-decided':
        if (event.data.state !== 'superseded') chain += 1;
        break;
      case 'gate-opened':
        gates.push(event.data);
        break;
      case 'task-completed': {
        const seat = gates.at(-1)!.seats.find(({ task }) => task === event.data.task)!;
        const { vote, task, gate } = event.data;
        const cast = {
          vote,
          task,
          gate,
          chain,
          alike: alikeOf(seat),
          kind: seat.kind,
          read: shown(),
          gone: false,
        };
        votes.push(cast);
        // What was outdated there is answered anew.
        const before = seated.get(task);
        if (before !== undefined) before.gone = true;
        seated.set(task, cast);
        break;
      }
      case 'votes-carried':
        for (const { task, from, by, votedAt } of event.data.carried) {
          const vote = votes.find(
            (each) => each.task === from && each.vote.by === by && each.vote.at === votedAt,
          )!;
          seated.set(task, vote);
        }
        break;
      case 'vote-recalled': {
        const { task, because, earlier } = event.data;
        const taken =
          earlier === undefined
            ? seated.get(task)
            : votes.find(({ vote }) => vote.by === earlier.by && vote.at === earlier.votedAt);
        if (taken === undefined) break;
        taken.gone = true;
        if (earlier !== undefined) break;
        seated.delete(task);
        // With an answer goes what its voter said at gates before; what is outdated in a seat of this one waits there.
        if (because !== undefined) break;
        const here = gates.at(-1)!.seats.map((each) => seated.get(each.task));
        for (const each of votes)
          if (each.vote.by === taken.vote.by && each.chain === chain && !here.includes(each))
            each.gone = true;
        break;
      }
    }
  }
  return { votes, chain, shown: shown(), gates, seated };
}

/** JSON with the keys in order. */
function stable(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}
