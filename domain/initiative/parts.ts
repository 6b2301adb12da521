import type { BodyCode, BodyMap } from '../body.ts';
import { affectedSystems } from '../scope.ts';
import type { Initiative } from './initiative.ts';

export type Part = 'lead' | 'affected' | 'deciding' | 'signing' | 'advising' | 'above';

/** That a body has a part in an initiative, and so sees it. */
export interface BodyPart {
  readonly body: BodyCode;
  readonly part: Part;
}

/** True where what `partsOf` reads is the same in both: nothing but the map of the day could tell them apart. */
export function sameParts(before: Initiative, after: Initiative): boolean {
  return (
    before.proposal.hash === after.proposal.hash &&
    before.stages['develop-plan'].round === after.stages['develop-plan'].round &&
    before.gate?.id === after.gate?.id &&
    (before.gate?.state === 'superseded') === (after.gate?.state === 'superseded')
  );
}

/**
 * Through which bodies an initiative is visible: its lead while it is a draft; once submitted also those it affects,
 * those that decide, sign or advise, and the systems, regions and national body above them.
 */
export function partsOf(initiative: Initiative, map: BodyMap): readonly BodyPart[] {
  const proposal = initiative.proposal.value;
  if (proposal === null) return [];
  const lead: BodyPart = { body: proposal.lead, part: 'lead' };
  // A draft that was withdrawn was never put in front of anybody else.
  const submitted = initiative.stages['develop-plan'].round > 0;
  if (!submitted) return [lead];
  const part = (bodies: readonly BodyCode[], name: Part): readonly BodyPart[] =>
    bodies.map((body) => ({ body, part: name }));
  const gate = initiative.gate?.state === 'superseded' ? null : initiative.gate;
  const seats = gate?.seats ?? [];
  const concerned = [proposal.lead, ...proposal.affected];
  const all = [
    lead,
    ...part([...proposal.affected, ...affectedSystems(map, proposal.affected)], 'affected'),
    ...part(gate?.bodies ?? [], 'deciding'),
    ...part(
      seats.flatMap((seat) => (seat.kind === 'signature' ? seat.bodies : [])),
      'signing',
    ),
    ...part(
      seats.flatMap((seat) => (seat.kind === 'advice' ? seat.bodies : [])),
      'advising',
    ),
    ...part([...concerned.flatMap((code) => map.above(code))], 'above'),
  ];
  const byKey = new Map(all.map((each) => [`${each.body} ${each.part}`, each]));
  return [...byKey.values()];
}
