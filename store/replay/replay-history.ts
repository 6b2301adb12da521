import { setTimeout as pause } from 'node:timers/promises';
import type { BodyCode, BodyMap } from '../../domain/body.ts';
import type { OutOfReach } from '../../domain/gate/reach.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import type { Person } from '../../domain/person.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import {
  differenceOf,
  replayVerdicts,
  type Difference,
  type Replayed,
} from '../../domain/policy/replay/difference.ts';
import { outOfReachAt } from '../../domain/policy/replay/quorums.ts';
import { Seating, type SeatsAt } from '../../domain/policy/replay/seats-at.ts';
import { addTallies, EMPTY, tallyOf, type Tally } from '../../domain/policy/replay/tally.ts';
import { readMaps } from '../read/maps.ts';
import {
  positionNow,
  readVerdicts,
  stretchAfter,
  type Position,
  type Read,
  type Stretch,
  type VerdictPage,
} from '../read/verdicts.ts';
import { decidersOf, MOST_DECIDERS } from '../registry.ts';
import { readAllGateRules } from '../world.ts';

/** How far a replay is: all that it needs to go on, as plain JSON. */
export interface Progress {
  readonly position: Position;
  /** From when verdicts count, a day; `null`: all. */
  readonly since: string | null;
  /** The last initiative that is in the tally; `null` before the first. */
  readonly after: string | null;
  readonly looked: number;
  readonly isWhole: boolean;
  readonly tally: Tally;
}

/** Where a replay of all that has happened by now begins. */
export async function beginReplay(read: Read, since: string | null): Promise<Progress> {
  const position = await positionNow(read, pause);
  return { position, since, after: null, looked: 0, isWhole: false, tally: EMPTY };
}

export interface ReplayOptions {
  /** How many initiatives are read at a time. */
  readonly page: number;
  /** How many pages are read while one is worked on, each by a connection of its own. */
  readonly ahead: number;
}

/**
 * Replays a policy over the history from where a replay is, a page at a time, and gives after each how far it came and what of the
 * page would be different, in order. It reads, and nothing else: what is done with what it gives is the caller's.
 */
export async function* replayHistory(
  read: Read,
  policy: Policy,
  from: Progress,
  options: ReplayOptions,
): AsyncGenerator<{ readonly progress: Progress; readonly differences: readonly Difference[] }> {
  if (from.isWhole) return;
  const day = await Day.read(read, from.position);
  let progress = from;
  for await (const { verdicts, looked, upTo } of pagesOf(read, from, options)) {
    const replayed = replayVerdicts(policy, verdicts, day.seating, day);
    const cannotMeet = await day.reach(read, replayed);
    progress = {
      ...progress,
      after: upTo ?? progress.after,
      looked: progress.looked + looked,
      isWhole: upTo === null,
      tally: addTallies(progress.tally, tallyOf(replayed, cannotMeet)),
    };
    yield { progress, differences: replayed.map(differenceOf).filter((each) => each !== null) };
  }
}

/** The pages after where a replay is, in order; some are read before they are asked for. */
async function* pagesOf(
  read: Read,
  from: Progress,
  { page: many, ahead }: ReplayOptions,
): AsyncGenerator<VerdictPage & Pick<Stretch, 'upTo'>> {
  const begun: { readonly upTo: string | null; readonly page: Promise<VerdictPage> }[] = [];
  let after = from.after;
  let isEnd = false;
  try {
    for (;;) {
      while (!isEnd && begun.length <= ahead) {
        const last = after;
        const stretch = await read((sql) => stretchAfter(sql, last, many));
        const page = read((sql) => readVerdicts(sql, stretch, from));
        // Whoever takes it hears of a failure; it may be taken by nobody.
        page.catch(() => undefined);
        begun.push({ upTo: stretch.upTo, page });
        after = stretch.upTo;
        isEnd = after === null;
      }
      const next = begun.shift();
      if (next === undefined) return;
      yield { ...(await next.page), upTo: next.upTo };
    }
  } finally {
    await Promise.allSettled(begun.map(({ page }) => page));
  }
}

/** What is known apart from the initiatives: the maps of bodies, the gate rules, and who could decide today. */
class Day {
  private readonly people = new Map<BodyCode, readonly Person[] | null>();
  private readonly known = new Map<string, readonly OutOfReach[]>();

  private constructor(
    private readonly now: string,
    readonly mapAt: (instant: string) => BodyMap,
    readonly today: BodyMap,
    readonly seating: Seating,
  ) {}

  static async read(read: Read, { at }: Position): Promise<Day> {
    const [maps, rules] = await read(
      async (sql) => [await readMaps(sql), await readAllGateRules(sql)] as const,
    );
    const rulesOf = (version: number): GateRules => {
      const found = rules.get(version);
      if (found === undefined)
        throw new Error(`There are no gate rules of version ${version}, by which a gate opened`);
      return found;
    };
    return new Day(at, maps, maps(at), new Seating(rulesOf));
  }

  /** Reads who there is for the gates of those that flip, and tells what of each nobody could give. */
  async reach(read: Read, replayed: readonly Replayed[]): Promise<(seats: SeatsAt) => readonly OutOfReach[]> {
    const asked = replayed.flatMap(({ moved }) =>
      moved === null ? [] : [moved.today.before, moved.today.after],
    );
    const bodies = new Set(asked.flatMap(({ tasks }) => [...tasks.keys()]));
    const unknown = [...bodies].filter((body) => !this.people.has(body));
    if (unknown.length > 0)
      await read(async (sql) => {
        for (const body of unknown) {
          const people = await decidersOf(sql, [body], this.now);
          // Of so many not all were read: what they cannot give is not known.
          this.people.set(body, people.length < MOST_DECIDERS ? people : null);
        }
      });
    return (seats) => this.outOfReach(seats);
  }

  private outOfReach(seats: SeatsAt): readonly OutOfReach[] {
    const known = this.known.get(seats.key);
    if (known !== undefined) return known;
    const people = new Map<string, Person>();
    let isKnown = true;
    for (const body of seats.tasks.keys()) {
      const theirs = this.people.get(body) ?? null;
      if (theirs === null) isKnown = false;
      else for (const person of theirs) people.set(person.id, person);
    }
    const found = isKnown ? outOfReachAt(seats, [...people.values()], this.today) : [];
    this.known.set(seats.key, found);
    return found;
  }
}
