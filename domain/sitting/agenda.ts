import type { BodyCode } from '../body.ts';
import type { Gate } from '../gate/gate.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { FieldProblem } from '../refusal.ts';
import type { Sitting } from './sitting.ts';

/** One gate that somebody wants on an agenda; why not, if not. */
export interface Wanted {
  readonly asked: string;
  readonly gate: Gate | null;
  readonly problem: FieldProblem | null;
}

/** True for a gate that a body decides, signs or advises on. */
export function concerns(gate: Pick<Gate, 'bodies' | 'seats'>, body: BodyCode): boolean {
  return gate.bodies.includes(body) || gate.seats.some((seat) => seat.bodies.includes(body));
}

/** Whether each gate can be put on the agenda of a body: what whoever asks may not see is told as what there is not. */
export function agendaOf(
  asked: readonly string[],
  body: BodyCode,
  initiatives: ReadonlyMap<string, Initiative>,
): readonly Wanted[] {
  return asked.map((id, index): Wanted => {
    const gate = initiatives.get(id)?.gate ?? null;
    const no = (rule: string, detail: string) => ({
      asked: id,
      gate: null,
      problem: { field: `agenda[${index}]`, rule, detail },
    });
    if (asked.indexOf(id) !== index) return no('once', `${id} is on the agenda twice.`);
    if (gate?.id !== id || gate.state !== 'open' || !concerns(gate, body))
      return no(
        'open-gate-of-body',
        `There is no open gate ${id} that ${body} decides, signs or advises on.`,
      );
    return { asked: id, gate, problem: null };
  });
}

/**
 * What an agenda in another order means: who is new, who is struck, and who stands at another place. Places are never given
 * twice and never taken away, so that what somebody may not see keeps its own, and so does what was struck.
 */
export function placesOf(
  { items, places: most }: Sitting,
  agenda: readonly string[],
  initiatives: ReadonlyMap<string, Initiative>,
) {
  const seen = items.filter(({ gate }) => initiatives.has(gate));
  const stay = seen.filter((item) => item.state === 'listed' && agenda.includes(item.gate));
  const added = agenda.filter((gate) => !stay.some((item) => item.gate === gate));
  const struck = seen.flatMap(({ gate, state }) =>
    state === 'listed' && !agenda.includes(gate) ? [gate] : [],
  );
  // What was deferred or struck and comes back takes its old place with it.
  const old = seen.filter(({ gate }) => added.includes(gate));
  const fresh = added.length - old.length;
  const free = [
    ...[...stay, ...old].map(({ place }) => place),
    ...Array.from({ length: fresh }, (_, index) => most + 1 + index),
  ].toSorted((a, b) => a - b);
  const places = new Map(agenda.map((gate, index) => [gate, free[index] ?? 0]));
  const placed = stay.flatMap(({ gate, place }) => {
    const now = places.get(gate) ?? place;
    return now === place ? [] : [{ gate, place: now }];
  });
  return { places, added, struck, placed };
}
