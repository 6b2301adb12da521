import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** A sitting as it stands; `title`, `place` and `reason` are hashes of words. */
@Check('sitting_state_check', "state in ('convened', 'closed', 'cancelled')")
@Index('sitting_body', ['body', 'heldAt', 'id'])
@Index('sitting_untold', ['id'], { where: 'told < n' })
@Entity('sitting')
export class SittingRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'integer' })
  n!: number;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  state!: string;

  @ForeignKey('body', { name: 'sitting_body_fk' })
  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'text' })
  title!: string;

  @Column({ type: 'text', nullable: true })
  place!: string | null;

  @Column({ type: 'timestamptz', name: 'held_at' })
  heldAt!: Date;

  @ForeignKey('person', { name: 'sitting_convened_by_fk' })
  @Column({ type: 'uuid', name: 'convened_by' })
  convenedBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'timestamptz', name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  @Column({ type: 'uuid', name: 'ended_by', nullable: true })
  endedBy!: string | null;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** How many places its agenda has ever had. */
  @Column({ type: 'integer' })
  places!: number;

  /** Up to which event who is invited has been told. */
  @Column({ type: 'integer', default: 0 })
  told!: number;
}

/** A gate on the agenda of a sitting. */
@Check('sitting_item_state_check', "state in ('listed', 'deferred', 'struck')")
@Index('sitting_item_gate', ['gate'])
@Entity('sitting_item')
export class SittingItemRow {
  @ForeignKey('sitting', { name: 'sitting_item_sitting_fk' })
  @PrimaryColumn({ type: 'uuid' })
  sitting!: string;

  @ForeignKey('gate', { name: 'sitting_item_gate_fk' })
  @PrimaryColumn({ type: 'uuid' })
  gate!: string;

  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'text' })
  stage!: string;

  @Column({ type: 'integer' })
  place!: number;

  @Column({ type: 'text', name: 'content_hash' })
  contentHash!: string;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** How many events its initiative had as the sitting closed. */
  @Column({ type: 'integer', name: 'up_to', nullable: true })
  upTo!: number | null;
}

/** Somebody who is invited to a sitting. */
@Check('sitting_person_attendance_check', "attendance in ('present', 'absent', 'apologies')")
@Index('sitting_person_person', ['person'])
@Entity('sitting_person')
export class SittingPersonRow {
  @ForeignKey('sitting', { name: 'sitting_person_sitting_fk' })
  @PrimaryColumn({ type: 'uuid' })
  sitting!: string;

  @ForeignKey('person', { name: 'sitting_person_person_fk' })
  @PrimaryColumn({ type: 'uuid' })
  person!: string;

  @Column({ type: 'text', nullable: true })
  attendance!: string | null;
}
