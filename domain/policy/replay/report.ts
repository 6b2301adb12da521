import type { BodyCode } from '../../body.ts';
import { LEVELS, type Level } from '../../level.ts';
import { STAGES, type Stage } from '../../stage.ts';
import type { Policy } from '../policy.ts';
import type { Difference } from './difference.ts';
import { OUTCOMES_OF_REPLAY, type Counts, type ImpossibleQuorum, type Tally } from './tally.ts';

/** From one level to another, at one stage. `from` and `to` are the same where verdicts stay. */
export interface LevelMoves {
  readonly stage: Stage;
  readonly from: Level;
  readonly to: Level;
  readonly verdicts: number;
  readonly underWay: number;
}

/** How much more or less local the whole becomes, in levels. */
export interface Locality {
  /** Verdicts of which it can be said. */
  readonly verdicts: number;
  readonly moreLocal: number;
  readonly higher: number;
  /** Levels added up over those: two for a verdict that goes from national to system. */
  readonly levelsMoreLocal: number;
  readonly levelsHigher: number;
  /** Levels more local for each verdict, on the whole; below 0 where the whole becomes less local. */
  readonly perVerdict: number;
  /** The mean level before and after, `place` being 0 and `national` 3. */
  readonly meanBefore: number;
  readonly meanAfter: number;
}

/** What a rule moved: a rule that would decide, of the policy that was asked, or one that decided, of the one of its day. */
export interface RuleMoves {
  readonly of: 'before' | 'after';
  readonly policy: string;
  readonly rule: string;
  readonly moreLocal: number;
  readonly higher: number;
}

/** Tasks that would come to a body and go from it. */
export interface QueueChange {
  readonly body: BodyCode;
  /** Over the history, as its gates opened. */
  readonly then: { readonly came: number; readonly went: number };
  /** Of the gates that are open. */
  readonly now: { readonly came: number; readonly went: number };
}

/** What came of asking a policy the whole history again. Nothing in it depends on when, or in how many pieces, it was asked. */
export interface ReplayReport {
  readonly policy: { readonly version: string; readonly name: string; readonly hash: string };
  /** From when verdicts count, a day; `null`: all. */
  readonly since: string | null;
  /** When the first and the last verdict of them were taken. */
  readonly first: string | null;
  readonly last: string | null;
  readonly initiatives: number;
  readonly verdicts: number;
  readonly underWay: number;
  readonly takenBy: readonly { readonly version: string; readonly hash: string; readonly verdicts: number }[];
  readonly outcomes: Readonly<Record<(typeof OUTCOMES_OF_REPLAY)[number], number>>;
  readonly cannotBeSaid: readonly {
    readonly fact: string;
    readonly rule: string;
    readonly verdicts: number;
  }[];
  readonly levels: readonly LevelMoves[];
  readonly locality: Locality;
  readonly rules: readonly RuleMoves[];
  readonly referrals: readonly {
    readonly authority: string;
    readonly kind: string;
    readonly gained: number;
    readonly lost: number;
  }[];
  readonly queues: readonly QueueChange[];
  readonly quorums: readonly ImpossibleQuorum[];
  readonly examples: readonly Difference[];
}

/** Makes the report of what was added up. */
export function reportOf(policy: Policy, since: string | null, tally: Tally): ReplayReport {
  const { version, name, hash } = policy;
  const { first, last, initiatives, verdicts, underWay, examples } = tally;
  const levels = levelsOf(tally);
  return {
    policy: { version, name, hash },
    since,
    first,
    last,
    initiatives,
    verdicts,
    underWay,
    takenBy: counted(tally.policies)
      .map(({ words: [taken, of], count }) => ({ version: taken, hash: of, verdicts: count }))
      .sort(by(({ version: taken, hash: of }) => `${taken} ${of}`)),
    outcomes: Object.fromEntries(
      OUTCOMES_OF_REPLAY.map((kind) => [kind, tally.outcomes[JSON.stringify([kind])] ?? 0]),
    ) as ReplayReport['outcomes'],
    cannotBeSaid: counted(tally.unsaid)
      .map(({ words: [fact, rule], count }) => ({ fact, rule, verdicts: count }))
      .sort(by(({ fact, rule }) => `${fact} ${rule}`)),
    levels,
    locality: localityOf(levels),
    rules: rulesOf(tally, version),
    referrals: referralsOf(tally),
    queues: queuesOf(tally),
    quorums: Object.entries(tally.quorums)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, quorum]) => quorum)
      .sort(
        (a, b) =>
          STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || b.gates - a.gates || b.underWay - a.underWay,
      ),
    examples,
  };
}

