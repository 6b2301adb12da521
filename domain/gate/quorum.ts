import { isRegistered, neverCounts } from '../professions.ts';
import { refusal, type Refusal } from '../refusal.ts';
import type { Gate, Quorum } from './gate.ts';

/**
 * Whether one more approval, by somebody of a profession (`null`: none is recorded), would leave a quorum that can no
 * longer be reached: two approvals of one profession, or no seat left for somebody registered. Gives the question to be
 * asked of each profession. Source: policy/gates, "Who must agree".
 */
export function closedBy(gate: Gate, quorum: Quorum): (profession: string | null) => Refusal | null {
  const cast = gate.seats.flatMap((seat) =>
    seat.kind === 'approval' && seat.vote?.body === quorum.body ? [seat.vote] : [],
  );
  const left = quorum.approvals - cast.length - 1;
  const professions = new Set(cast.map((vote) => vote.profession));
  const registered = cast.filter((vote) => vote.registered).length;
  return (profession) => {
    if (profession === null)
      return refusal('no-profession', 'An approval counts by profession, and none is recorded for you.');
    if (neverCounts(profession))
      return refusal('no-profession', 'A student never counts: this approval is for somebody else.');
    if (profession === quorum.notProfession)
      return refusal(
        'profession-counted',
        `This approval is for another profession than the owner's, ${profession}.`,
      );
    if (professions.size + (professions.has(profession) ? 0 : 1) + left < quorum.professions)
      return refusal(
        'profession-counted',
        `The approvals need ${quorum.professions} professions, and ${profession} has already approved.`,
        { data: { profession } },
      );
    if (registered + (isRegistered(profession) ? 1 : 0) + left < quorum.registered)
      return refusal(
        'profession-counted',
        'At least one approval must be by a registered profession, and this seat is the last.',
        { data: { profession } },
      );
    return null;
  };
}
