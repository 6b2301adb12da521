import { seal } from '../../domain/content.ts';
import type { Fact, Facts, FactValue } from '../../domain/facts.ts';
import type { ConditionText, Outcome, ReferralAnswer, Seat } from '../../domain/gate/gate.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { AttachingTo } from '../../domain/attachment.ts';
import { hashOf, uuidFrom } from '../../domain/log/hash.ts';
import type { Settlement } from '../../domain/initiative/events.ts';
import type { Initiative, StageContent } from '../../domain/initiative/initiative.ts';
import type { Proposal } from '../../domain/initiative/proposal.ts';
import { holds, type Person } from '../../domain/person.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { BIRMINGHAM } from './bodies.ts';
import { COMPLETE } from './contents.ts';
import { did, follows, ID, step, type Asked, type Past } from './given.ts';
import { approverOf, ownerOf, signatoryOf } from './people.ts';

/** What is different from a small initiative of one place that needs nothing from anybody else. */
export interface Different {
  readonly lead?: string;
  readonly affected?: readonly string[];
  readonly proposal?: Partial<Proposal>;
  readonly facts?: Partial<Facts>;
  readonly owner?: Person;
  readonly content?: Partial<Record<Stage, StageContent>>;
}

export const SMALL: Facts = {
  revenueGbp: 20_000,
  capitalGbp: 0,
  consultancyGbp: 0,
  novelContentiousOrRepercussive: false,
  changesNationalStandard: false,
  caseToGovernment: false,
  regulatedProgramme: false,
  substantialServiceChange: false,
  residualRisk: 4,
  qualityConcernUnresolved: false,
};

export const OWNER = ownerOf(BIRMINGHAM);

export const words = <T>(value: T) => seal(value, 'salt');

export function proposalOf(different: Different = {}): Proposal {
  const lead = different.lead ?? BIRMINGHAM;
  return {
    title: 'Learn together',
    aim: 'A week less to wait by spring.',
    involvement: 'led',
    lead,
    affected: different.affected ?? [lead],
    partners: [],
    purposes: ['population-health'],
    team: ['registered-nurse', 'paramedic'],
    ...different.proposal,
  };
}

export function drafting(different: Different = {}): PersonCommand {
  return {
    type: 'draft-initiative',
    id: ID,
    salt: words('initiative'),
    proposal: words(proposalOf(different)),
    facts: { ...SMALL, ...different.facts },
  };
}

/** A file attached; of one name it has one content. */
export function attaching(to: AttachingTo, name = 'plan.pdf', size = 1_000): Asked {
  return ({ id, n }) => ({
    type: 'attach-file',
    to,
    id: uuidFrom('attachment', id, n),
    name: words(name),
    sha256: hashOf(name),
    size,
    mediaType: 'application/pdf',
  });
}

/** The so-manieth file taken away. */
export function removing(index = 0): Asked {
  return ({ attachments }) => ({
    type: 'remove-attachment',
    id: attachments[index]?.id ?? uuidFrom('no attachment'),
  });
}

/** An edit of what is different now, at the revision that stands. */
export function editing(different: Different): Asked {
  return ({ revision, facts, proposal }) => ({
    type: 'edit-initiative',
    revision,
    facts: { ...facts, ...different.facts },
    proposal: words({
      ...(proposal.value ?? proposalOf()),
      ...(different.lead === undefined ? {} : { lead: different.lead }),
      ...(different.affected === undefined ? {} : { affected: different.affected }),
      ...different.proposal,
    }),
  });
}

export const confirming =
  (fact: Fact, value?: FactValue): Asked =>
  ({ facts }) => ({
    type: 'confirm-fact',
    fact,
    value: value ?? facts[fact] ?? 0,
  });

/** The id of the challenge with this number. */
export const challengeId = (number: number): string => uuidFrom('challenge', number);

export const challenging =
  (fact: Fact, value: FactValue, reason = 'It is written so in the bid.'): Asked =>
  ({ n }) => ({ type: 'challenge-fact', id: challengeId(n), fact, value, reason: words(reason) });

/** Settles the challenge that has waited longest, or the one that stands so far after it. */
export const settling =
  (how: Settlement, which = 0, reason: string | null = 'The bid was read again.'): Asked =>
  ({ claims }) => ({
    type: 'settle-challenge',
    challenge: claims.challenges[which]?.id ?? challengeId(0),
    how,
    reason: reason === null ? null : words(reason),
  });

