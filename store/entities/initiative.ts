import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/** Where an initiative stands. Words are hashes of `content`. */
@Index('initiative_next_at', ['nextAt'], { where: 'next_at is not null' })
@Index('initiative_at', ['at', 'id'])
@Index('initiative_created', ['createdAt', 'id'])
@Index('initiative_owner', ['owner'])
@Index('initiative_lead', ['lead'])
@Index('initiative_untold', ['id'], { where: 'told < n' })
@Index('initiative_policy', ['policyVersion'], { where: 'policy_version is not null' })
@Entity('initiative')
export class InitiativeRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'integer' })
  n!: number;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'text' })
  status!: string;

  @Column({ type: 'uuid' })
  owner!: string;

  @Column({ type: 'text', name: 'owner_profession', nullable: true })
  ownerProfession!: string | null;

  @Column({ type: 'uuid', array: true })
  editors!: string[];

  /** Who said that they have an interest in it. */
  @Column({ type: 'uuid', array: true, default: '{}' })
  recused!: string[];

  @Column({ type: 'text' })
  salt!: string;

  @Column({ type: 'text' })
  proposal!: string;

  @Column({ type: 'text' })
  lead!: string;

  @Column({ type: 'text', array: true })
  affected!: string[];

  /** The version of the policy that it is to put in force, which its proposal names. */
  @Column({ type: 'text', name: 'policy_version', nullable: true })
  policyVersion!: string | null;

  @Column({ type: 'jsonb' })
  facts!: unknown;

  @Column({ type: 'text', nullable: true })
  scope!: string | null;

  /** `null` where there is nothing but what the owner asserted in the draft. */
  @Column({ type: 'jsonb', nullable: true })
  claims!: unknown;

  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'uuid', nullable: true })
  gate!: string | null;

  @Column({ type: 'jsonb' })
  conditions!: unknown;

  @Column({ type: 'jsonb', name: 'approved_money', nullable: true })
  approvedMoney!: unknown;

  @Column({ type: 'jsonb', default: [] })
  attachments!: unknown;

  @Column({ type: 'jsonb', default: [] })
  attempts!: unknown;

  @Column({ type: 'jsonb', name: 'sent_back', nullable: true })
  sentBack!: unknown;

  @Column({ type: 'timestamptz', name: 'next_at', nullable: true })
  nextAt!: Date | null;

  /** Up to which of its events people and systems have been told, or are written down to be. */
  @Column({ type: 'integer', nullable: true, default: 0 })
  told!: number | null;
}

/** One stage of an initiative. */
@Entity('stage')
export class StageRow {
  @ForeignKey('initiative', { name: 'stage_initiative_fk' })
  @PrimaryColumn({ type: 'uuid' })
  initiative!: string;

  @PrimaryColumn({ type: 'text' })
  stage!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'integer' })
  round!: number;

  @Column({ type: 'text', nullable: true })
  content!: string | null;

  @Column({ type: 'integer' })
  revision!: number;
}

