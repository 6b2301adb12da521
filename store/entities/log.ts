import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** An immutable fact about something that happened. */
@Unique('event_in_stream', ['stream', 'n'])
@Index('event_lowered', ['at', 'id'], { where: "type = 'level-lowered'" })
@Entity('event')
export class EventRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid' })
  stream!: string;

  @Column({ type: 'integer' })
  n!: number;

  @Column({ type: 'uuid', nullable: true })
  initiative!: string | null;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'integer' })
  version!: number;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  actor!: string;

  @Column({ type: 'jsonb' })
  data!: unknown;

  /** The request that it came of: for the logs, and no part of what happened. */
  @Column({ type: 'text', nullable: true })
  request!: string | null;
}

/** Names and free text that events refer to by salted hash, so that they can be erased. */
@Index('content_initiative', ['initiative'])
@Index('content_words', { synchronize: false })
@Entity('content')
export class ContentRow {
  @PrimaryColumn({ type: 'text' })
  hash!: string;

  @Column({ type: 'uuid', nullable: true })
  initiative!: string | null;

  /** Whose it is where it belongs to no initiative: the words of an interest, an address. */
  @Column({ type: 'uuid', nullable: true })
  person!: string | null;

  /** As that, of a body: where its webhooks are sent to. */
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  /** The sitting whose title, place or end it tells of. */
  @Column({ type: 'uuid', nullable: true })
  sitting!: string | null;

  @Column({ type: 'text', nullable: true })
  salt!: string | null;

  @Column({ type: 'jsonb', nullable: true })
  value!: unknown;

  @Column({ type: 'timestamptz', name: 'erased_at', nullable: true })
  erasedAt!: Date | null;
}
