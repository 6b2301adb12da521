import { requirementsOf } from '../gate/requirements.ts';
import { refusal } from '../refusal.ts';
import type { PersonCommand } from './commands.ts';
import { andWhatFollows, at } from './decide-gate.ts';
import { accept, refuse, type Decision, type GivenBy } from './decision.ts';
import type { Initiative } from './initiative.ts';

type Command<T extends PersonCommand['type']> = Extract<PersonCommand, { type: T }>;

/** Records what an outside authority answered, or that it was notified. */
export function answerReferral(
  state: Initiative,
  command: Command<'answer-referral'>,
  given: GivenBy,
): Decision {
  const gate = state.gate;
  if (gate?.id !== command.gate || gate.state !== 'open')
    return refuse(refusal('late', 'This gate is not open any more.'));
  const referral = gate.referrals.find((each) => each.authority === command.authority);
  if (referral === undefined)
    return refuse(refusal('not-found', `This gate refers nothing to ${command.authority}.`));
  // Only its release ends a call-in, and nothing is released that was not called in.
  const calledIn = referral.answer === 'called-in';
  if (calledIn && command.answer !== 'released')
    return refuse(
      refusal(
        'gate-suspended',
        `${command.authority} has called this in: what is left to record is its release.`,
      ),
    );
  const answers =
    referral.kind === 'consent'
      ? ['consented', 'refused']
      : calledIn
        ? ['released']
        : ['notified', 'called-in'];
  if (!answers.includes(command.answer))
    return refuse(
      refusal(
        'not-this-answer',
        `${command.authority} is asked for ${referral.kind}: ${answers.join(', ')}.`,
        {
          fields: [{ field: 'answer', rule: 'answer-of-kind', detail: `One of ${answers.join(', ')}.` }],
        },
      ),
    );
  const { authority, answer, reference } = command;
  return accept(
    ...andWhatFollows(state, given, given.by.id, {
      type: 'referral-answered',
      data: { ...at(gate), authority, answer, reference },
    }),
  );
}

/**
 * Sets a requirement aside: an approver of the deciding level, with a reason, counted for the board. Not the consent
 * of an outside authority, which must be recorded before the gate can be approved. Source: policy/subsidiarity.
 */
export function overrideRequirement(
  state: Initiative,
  command: Command<'override-requirement'>,
  given: GivenBy,
): Decision {
  const gate = state.gate;
  if (gate?.id !== command.gate || gate.state !== 'open')
    return refuse(refusal('late', 'This gate is not open any more.'));
  const { requirement, reason } = command;
  if ((reason.value ?? '').trim() === '')
    return refuse(
      refusal('reason-required', 'Say why it is set aside: the board counts it and reads the reason.', {
        fields: [{ field: 'reason', rule: 'required', detail: 'Say why it is set aside.' }],
      }),
    );
  if (requirement.startsWith('consent:'))
    return refuse(
      refusal(
        'not-allowed',
        'An outside authority’s consent must be recorded: no approver can set it aside.',
      ),
    );
  const found = requirementsOf(state, gate, given.rules).find((each) => each.id === requirement);
  if (found === undefined)
    return refuse(refusal('not-found', `This gate has no requirement ${requirement}.`));
  if (found.state !== 'unsatisfied')
    return refuse(
      refusal('stage-conflict', `${requirement} is ${found.state}: there is nothing to set aside.`),
    );
  return accept(
    ...andWhatFollows(state, given, given.by.id, {
      type: 'requirement-overridden',
      data: { ...at(gate), requirement, by: given.by.id, reason },
    }),
  );
}
