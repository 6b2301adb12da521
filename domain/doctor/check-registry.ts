import type { Cover } from '../cover.ts';
import type { PolicyLife } from '../policy-life/life.ts';
import type { RegistryEvent } from '../registry.ts';
import { checkPolicies, type PolicyHappened } from './check-policies.ts';
import { differences, inWords } from './differences.ts';
import { stored, type Finding } from './finding.ts';

/** An interest as its row has it: what it is in as it is read, and the hash that this has with the salt of its event. */
export interface InterestRecord {
  readonly id: string;
  readonly person: string;
  readonly kind: string;
  /** The hash of the row's own words, sealed as those of the event were; `null` where the event's are erased, or gone. */
  readonly of: string | null;
  readonly nature: string;
  readonly from: string;
  readonly to: string | null;
}

/** What is stored of leaves, interests and policies, and the registry's events, of one moment. */
export interface RegistryRecord {
  /** How many events the registry counts. */
  readonly n: number;
  /** In order. Of those that made none of them the data may be left out. */
  readonly events: readonly (RegistryEvent & { readonly n: number })[];
  readonly covers: readonly Cover[];
  readonly interests: readonly InterestRecord[];
  readonly policies: readonly PolicyLife[];
  /** In order. */
  readonly policyEvents: readonly PolicyHappened[];
}

/** Compares leaves, interests and policies with the events of the registry that made them, and those with their count. */
export function checkRegistry({
  n,
  events,
  covers,
  interests,
  ...record
}: RegistryRecord): readonly Finding[] {
  const last = events.at(-1)?.n ?? 0;
  const there = new Set(events.map((event) => event.n));
  const gone = Array.from({ length: Math.max(n, last) }, (_, at) => at + 1).filter((at) => !there.has(at));
  const told = fromEvents(events);
  return [
    ...(gone.length === 0
      ? []
      : [
          stored(
            'registry-event-missing',
            null,
            `Of the registry's ${Math.max(n, last)} events, number ${gone.slice(0, 5).join(', ')}${gone.length > 5 ? ` and ${gone.length - 5} more are` : gone.length === 1 ? ' is' : ' are'} gone.`,
          ),
        ]),
    ...compared('leave', told.covers, covers),
    ...compared('interest', told.interests, interests),
    ...checkPolicies(record.policyEvents, record.policies),
  ];
}

type Known<T> = ReadonlyMap<string, T>;

/** What the rows would be by the events alone. */
function fromEvents(events: RegistryRecord['events']) {
  const covers = new Map<string, Cover>();
  const interests = new Map<string, InterestRecord>();
  for (const { type, data } of events) {
    if (type === 'substitute-named') covers.set(data.id, data);
    if (type === 'cover-ended') ended(covers, data);
    if (type === 'interest-declared')
      interests.set(data.id, { ...data, of: data.of.hash, nature: data.nature.hash });
    if (type === 'interest-withdrawn') ended(interests, data);
  }
  return { covers, interests };
}

function ended<T extends { readonly to: string | null }>(
  all: Map<string, T>,
  { id, on }: { readonly id: string; readonly on: string },
): void {
  const found = all.get(id);
  if (found !== undefined) all.set(id, { ...found, to: on });
}

function compared<T extends { readonly id: string; readonly person: string }>(
  what: 'leave' | 'interest',
  told: Known<T>,
  rows: readonly T[],
): readonly Finding[] {
  const found = new Map(rows.map((row) => [row.id, row]));
  const named = ({ id, person }: T) => `the ${what} ${id} of person ${person}`;
  return [
    ...[...told.values()].flatMap((expected): readonly Finding[] => {
      const row = found.get(expected.id);
      if (row === undefined)
        return [stored('registry-row-missing', null, `The row of ${named(expected)} is gone.`)];
      // Words that were erased can be compared with nothing.
      const known = 'of' in row && row.of === null ? { ...expected, of: null } : expected;
      const changed = differences(known, row);
      return changed.length === 0
        ? []
        : [
            stored(
              'registry-row-differs',
              null,
              `The row of ${named(expected)} does not follow from the registry's events: ${inWords(changed)}.`,
            ),
          ];
    }),
    ...rows
      .filter(({ id }) => !told.has(id))
      .map((row) =>
        stored(
          'registry-row-unknown',
          null,
          `There is a row of ${named(row)} that no event of the registry made.`,
        ),
      ),
  ];
}
