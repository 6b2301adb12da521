import type { OutOfReach } from '../../gate/reach.ts';
import type { BodyCode } from '../../body.ts';
import type { Level } from '../../level.ts';
import type { Stage } from '../../stage.ts';
import {
  DIFFERENCES,
  differenceOf,
  kindOf,
  type Difference,
  type DifferenceKind,
  type Replayed,
} from './difference.ts';
import { saidBy } from './asked-again.ts';
import type { SeatsAt } from './seats-at.ts';

/** How often each thing was counted. A key is the JSON of a list of words. */
export type Counts = Readonly<Record<string, number>>;

/** Of so many differences of each kind the first are kept, to be looked at. */
export const MOST_EXAMPLES = 10;

/** A quorum that nobody who is registered could meet where a gate would be. */
export interface ImpossibleQuorum {
  readonly stage: Stage;
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  readonly missing: readonly OutOfReach[];
  /** Gates of the history that would have opened there, and how many of them could not be met where they were either. */
  readonly gates: number;
  readonly before: number;
  /** Open gates that would be there. */
  readonly underWay: number;
}

/**
 * What a replay found in a part of the history, as plain JSON: partial sums. `addTallies` adds them up, in whatever order and
 * however the history was cut, so a replay can stop anywhere and go on.
 */
export interface Tally {
  /** Initiatives of which at least one verdict was taken. */
  readonly initiatives: number;
  readonly verdicts: number;
  readonly underWay: number;
  readonly first: string | null;
  readonly last: string | null;
  /** By version and hash of the policy by which they were taken. */
  readonly policies: Counts;
  /** By what: `same` and the kinds of difference. */
  readonly outcomes: Counts;
  /** By fact and rule that stand against an answer; the first of each verdict. */
  readonly unsaid: Counts;
  /** By stage, level before and level after; of those under way apart as well. */
  readonly levels: Counts;
  readonly underWayLevels: Counts;
  /** By policy's version (`null`: the one that was asked), rule, and whether it was moved up or down. */
  readonly rules: Counts;
  /** By `gained` or `lost`, authority and kind. */
  readonly referrals: Counts;
  /** By `then` or `now`, body, and whether tasks came or went. */
  readonly queues: Counts;
  /** By the key of what would have to be met. */
  readonly quorums: Readonly<Record<string, ImpossibleQuorum>>;
  readonly examples: readonly Difference[];
}

export const EMPTY: Tally = {
  initiatives: 0,
  verdicts: 0,
  underWay: 0,
  first: null,
  last: null,
  policies: {},
  outcomes: {},
  unsaid: {},
  levels: {},
  underWayLevels: {},
  rules: {},
  referrals: {},
  queues: {},
  quorums: {},
  examples: [],
};

export const keyOf = (...words: readonly (string | null)[]): string => JSON.stringify(words);

/** Adds two parts: associative, in either order, with `EMPTY` as nothing. No initiative may be in both. */
export function addTallies(a: Tally, b: Tally): Tally {
  return {
    initiatives: a.initiatives + b.initiatives,
    verdicts: a.verdicts + b.verdicts,
    underWay: a.underWay + b.underWay,
    first: [a.first, b.first].filter((each) => each !== null).sort()[0] ?? null,
    last:
      [a.last, b.last]
        .filter((each) => each !== null)
        .sort()
        .at(-1) ?? null,
    policies: addCounts(a.policies, b.policies),
    outcomes: addCounts(a.outcomes, b.outcomes),
    unsaid: addCounts(a.unsaid, b.unsaid),
    levels: addCounts(a.levels, b.levels),
    underWayLevels: addCounts(a.underWayLevels, b.underWayLevels),
    rules: addCounts(a.rules, b.rules),
    referrals: addCounts(a.referrals, b.referrals),
    queues: addCounts(a.queues, b.queues),
    quorums: addQuorums(a.quorums, b.quorums),
    examples: firstOfEach([...a.examples, ...b.examples]),
  };
}

function addCounts(a: Counts, b: Counts): Counts {
  const sum: Record<string, number> = { ...a };
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count;
  return sum;
}

function addQuorums(a: Tally['quorums'], b: Tally['quorums']): Tally['quorums'] {
  const sum: Record<string, ImpossibleQuorum> = { ...a };
  for (const [key, each] of Object.entries(b)) {
    const known = sum[key];
    sum[key] =
      known === undefined
        ? each
        : {
            ...known,
            gates: known.gates + each.gates,
            underWay: known.underWay + each.underWay,
            before: known.before + each.before,
          };
  }
  return sum;
}

function firstOfEach(all: readonly Difference[]): readonly Difference[] {
  const inOrder = all.toSorted((a, b) =>
    a.initiative === b.initiative ? a.n - b.n : a.initiative < b.initiative ? -1 : 1,
  );
  return DIFFERENCES.flatMap((kind) => inOrder.filter(({ what }) => what === kind).slice(0, MOST_EXAMPLES));
}