export function sending(stage: Stage, content: StageContent): Asked {
  return ({ stages }) => ({
    type: 'send-stage-content',
    stage,
    content: words(content),
    revision: stages[stage].content === null ? null : stages[stage].revision,
  });
}

export const submitting: PersonCommand = { type: 'submit-initiative' };
export const presenting = (stage: Stage): PersonCommand => ({ type: 'present-stage', stage });
export const withdrawing: PersonCommand = { type: 'withdraw-initiative', reason: null };

/** Which seat, where it is not the first that waits for the person; and what the answer carries. */
export interface Ballot {
  readonly seat?: number;
  readonly task?: string;
  readonly reason?: string | null;
  readonly returnTo?: Stage;
  readonly conditions?: readonly ConditionText[];
  readonly contentHash?: string;
}

/** An answer to the gate as it stands, on what is shown now. */
export function answering(outcome: Outcome, ballot: Ballot = {}): Asked {
  return (state, by) => {
    const { gate } = state;
    if (gate === null) throw new Error('No gate was opened');
    const task = ballot.task ?? seatFor(gate.seats, by, ballot.seat).task;
    const reason = ballot.reason === undefined ? 'It should be so.' : ballot.reason;
    return {
      type: 'complete-task',
      gate: gate.id,
      stage: gate.stage,
      task,
      outcome,
      contentHash: ballot.contentHash ?? gate.contentHash,
      reason: outcome === 'approve' || reason === null ? null : words(reason),
      conditions: ballot.conditions === undefined ? null : words(ballot.conditions),
      returnTo: ballot.returnTo ?? null,
    };
  };
}

export const approving: Asked = answering('approve');

function seatFor(seats: readonly Seat[], by: Person, index?: number): Seat {
  const theirs = seats.filter((seat) => holds(by, [seat.role], seat.bodies));
  const seat = index === undefined ? (theirs.find((each) => each.vote === null) ?? theirs[0]) : seats[index];
  return seat ?? seats[0]!;
}

export const claiming =
  (seat = 0): Asked =>
  ({ gate }) => ({ type: 'claim-task', task: gate?.seats[seat]?.task ?? '' });

export const takingOver =
  (seat = 0): Asked =>
  ({ gate }) => ({ type: 'take-over-task', task: gate?.seats[seat]?.task ?? '' });

export const releasing =
  (seat = 0): Asked =>
  ({ gate }) => ({ type: 'release-task', task: gate?.seats[seat]?.task ?? '' });

export const assigning =
  (to: Person, seat = 0): Asked =>
  ({ gate }) => ({ type: 'assign-task', task: gate?.seats[seat]?.task ?? '', to });

export const delegating =
  (to: Person, seat = 0): Asked =>
  ({ gate }) => ({ type: 'delegate-task', task: gate?.seats[seat]?.task ?? '', to });

export const resolving =
  (seat = 0): Asked =>
  ({ gate }) => ({
    type: 'resolve-task',
    task: gate?.seats[seat]?.task ?? '',
    note: words('Read, and it adds up.'),
  });

export const asking =
  (seat = 0): Asked =>
  ({ gate }) => ({
    type: 'request-information',
    task: gate?.seats[seat]?.task ?? '',
    question: words('Who pays for the second year?'),
  });

export const informing =
  (seat = 0): Asked =>
  ({ gate }) => ({
    type: 'give-information',
    task: gate?.seats[seat]?.task ?? '',
    answer: words('The trust does.'),
  });

export const commenting: PersonCommand = {
  type: 'comment-on-initiative',
  text: words('How will this be paid for?'),
};

export const reminding =
  (seat = 0): Asked =>
  ({ gate }) => ({ type: 'remind-of-task', task: gate?.seats[seat]?.task ?? 'none' });

export const recalling =
  (seat = 0): Asked =>
  ({ gate }) => ({
    type: 'recall-vote',
    task: gate?.seats[seat]?.task ?? '',
    reason: words('A second look.'),
  });

export const recallingEarlier: Asked = ({ gate }) => ({
  type: 'recall-earlier-votes',
  gate: gate?.id ?? '',
  reason: words('A second look.'),
});

