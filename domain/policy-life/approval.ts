import type { BodyMap } from '../body.ts';
import type { Gate } from '../gate/gate.ts';
import type { Initiative } from '../initiative/initiative.ts';
import type { PersonId } from '../person.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { PolicyRef } from './life.ts';

/** That the national body approved a text, by whom, and who had a hand in what they approved. */
export interface Approval {
  readonly initiative: string;
  readonly gate: string;
  readonly approvers: readonly PersonId[];
  /** Owner and editors of the initiative. */
  readonly editors: readonly PersonId[];
}

/** What of an initiative says whether it was approved, and what. */
export type Approved = Pick<Initiative, 'id' | 'status' | 'owner' | 'editors' | 'proposal' | 'stages'>;

/**
 * Whether an initiative is the national body's approval of just this text. The words of a decided plan stand as they were
 * approved, so what the proposal names now is what was approved.
 * @param gate that of the latest round of `develop-plan`; `null` where it never opened
 */
export function approvalOf(
  initiative: Approved | null,
  gate: Gate | null,
  policy: PolicyRef,
  map: BodyMap,
): Result<Approval, Refusal> {
  if (initiative === null) return no('Nothing that you can see has this id: name the initiative by its id.');
  const { id, status, owner, editors, proposal, stages } = initiative;
  const named = proposal.value?.policy;
  if (named === undefined) return no('This initiative is about no policy: its proposal names none.');
  if (named.version !== policy.version)
    return no(`This initiative is about version ${named.version}, and not about version ${policy.version}.`);
  if (named.hash !== policy.hash)
    return no(
      `What this initiative asked for is another text of version ${policy.version}: draft that text as a version of its own, and have it approved.`,
    );
  if (status !== 'under-way' && status !== 'closed')
    return no(`This initiative is ${status}: only one that goes on, or that was closed, approves a policy.`);
  if (stages['develop-plan'].state !== 'decided' || gate?.state !== 'approved')
    return no(`The plan of this initiative is not approved: it is ${stages['develop-plan'].state}.`);
  const national = gate.bodies.length > 0 && gate.bodies.every((body) => map.get(body)?.kind === 'national');
  if (gate.level !== 'national' || !national)
    return no(
      `The plan of this initiative was approved by ${gate.bodies.join(', ')} at the level ${gate.level}: a policy is approved by the national body.`,
    );
  const approvers = gate.seats.flatMap(({ vote }) =>
    vote?.outcome === 'approve' ? [vote.by, ...(vote.onBehalfOf === undefined ? [] : [vote.onBehalfOf])] : [],
  );
  return ok({ initiative: id, gate: gate.id, approvers, editors: [...new Set([owner, ...editors])] });
}

function no(detail: string): Result<never, Refusal> {
  const fields = [{ field: 'initiative', rule: 'approval', detail }];
  return fail(refusal('policy-not-approved', detail, { fields }));
}