/** A gate: initiative, stage and round. */
@Unique('gate_identity', ['initiative', 'stage', 'round'])
@Index('gate_with_earlier', ['initiative'], { where: `state = 'open' and earlier is not null` })
@Entity('gate')
export class GateRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('initiative', { name: 'gate_initiative_fk' })
  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'integer' })
  round!: number;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text' })
  home!: string;

  @Column({ type: 'text' })
  level!: string;

  @Column({ type: 'text', array: true })
  bodies!: string[];

  @Column({ type: 'jsonb' })
  receipt!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  brief!: unknown;

  @Column({ type: 'integer', name: 'rules_version' })
  rulesVersion!: number;

  @Column({ type: 'jsonb' })
  quorum!: unknown;

  @Column({ type: 'jsonb' })
  referrals!: unknown;

  @Column({ type: 'jsonb' })
  overrides!: unknown;

  @Column({ type: 'jsonb' })
  conditions!: unknown;

  @Column({ type: 'boolean' })
  suspended!: boolean;

  @Column({ type: 'text', name: 'content_hash' })
  contentHash!: string;

  @Column({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  @Column({ type: 'timestamptz', name: 'next_look_at' })
  nextLookAt!: Date;

  @Column({ type: 'boolean' })
  reminded!: boolean;

  @Column({ type: 'timestamptz', name: 'clock_stopped_at', nullable: true })
  clockStoppedAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'clock_stopped_until', nullable: true })
  clockStoppedUntil!: Date | null;

  @Column({ type: 'integer', name: 'past_due' })
  pastDue!: number;

  @Column({ type: 'timestamptz', name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  @Column({ type: 'text', name: 'return_to', nullable: true })
  returnTo!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  decision!: unknown;

  /** By which it counts; null where a release before opened it. */
  @Column({ type: 'jsonb', nullable: true })
  calendar!: unknown;

  /** The votes of gates before it that do not count here; null for none. */
  @Column({ type: 'jsonb', nullable: true })
  earlier!: unknown;

  /** From which version of the policy it was brought over, and to which; null where it was not. */
  @Column({ type: 'jsonb', nullable: true })
  moved!: unknown;
}

/** A seat of a gate, and the task that fills it. */
@Unique('task_seat', ['gate', 'seat'])
@Index('task_initiative', ['initiative'])
@Index('task_claimed_by', ['claimedBy'], { where: 'claimed_by is not null' })
@Index('task_delegated_to', ['delegatedTo'], { where: 'delegated_to is not null' })
@Index('task_offered', { synchronize: false })
@Index('task_of_several', { synchronize: false })
@Index('task_offered_opened', { synchronize: false })
@Index('task_engages', ['engages', 'gate'], { where: 'engages is not null' })
@Index('task_held', ['claimedBy'], { where: `state in ('claimed', 'info-requested')` })
@Index('task_unoffered', ['initiative'], {
  where: `offered is null and state in ('ready', 'claimed', 'info-requested')`,
})
@Index('task_offered_priority', { synchronize: false })
@Index('task_by_priority', { synchronize: false })
@Index('task_outdated_by', { synchronize: false })
@Index('task_by_due', ['dueAt', 'id'])
@Index('task_by_opened', ['openedAt', 'id'])
@Index('task_due', ['dueAt', 'id'], { where: `state in ('ready', 'claimed', 'info-requested')` })
@Entity('task')
export class TaskRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('gate', { name: 'task_gate_fk' })
  @Column({ type: 'uuid' })
  gate!: string;

  @ForeignKey('initiative', { name: 'task_initiative_fk' })
  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'integer' })
  seat!: number;

  @Column({ type: 'text' })
  kind!: string;

  @Column({ type: 'text', array: true })
  bodies!: string[];

  @Column({ type: 'text' })
  role!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'uuid', name: 'claimed_by', nullable: true })
  claimedBy!: string | null;

  @Column({ type: 'text', name: 'claimed_as', nullable: true })
  claimedAs!: string | null;

  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  vote!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  outdated!: unknown;

  @Column({ type: 'jsonb', default: () => `'[]'` })
  questions!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  delegation!: unknown;

  @Column({ type: 'jsonb', nullable: true })
  reminded!: unknown;

  @Column({ type: 'uuid', name: 'delegated_to', nullable: true })
  delegatedTo!: string | null;

  /** How it stands in people's queues (`domain/gate/offer.ts`); null where 0.1.0 wrote it, which knows nothing of it. */
  @Column({ type: 'boolean', nullable: true })
  offered!: boolean | null;

  @Column({ type: 'text', name: 'closed_to', array: true, nullable: true })
  closedTo!: string[] | null;

  @Column({ type: 'uuid', nullable: true })
  engages!: string | null;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'text' })
  level!: string;

  @Column({ type: 'timestamptz', name: 'opened_at' })
  openedAt!: Date;

  @Column({ type: 'timestamptz', name: 'due_at' })
  dueAt!: Date;

  /** Where it stands by priority (`domain/gate/priority.ts`); null where 0.1.0 wrote it: as by due date. */
  @Column({ type: 'timestamptz', name: 'priority_at', nullable: true })
  priorityAt!: Date | null;
}

/** That a body has a part in an initiative, and so sees it. */
@Index('part_body', ['body', 'initiative'])
@Entity('part')
export class PartRow {
  @PrimaryColumn({ type: 'uuid' })
  initiative!: string;

  @PrimaryColumn({ type: 'text' })
  body!: string;

  @PrimaryColumn({ type: 'text' })
  part!: string;
}
