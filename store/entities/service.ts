import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The answer that a key was given, for the same question asked again. */
@Index('idempotency_at', ['at'])
@Entity('idempotency')
export class IdempotencyRow {
  @PrimaryColumn({ type: 'text' })
  caller!: string;

  @PrimaryColumn({ type: 'text' })
  route!: string;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  @Column({ type: 'text', name: 'request_hash' })
  requestHash!: string;

  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @Column({ type: 'json', nullable: true })
  headers!: unknown;

  @Column({ type: 'json', nullable: true })
  body!: unknown;

  @Column({ type: 'timestamptz', default: () => 'now()' })
  at!: Date;
}

/** A relay process that was alive at an instant. */
@Entity('relay')
export class RelayRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'timestamptz', name: 'seen_at' })
  seenAt!: Date;

  /** The newest version of the workflow that it lets runs take; `null` for a worker of 0.1.0. */
  @Column({ type: 'integer', name: 'workflow_version', nullable: true })
  workflowVersion!: number | null;
}
