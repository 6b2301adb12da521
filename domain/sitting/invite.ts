import type { BodyCode } from '../body.ts';
import type { Gate } from '../gate/gate.ts';
import { roleFor } from '../gate/seat.ts';
import { holds, type Person, type PersonId } from '../person.ts';
import type { FieldProblem } from '../refusal.ts';

/**
 * Who can be invited: whoever decides, signs or reads for the body, or could fill a seat at a gate that is on the agenda.
 * That they may not decide one of them keeps nobody away from the others.
 */
export function mayBeInvited(person: Person, body: BodyCode, gates: readonly Gate[]): boolean {
  if (person.service) return false;
  if (holds(person, ['approver', 'signatory', 'board'], [body])) return true;
  return gates.some((gate) => gate.seats.some((seat) => roleFor(seat, person) !== undefined));
}

/** Those of a list who cannot be; who is invited already stays so. */
export function notInvitable(
  invited: readonly PersonId[],
  body: BodyCode,
  gates: readonly Gate[],
  people: ReadonlyMap<PersonId, Person>,
  already: ReadonlySet<PersonId> = new Set(),
): readonly FieldProblem[] {
  return invited.flatMap((id, index) => {
    if (already.has(id)) return [];
    const person = people.get(id);
    if (person !== undefined && mayBeInvited(person, body, gates)) return [];
    const detail =
      person === undefined
        ? `Nobody of the id ${id} is registered.`
        : `${id} neither decides, signs nor reads for ${body}, and could fill no seat of the agenda.`;
    return [
      { field: `invited[${index}]`, rule: person === undefined ? 'person-unknown' : 'of-the-agenda', detail },
    ];
  });
}
