import { gateId, type Gate } from '../gate/gate.ts';
import type { Route } from '../gate/route.ts';
import { bodyFor } from '../gate/seat.ts';
import { sameRoute } from '../gate/same-route.ts';
import { isAbove } from '../level.ts';
import type { Policy } from '../policy/policy.ts';
import { refusal, type Refusal } from '../refusal.ts';
import { fail, type Result } from '../result.ts';
import { presentedAgain } from './after-edit.ts';
import type { PersonCommand } from './commands.ts';
import { at } from './decide-gate.ts';
import { accept, refuse, type Decision, type Given, type GivenBy } from './decision.ts';
import type { Event } from './events.ts';
import { policyNamed, routeBy } from './gate-policy.ts';
import type { Initiative } from './initiative.ts';
import { decidable } from './routable.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/**
 * Returns a gate to where the rules of today send it: an approver of the body that decides it finds that no rule in force holds it at
 * its level any more. Refused while one does, naming it: nobody passes on what is theirs to decide. Source: design, rule 3.
 */
export function returnGate(state: Initiative, command: Command<'return-gate'>, given: GivenBy): Decision {
  const found = toBeMoved(state, command.gate);
  if ('code' in found) return refuse(found);
  const gate = found;
  const { reason } = command;
  const { by, policy } = given;
  if ((reason.value ?? '').trim() === '') {
    const detail = 'Say why: the owner, and those who decide it then, read the reason.';
    return refuse(
      refusal('reason-required', detail, { fields: [{ field: 'reason', rule: 'required', detail }] }),
    );
  }
  const route = leadsTo(policy, state, gate, given);
  if (!route.ok) return refuse(route.error);
  const { level, deciding } = route.value;
  if (!isAbove(gate.level, level))
    return refuse(
      refusal(
        'still-demanded',
        `${deciding.length === 1 ? 'Rule' : 'Rules'} ${deciding.join(', ')} of the policy in force, version ${policy.version}, still ` +
          `${deciding.length === 1 ? 'asks' : 'ask'} for ${level === gate.level ? 'this level' : `${level} level`}, which is no lower.`,
        { data: { rules: deciding, level, policy: policy.version } },
      ),
    );
  const data = {
    ...at(gate),
    by: by.id,
    body: bodyFor({ bodies: gate.bodies, role: 'approver' }, by) ?? '',
    from: gate.level,
    to: level,
    held: gate.receipt.deciding,
    policy: { from: gate.receipt.policy.version, to: policy.version },
    reason,
  };
  return accept(
    ...presentedAgain([{ type: 'gate-returned', data }], gate, 'returned-to-lower-level', policy.version),
  );
}

/**
 * Brings an open gate over to the policy in force: it stays with a new receipt, or moves to where that policy sends it. The board of the
 * national body does it, gate by gate, having read what would follow; see `moving-plan.ts`.
 */
export function moveGate(state: Initiative, command: Command<'move-gate'>, given: GivenBy): Decision {
  const found = toBeMoved(state, command.gate);
  if ('code' in found) return refuse(found);
  const moved = movedTo(state, found, command.version, given);
  return moved.ok ? accept(...moved.value) : refuse(moved.error);
}

/** Takes a move back: the gate is judged again by the version that it had, for as long as it is not decided and no fact moved it since. */
export function undoMove(state: Initiative, command: Command<'undo-move'>, given: GivenBy): Decision {
  const found = toBeMoved(state, followerOf(state, command.gate));
  if ('code' in found) return refuse(found);
  const gate = found;
  if (gate.moved?.to !== command.version || gate.receipt.policy.version !== command.version)
    return refuse(
      refusal(
        'not-moved',
        'This gate was not brought over from another version, or facts have moved it since.',
      ),
    );
  const { from: version } = gate.moved;
  const moved = judgedBy(policyNamed(given, version), state, gate, { given, undo: true });
  return moved.ok ? accept(...moved.value) : refuse(moved.error);
}

/** A gate that was superseded by a move is named by whoever takes it back as well as the one that followed it. */
function followerOf({ id, gate }: Initiative, named: string): string {
  return gate !== null && gateId(id, gate.stage, gate.round - 1) === named ? gate.id : named;
}

/** What follows where an open gate is brought over to the version in force. */
export function movedTo(
  state: Initiative,
  gate: Gate,
  version: string,
  given: Given,
): Result<readonly Event[], Refusal> {
  if (version !== given.policy.version)
    return fail(
      refusal(
        'policy-not-in-force',
        `Version ${version} is not in force: gates are brought over to ${given.policy.version}, and to no other.`,
        { data: { inForce: given.policy.version } },
      ),
    );
  if (gate.receipt.policy.version === version)
    return fail(refusal('nothing-changed', `This gate is judged by version ${version} already.`));
  return judgedBy(given.policy, state, gate, { given, undo: false });
}

function judgedBy(
  policy: Policy,
  state: Initiative,
  gate: Gate,
  { given, undo }: { readonly given: Given; readonly undo: boolean },
): Result<readonly Event[], Refusal> {
  const route = leadsTo(policy, state, gate, given);
  if (!route.ok) return route;
  const { version: from } = gate.receipt.policy;
  const said: Event = { type: 'policy-moved', data: { ...at(gate), from, to: policy.version, undo } };
  const { receipt } = route.value;
  return {
    ok: true,
    value: sameRoute(route.value, state.id, gate, given.rules)
      ? [said, { type: 'verdict-retaken', data: { ...at(gate), receipt } }]
      : presentedAgain([said], gate, 'policy-moved', policy.version),
  };
}

function leadsTo(policy: Policy, state: Initiative, gate: Gate, given: Given): Result<Route, Refusal> {
  return decidable(state, gate.stage, routeBy(policy, state, gate.stage, given));
}

/** The gate, where it is open and nothing outside holds it; why it cannot be moved, to wherever, if not. */
export function toBeMoved({ gate }: Initiative, id: string): Gate | Refusal {
  if (gate?.id !== id || gate.state !== 'open') return refusal('late', 'This gate is not open any more.');
  if (!gate.suspended) return gate;
  return refusal(
    'gate-suspended',
    'An authority has called this in: the gate is suspended, and stays where it is, until it is released.',
  );
}
