import { evolvePolicy, type PolicyEvent, type PolicyLife } from '../policy-life/life.ts';
import { differences, inWords } from './differences.ts';
import { stored, type Finding } from './finding.ts';

/** Something that happened to a policy: of a text that was drafted, all but the text. */
export type PolicyHappened = PolicyEvent & { readonly at: string; readonly actor: string };

const named = ({ version }: Pick<PolicyLife, 'version'>) => `version ${version} of the policy`;

/** Compares versions of the policy with the events that made them. What was installed has none, and is in force as nobody put it. */
export function checkPolicies(
  events: readonly PolicyHappened[],
  rows: readonly PolicyLife[],
): readonly Finding[] {
  const told = fromEvents(events);
  const found = new Map(rows.map((row) => [row.version, row]));
  return [
    ...[...told.values()].flatMap((expected): readonly Finding[] => {
      const row = found.get(expected.version);
      if (row === undefined)
        return [stored('registry-row-missing', null, `The row of ${named(expected)} is gone.`)];
      const changed = differences(inOrder(expected), inOrder(row));
      return changed.length === 0
        ? []
        : [
            stored(
              'registry-row-differs',
              null,
              `The row of ${named(row)} does not follow from the registry's events: ${inWords(changed)}.`,
            ),
          ];
    }),
    ...rows
      .filter((row) => !told.has(row.version) && !wasInstalled(row, rows))
      .map((row) =>
        stored(
          'registry-row-unknown',
          null,
          `There is a row of ${named(row)} that no event of the registry made.`,
        ),
      ),
  ];
}

/** What the rows would be by the events alone. An event of a version that was never drafted is told of by the row that is not there. */
function fromEvents(events: readonly PolicyHappened[]): ReadonlyMap<string, PolicyLife> {
  const lives = new Map<string, PolicyLife>();
  for (const event of events) {
    const before = lives.get(event.data.version) ?? null;
    if (before === null && event.type !== 'policy-drafted') continue;
    lives.set(event.data.version, evolvePolicy(before, event, { by: event.actor, at: event.at }));
  }
  return lives;
}

/** The first that was in force, and nobody’s. */
function wasInstalled(row: PolicyLife, rows: readonly PolicyLife[]): boolean {
  const { state, drafted, trial, putInForce, inForceFrom } = row;
  if (state !== 'in-force' || drafted !== null || trial !== null || putInForce !== null) return false;
  return rows.every((other) => other.inForceFrom === null || other.inForceFrom >= (inForceFrom ?? ''));
}

const inOrder = (life: PolicyLife) => ({ ...life, authors: life.authors.toSorted() });
