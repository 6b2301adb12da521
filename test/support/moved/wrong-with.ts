import type { Happened } from '../../../domain/initiative/events.ts';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import { MONEY } from '../../../domain/facts.ts';
import type { Linked } from '../../../domain/policy/basis.ts';
import { highestOf } from '../highest-reading.ts';
import { alikeOf, readHistory, type CastVote } from './votes-read.ts';

/** Who decides at a level, by the map of the tests, for the leads that they have. */
export const DECIDES: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'place:QHL:west-birmingham': {
    place: ['place:QHL:west-birmingham'],
    system: ['QHL'],
    region: ['Y60'],
    national: ['national'],
  },
  QKS: { system: ['QKS'], region: ['Y59'], national: ['national'] },
  Y60: { region: ['Y60'], national: ['national'] },
};

const REGISTERED = ['doctor', 'registered-nurse', 'midwife', 'dentist', 'dietitian'];

/** Which event of a history causes a gate to be superseded, by the reason that is given for it. */
const CAUSES: Readonly<Record<string, string | null>> = {
  'facts-changed': 'initiative-edited',
  'fact-challenged': 'fact-challenged',
  'challenge-settled': 'challenge-settled',
  'linked-changed': null,
  'policy-moved': 'policy-moved',
  'returned-to-lower-level': 'gate-returned',
};

export interface Looked {
  readonly state: Initiative;
  readonly happened: readonly Happened[];
  readonly linked: readonly Linked[];
  /** Whether a signature reads aim and plan alone. */
  readonly lean: boolean;
}

/**
 * What is wrong with an initiative whose facts moved its gate, by a reading of the rules that shares nothing with the code: the open gate
 * is where the verdict of its present facts sends it; every vote that still counts is in a seat, or there is a plain reason why not; and
 * nothing sits in a seat that does not count.
 */
export function wrongWithMoved({ state, happened, linked, lean }: Looked): readonly string[] {
  const { gate } = state;
  if (gate?.state !== 'open') return [];
  const wrong: string[] = [];
  const sum = (fact: (typeof MONEY)[number]) => linked.reduce((total, each) => total + each[fact], 0);
  const more = Object.fromEntries(MONEY.map((fact) => [fact, sum(fact)])) as Record<string, number>;
  const plus = (fact: string, value: unknown) => (fact in more ? Number(value) + more[fact]! : value);
  const facts = Object.fromEntries(
    Object.entries(state.facts).map(([fact, value]) => [fact, plus(fact, value)]),
  );
  const challenges = state.claims.challenges.map((each) => ({ ...each, value: plus(each.fact, each.value) }));
  const read = { ...state, facts, claims: { ...state.claims, challenges } } as Initiative;
  const level = highestOf(read, gate.stage);
  if (level !== gate.level) wrong.push(`it is at ${gate.level}, and its facts say ${level ?? 'nothing'}`);
  const bodies = DECIDES[state.proposal.value!.lead]?.[level ?? ''] ?? [];
  if (gate.bodies.join() !== bodies.join())
    wrong.push(`it is with ${gate.bodies.join()}, and not ${bodies.join()}`);

  const history = readHistory(happened, lean);
  const counts = (cast: CastVote) =>
    cast.vote.outcome !== 'decline' &&
    !cast.gone &&
    cast.chain === history.chain &&
    (cast.kind === 'signature'
      ? cast.read.bySignature === history.shown.bySignature
      : cast.read.everything === history.shown.everything);
  for (const cast of history.votes.filter(counts)) {
    const seat = gate.seats.find(({ vote }) => vote?.by === cast.vote.by && vote.at === cast.vote.at);
    if (seat === undefined && !isExcused(state, cast, history.votes.filter(counts)))
      wrong.push(
        `the ${cast.kind} of ${cast.vote.by} (${cast.vote.profession ?? ''}, ${cast.alike}) is lost`,
      );
  }
  for (const seat of gate.seats) {
    if (seat.vote === null) continue;
    const cast = history.votes.find(({ vote }) => vote.by === seat.vote?.by && vote.at === seat.vote.at);
    if (cast === undefined) wrong.push(`nobody cast the vote of ${seat.vote.by}`);
    else if (!counts(cast) && seat.vote.outcome !== 'decline')
      wrong.push(`a vote of ${seat.vote.by} counts that does not`);
    else if (cast.alike !== alikeOf(seat)) wrong.push(`a vote for ${cast.alike} counts as ${alikeOf(seat)}`);
    else if (state.recused.includes(cast.vote.by) || state.editors.includes(cast.vote.by))
      wrong.push(`${cast.vote.by} decides on their own, or with an interest`);
  }
  const voters = gate.seats.flatMap(({ vote }) => (vote === null ? [] : [vote.by]));
  if (new Set(voters).size < voters.length) wrong.push('somebody fills two seats');
  return wrong;
}

