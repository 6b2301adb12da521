import type { Fact } from '../../domain/facts.ts';
import type { Said } from '../../domain/initiative/events.ts';
import type { Lowered } from '../../store/read/lowered.ts';
import type { NameOf } from './people.ts';

/** What lowered a level, with who asked for it, who said what, and which rules match no more. */
export function presentLowered({ event, initiative }: Lowered, nameOf: NameOf) {
  const { id, at, n, actor, data } = event;
  const { because, challenge, levels, facts, rules, claims, scope } = data;
  const saidOf = ({ by, confirmed }: Said) => ({ by: nameOf(by), confirmed: confirmed.map(nameOf) });
  return {
    ...{ id, at, n, initiative, because, challenge, scope },
    askedBy: nameOf(actor),
    levels: levels.map((each) => ({ ...each, rules: rules?.[each.stage] ?? null })),
    facts: Object.entries(facts).map(([name, { from, to }]) => {
      const said = claims?.[name as Fact];
      return {
        ...{ fact: name, from, to },
        said: said === undefined ? null : { from: saidOf(said.from), to: saidOf(said.to) },
      };
    }),
  };
}

/** Everybody whom these mention. */
export function peopleOfLowered(items: readonly Lowered[]): readonly string[] {
  return items.flatMap(({ event: { actor, data } }) => [
    actor,
    ...Object.values(data.claims ?? {})
      .flatMap(({ from, to }) => [from, to])
      .flatMap(({ by, confirmed }) => [by, ...confirmed]),
  ]);
}