interface Counted {
  readonly words: readonly [string, string, string];
  readonly count: number;
}

/** Each key's words; where there are fewer than three, the others are never looked at. */
function counted(counts: Counts): Counted[] {
  return Object.entries(counts).map(([key, count]) => ({
    words: JSON.parse(key) as Counted['words'],
    count,
  }));
}

const by =
  <T>(text: (each: T) => string) =>
  (a: T, b: T): number =>
    text(a) < text(b) ? -1 : text(a) > text(b) ? 1 : 0;

function levelsOf({ levels, underWayLevels }: Tally): readonly LevelMoves[] {
  return STAGES.flatMap((stage) =>
    LEVELS.flatMap((from) =>
      LEVELS.flatMap((to) => {
        const key = JSON.stringify([stage, from, to]);
        const verdicts = levels[key] ?? 0;
        return verdicts === 0 ? [] : [{ stage, from, to, verdicts, underWay: underWayLevels[key] ?? 0 }];
      }),
    ),
  );
}

function localityOf(levels: readonly LevelMoves[]): Locality {
  const height = (level: Level) => LEVELS.indexOf(level);
  const sum = (of: (each: LevelMoves) => number) =>
    levels.reduce((total, each) => total + of(each) * each.verdicts, 0);
  const verdicts = sum(() => 1);
  const down = ({ from, to }: LevelMoves) => Math.max(0, height(from) - height(to));
  const up = ({ from, to }: LevelMoves) => Math.max(0, height(to) - height(from));
  const levelsMoreLocal = sum(down);
  const levelsHigher = sum(up);
  const mean = (total: number) => (verdicts === 0 ? 0 : Math.round((total / verdicts) * 10_000) / 10_000);
  return {
    verdicts,
    moreLocal: sum((each) => Math.sign(down(each))),
    higher: sum((each) => Math.sign(up(each))),
    levelsMoreLocal,
    levelsHigher,
    perVerdict: mean(levelsMoreLocal - levelsHigher),
    meanBefore: mean(sum(({ from }) => height(from))),
    meanAfter: mean(sum(({ to }) => height(to))),
  };
}

function rulesOf({ rules }: Tally, asked: string): readonly RuleMoves[] {
  const found = new Map<string, RuleMoves>();
  for (const { words, count } of counted(rules)) {
    const [policy, rule, way] = words as readonly [string | null, string, string];
    const of = policy === null ? 'after' : 'before';
    const key = JSON.stringify([of, policy, rule]);
    const known = found.get(key) ?? { of, policy: policy ?? asked, rule, moreLocal: 0, higher: 0 };
    const side = way === 'up' ? 'higher' : 'moreLocal';
    found.set(key, { ...known, [side]: known[side] + count });
  }
  return [...found.values()].sort(by(({ of, policy, rule }) => `${of} ${policy} ${rule}`));
}

function referralsOf({ referrals }: Tally): ReplayReport['referrals'] {
  const found = new Map<string, ReplayReport['referrals'][number]>();
  for (const { words, count } of counted(referrals)) {
    const [way, authority, kind] = words;
    const key = `${authority} ${kind}`;
    const known = found.get(key) ?? { authority, kind, gained: 0, lost: 0 };
    found.set(key, way === 'gained' ? { ...known, gained: count } : { ...known, lost: count });
  }
  return [...found.values()].sort(by(({ authority, kind }) => `${authority} ${kind}`));
}

/** Those for whom queues grow the most first. */
function queuesOf({ queues }: Tally): readonly QueueChange[] {
  const found = new Map<BodyCode, QueueChange>();
  for (const { words, count } of counted(queues)) {
    const [when, body, way] = words as readonly ['then' | 'now', BodyCode, 'came' | 'went'];
    const nothing = { came: 0, went: 0 };
    const known = found.get(body) ?? { body, then: nothing, now: nothing };
    found.set(body, { ...known, [when]: { ...known[when], [way]: count } });
  }
  const net = ({ came, went }: QueueChange['then']) => came - went;
  return [...found.values()]
    .sort(by(({ body }) => body))
    .sort((a, b) => net(b.then) - net(a.then) || net(b.now) - net(a.now));
}