/** What of a gate that is decided there nobody who is registered could give; asked of where gates are and would be. */
export type CannotMeet = (seats: SeatsAt) => readonly OutOfReach[];

/** Tells what a part of the history gave; all verdicts of an initiative are in one part. */
export function tallyOf(replayed: readonly Replayed[], cannotMeet: CannotMeet): Tally {
  const sum = new Sum();
  for (const each of replayed) sum.take(each, cannotMeet);
  return sum.tally;
}

/** Counts many before it is told. */
class Sum {
  private readonly initiatives = new Set<string>();
  private readonly counts: Record<CountedBy, Record<string, number>> = {
    policies: {},
    outcomes: {},
    unsaid: {},
    levels: {},
    underWayLevels: {},
    rules: {},
    referrals: {},
    queues: {},
  };
  private readonly quorums: Record<string, ImpossibleQuorum> = {};
  private readonly differences: Difference[] = [];
  private verdicts = 0;
  private underWay = 0;
  private first: string | null = null;
  private last: string | null = null;

  take(replayed: Replayed, cannotMeet: CannotMeet): void {
    const { verdict, compared, moved } = replayed;
    const { at, stage, underWay, receipt } = verdict;
    this.initiatives.add(verdict.initiative);
    this.verdicts += 1;
    if (underWay) this.underWay += 1;
    if (this.first === null || at < this.first) this.first = at;
    if (this.last === null || at > this.last) this.last = at;
    const { policy } = saidBy(receipt);
    this.count('policies', 1, policy.version, policy.hash);
    const difference = differenceOf(replayed);
    if (difference !== null) this.differences.push(difference);
    if (!compared.ok) {
      this.count('outcomes', 1, 'cannot-be-said');
      const [problem] = compared.error;
      this.count('unsaid', 1, problem?.fact ?? 'facts', problem?.rule ?? 'unreadable');
      return;
    }
    const { from, to, decided, deciding, gained, lost } = compared.value;
    const kind = kindOf(compared.value);
    this.count('outcomes', 1, kind ?? 'same');
    this.count('levels', 1, stage, from, to);
    if (underWay) this.count('underWayLevels', 1, stage, from, to);
    for (const { authority, kind: how } of gained) this.count('referrals', 1, 'gained', authority, how);
    for (const { authority, kind: how } of lost) this.count('referrals', 1, 'lost', authority, how);
    if (moved === null) return;
    const way = kind === 'higher' ? 'up' : 'down';
    // What raises a verdict is a rule that would decide; what lets it down is one that decided, and does no more.
    for (const rule of decided) this.count('rules', 1, policy.version, rule, way);
    for (const rule of deciding) this.count('rules', 1, null, rule, way);
    if (verdict.opened) this.countTasks('then', moved.then);
    if (underWay) this.countTasks('now', moved.today);
    if (verdict.opened || underWay) this.meets(moved.today, verdict, cannotMeet);
  }

  private count(by: CountedBy, times: number, ...words: readonly (string | null)[]): void {
    const key = keyOf(...words);
    this.counts[by][key] = (this.counts[by][key] ?? 0) + times;
  }

  private countTasks(when: 'then' | 'now', { before, after }: { before: SeatsAt; after: SeatsAt }): void {
    for (const body of new Set([...before.tasks.keys(), ...after.tasks.keys()])) {
      // What a body has at either level, such as its signature, neither comes nor goes.
      const more = (after.tasks.get(body) ?? 0) - (before.tasks.get(body) ?? 0);
      if (more !== 0) this.count('queues', Math.abs(more), when, body, more > 0 ? 'came' : 'went');
    }
  }

  private meets(
    { before, after }: { readonly before: SeatsAt; readonly after: SeatsAt },
    { opened, underWay }: { readonly opened: boolean; readonly underWay: boolean },
    cannotMeet: CannotMeet,
  ): void {
    const missing = cannotMeet(after);
    if (missing.length === 0) return;
    const { stage, level, bodies } = after;
    const known = this.quorums[after.key] ?? {
      stage,
      level,
      bodies,
      missing,
      gates: 0,
      underWay: 0,
      before: 0,
    };
    this.quorums[after.key] = {
      ...known,
      gates: known.gates + (opened ? 1 : 0),
      underWay: known.underWay + (underWay ? 1 : 0),
      before: known.before + (opened && cannotMeet(before).length > 0 ? 1 : 0),
    };
  }

  get tally(): Tally {
    const { verdicts, underWay, first, last, quorums } = this;
    const examples = firstOfEach(this.differences);
    return {
      initiatives: this.initiatives.size,
      verdicts,
      underWay,
      first,
      last,
      ...this.counts,
      quorums,
      examples,
    };
  }
}

type CountedBy =
  'policies' | 'outcomes' | 'unsaid' | 'levels' | 'underWayLevels' | 'rules' | 'referrals' | 'queues';

/** The kinds of outcomes, `same` the first. */
export const OUTCOMES_OF_REPLAY: readonly ('same' | DifferenceKind)[] = ['same', ...DIFFERENCES];