export const returning: Asked = ({ gate }) => ({
  type: 'return-gate',
  gate: gate?.id ?? '',
  reason: words('Nothing holds it here any more.'),
});

export const moving =
  (version: string): Asked =>
  ({ gate }) => ({ type: 'move-gate', gate: gate?.id ?? '', version });

export const movingBack =
  (version: string): Asked =>
  ({ gate }) => ({ type: 'undo-move', gate: gate?.id ?? '', version });

export const recusing: Asked = () => ({ type: 'recuse', nature: words('My sister works there.') });

export const recording =
  (authority: string, answer: ReferralAnswer): Asked =>
  ({ gate }) => ({
    type: 'answer-referral',
    gate: gate?.id ?? '',
    authority,
    answer,
    reference: words('Letter of today'),
  });

export const overriding =
  (requirement: string, reason = 'The board asked for it.'): Asked =>
  ({ gate }) => ({
    type: 'override-requirement',
    gate: gate?.id ?? '',
    requirement,
    reason: words(reason),
  });

/** Drafted with everything that its plan needs. */
export function drafted(different: Different = {}): Past {
  const owner = different.owner ?? ownerOf(different.lead ?? BIRMINGHAM);
  const content = different.content?.['develop-plan'] ?? COMPLETE['develop-plan'];
  return [did(owner, drafting(different)), did(owner, sending('develop-plan', content))];
}

/** Submitted, and its first gate open. */
export function opened(different: Different = {}): Past {
  const owner = different.owner ?? ownerOf(different.lead ?? BIRMINGHAM);
  return [drafted(different), did(owner, submitting), step('open-gate')];
}

/** Somebody who can fill this seat, each of another profession. */
export function fillerOf(seat: Seat, index: number): Person {
  const profession = (['registered-nurse', 'doctor', 'midwife', 'dentist', 'dietitian'] as const)[index % 5]!;
  const body = seat.bodies[0] ?? '';
  return seat.role === 'signatory' ? signatoryOf(body, profession) : approverOf(body, profession);
}

/** Every approval and signature of the open gate is given, and every authority consents or was told. */
export const agreed: Past = follows(({ gate }) => {
  const seats = gate?.seats ?? [];
  const first = fillerOf(
    seats.find((seat) => seat.kind === 'approval')!,
    0,
  );
  const answers = (gate?.referrals ?? []).map(({ authority, kind }) =>
    did(first, recording(authority, kind === 'consent' ? 'consented' : 'notified')),
  );
  const votes = seats.flatMap((seat, index) =>
    seat.kind === 'advice' || seat.vote !== null
      ? []
      : [did(fillerOf(seat, index), answering('approve', { seat: index }))],
  );
  return [...answers, ...votes];
});

/** The gate of this stage is open, after every gate before it was agreed. */
export function openedAt(stage: Stage, different: Different = {}): Past {
  const owner = different.owner ?? ownerOf(different.lead ?? BIRMINGHAM);
  return [
    opened(different),
    STAGES.slice(1, STAGES.indexOf(stage) + 1).map((each): Past => [
      agreed,
      step('move-on'),
      did(owner, sending(each, different.content?.[each] ?? COMPLETE[each])),
      did(owner, presenting(each)),
      step('open-gate'),
    ]),
  ];
}

/** An initiative that somebody edited since: for tests of a state alone. */
export const withFacts = (state: Initiative, facts: Partial<Facts>): Initiative => ({
  ...state,
  facts: { ...state.facts, ...facts },
});

/** The sitting of the tests. */
export const SITTING = uuidFrom('sitting', 'of the tests');

/** What is asked of an initiative where its gate is put on an agenda, taken off it, or deferred at the sitting. */
export const onAgenda =
  (what: 'put-on-agenda' | 'take-off-agenda' | 'defer-at-sitting', body = BIRMINGHAM): Asked =>
  ({ gate }) => {
    const at = { gate: gate?.id ?? uuidFrom('no gate'), sitting: SITTING };
    if (what === 'defer-at-sitting') return { type: what, ...at, reason: words('The figures are missing.') };
    return what === 'put-on-agenda'
      ? { type: what, ...at, body }
      : { type: what, ...at, body, because: 'struck' };
  };