/** A plain reason why a vote that reads what is shown is in no seat. */
function isExcused(
  { gate, recused, editors }: Initiative,
  cast: CastVote,
  counting: readonly CastVote[],
): boolean {
  if (gate === null) return false;
  const { by, profession, at } = cast.vote;
  // An outdated vote of this very gate whose voter did something else meanwhile waits to be cast again (decision 0017).
  if (gate.seats.some(({ outdated }) => outdated?.by === by && outdated.at === at)) return true;
  if (gate.suspended || recused.includes(by) || editors.includes(by)) return true;
  const alike = gate.seats.filter((seat) => alikeOf(seat) === cast.alike);
  if (alike.every(({ state }) => state !== 'ready')) return true;
  if (gate.seats.some(({ vote, claimedBy }) => vote?.by === by || claimedBy === by)) return true;
  if (counting.some((other) => other.vote.by === by && other.vote.at > at)) return true;
  if (cast.kind !== 'approval') return false;
  // Of two approvals, from two professions and one of them registered.
  const beside = gate.seats.filter(
    ({ kind, vote, claimedAs, state }) =>
      kind === 'approval' && (vote !== null || (state !== 'ready' && claimedAs !== null)),
  );
  const professions = beside.map(({ vote, claimedAs }) => vote?.profession ?? claimedAs);
  return (
    professions.includes(profession) ||
    (beside.length > 0 && ![...professions, profession].some((each) => REGISTERED.includes(each ?? '')))
  );
}

/** What a history does not say of how its gates moved: each move and why, and what became of the votes that stood. */
export function unsaidMoves(happened: readonly Happened[]): readonly string[] {
  const wrong: string[] = [];
  // By the task in which it stands, whose vote, and when it was cast.
  const standing = new Map<string, string>();
  const answered = new Map<string, string>();
  happened.forEach((event, index) => {
    if (event.type === 'task-completed') {
      answered.set(event.data.task, `${event.data.vote.by} ${event.data.vote.at}`);
      standing.set(event.data.task, answered.get(event.data.task)!);
    }
    if (event.type === 'vote-recalled' && event.data.earlier === undefined) standing.delete(event.data.task);
    if (event.type === 'votes-outdated') event.data.tasks.forEach((task) => standing.delete(task));
    if (event.type === 'votes-stand-again')
      event.data.tasks.forEach((task) => standing.set(task, answered.get(task)!));
    if (event.type === 'votes-carried')
      for (const { task, by, votedAt } of event.data.carried) {
        answered.set(task, `${by} ${votedAt}`);
        standing.set(task, `${by} ${votedAt}`);
      }
    if (event.type !== 'gate-opened') return;
    const stood = [...standing.values()];
    standing.clear();
    const before = happened.slice(0, index);
    const opened = before.findLast((each) => each.type === 'gate-opened');
    if (opened?.type !== 'gate-opened' || opened.data.stage !== event.data.stage) return;
    const ended = before.findLast((each) => each.type === 'gate-decided');
    if (ended?.type !== 'gate-decided' || ended.data.gate !== opened.data.gate) {
      wrong.push(`a gate opens at ${event.n} and the one before it is not said to be over`);
      return;
    }
    if (ended.data.state !== 'superseded') return;
    const [why = ''] = ended.data.because;
    const cause = CAUSES[why];
    if (cause === undefined) wrong.push(`the gate that opens at ${event.n} moved because of ${why}`);
    else if (
      cause !== null &&
      !happened
        .slice(0, ended.n)
        .slice(-4)
        .some(({ type }) => type === cause)
    )
      wrong.push(`the gate that opens at ${event.n} moved because of ${why}, and nothing says what`);
    if (before.slice(ended.n).some(({ type }) => type === 'stage-sent-back')) return;
    const carried = happened.slice(index, index + 4).find((each) => each.type === 'votes-carried');
    const said = carried?.type === 'votes-carried' ? [...carried.data.carried, ...carried.data.left] : [];
    for (const vote of stood)
      if (!said.some(({ by, votedAt }) => `${by} ${votedAt}` === vote))
        wrong.push(`nothing is said at ${event.n} of the vote of ${vote}`);
  });
  return wrong;
}
