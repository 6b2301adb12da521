import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * A version of the subsidiarity policy (DMN) or of the gate rules (JSON). What was installed was drafted by nobody; who did
 * what is an opaque id.
 */
@Check('policy_kind_check', `kind in ('subsidiarity', 'gates')`)
@Check('policy_state_check', `state in ('draft', 'trial', 'in-force', 'retired')`)
@Entity('policy')
export class PolicyRow {
  @PrimaryColumn({ type: 'text' })
  kind!: string;

  @PrimaryColumn({ type: 'text' })
  version!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'text' })
  source!: string;

  /** What people last did with it. What is in force, and what is no more, follows from the days: see `stateAt`. */
  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'timestamptz', name: 'in_force_from', nullable: true })
  inForceFrom!: Date | null;

  /** Everybody who wrote any of its texts. */
  @Column({ type: 'text', array: true, default: '{}' })
  authors!: string[];

  @Column({ type: 'timestamptz', name: 'drafted_at', nullable: true })
  draftedAt!: Date | null;

  @Column({ type: 'text', name: 'drafted_by', nullable: true })
  draftedBy!: string | null;

  @Column({ type: 'timestamptz', name: 'trial_from', nullable: true })
  trialFrom!: Date | null;

  @Column({ type: 'text', name: 'trial_by', nullable: true })
  trialBy!: string | null;

  @Column({ type: 'timestamptz', name: 'put_in_force_at', nullable: true })
  putInForceAt!: Date | null;

  @Column({ type: 'text', name: 'put_in_force_by', nullable: true })
  putInForceBy!: string | null;

  /** The initiative by whose approval it is in force. */
  @Column({ type: 'uuid', nullable: true })
  initiative!: string | null;

  @Column({ type: 'timestamptz', name: 'retired_at', nullable: true })
  retiredAt!: Date | null;

  @Column({ type: 'text', name: 'retired_by', nullable: true })
  retiredBy!: string | null;

  /** How often something was done with it: the version that `ETag` names. */
  @Column({ type: 'integer', default: 1 })
  revision!: number;
}
