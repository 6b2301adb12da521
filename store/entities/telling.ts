import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** The one row whose lock puts what changed in the order in which it is told. */
@Check('feed_id_check', 'id = 1')
@Entity('feed')
export class FeedRow {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  @Column({ type: 'bigint' })
  last!: string;
}

/** An event in the order in which it was told, for those who follow what changes. */
@Entity('change')
export class ChangeRow {
  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'integer' })
  n!: number;

  @Column({ type: 'uuid' })
  event!: string;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'timestamptz', name: 'told_at', default: () => 'now()' })
  toldAt!: Date;
}

/** How somebody has chosen to be told, and where. The address is no part of any event. */
@Check('way_told_how_check', `how in ('each', 'digest', 'assigned')`)
@Check('way_told_hour_check', 'hour between 0 and 23')
@Entity('way_told')
export class WayToldRow {
  @ForeignKey('person', { name: 'way_told_person_fk' })
  @PrimaryColumn({ type: 'uuid' })
  person!: string;

  @Column({ type: 'text', nullable: true })
  email!: string | null;

  @Column({ type: 'text' })
  how!: string;

  @Column({ type: 'integer' })
  hour!: number;

  @Column({ type: 'integer' })
  revision!: number;
}

/** That a system is told of events of the initiatives that a body has a part in. No types: of all. */
@Index('webhook_body', ['body'])
@Entity('webhook')
export class WebhookRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('body', { name: 'webhook_body_fk' })
  @Column({ type: 'text' })
  body!: string;

  @Column({ type: 'text' })
  url!: string;

  @Column({ type: 'text', array: true })
  types!: string[];

  @Column({ type: 'boolean' })
  active!: boolean;

  @Column({ type: 'text', name: 'why_off', nullable: true })
  whyOff!: string | null;

  @Column({ type: 'uuid', name: 'created_by' })
  createdBy!: string;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;

  @Column({ type: 'integer' })
  revision!: number;
}

/** What a webhook's messages are signed with, until an instant or until there is another. */
@Index('webhook_secret_webhook', ['webhook'])
@Entity('webhook_secret')
export class WebhookSecretRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('webhook', { name: 'webhook_secret_webhook_fk' })
  @Column({ type: 'uuid' })
  webhook!: string;

  @Column({ type: 'text' })
  secret!: string;

  @Column({ type: 'timestamptz', nullable: true })
  until!: Date | null;
}

/** The way to one receiver, how it fares, and who works it. */
@Entity('lane')
export class LaneRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @Column({ type: 'integer', default: 0 })
  failures!: number;

  @Column({ type: 'timestamptz', name: 'rest_until', nullable: true })
  restUntil!: Date | null;

  @Column({ type: 'timestamptz', name: 'held_until', nullable: true })
  heldUntil!: Date | null;

  @Column({ type: 'text', name: 'held_by', nullable: true })
  heldBy!: string | null;

  /** Of the ways to the mail server: when a worker that has one last said so. */
  @Column({ type: 'timestamptz', name: 'seen_at', nullable: true })
  seenAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'ok_at', nullable: true })
  okAt!: Date | null;

  @Column({ type: 'timestamptz', name: 'failed_at', nullable: true })
  failedAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;
}

/** One message to one receiver, of one event. Its id follows from both, so that it is one whoever writes it. */
@Index('delivery_due', ['lane', 'nextAt', 'n', 'id'], { where: `state = 'waiting'` })
@Index('delivery_of_person', ['person', 'nextAt'], { where: `state = 'waiting' and lane = 'digest'` })
@Index('delivery_of_lane', ['lane', 'since', 'id'])
@Index('delivery_dead', ['lane', 'since', 'id'], { where: `state = 'dead'` })
@Index('delivery_done', ['doneAt'], { where: 'done_at is not null' })
@Check('delivery_state_check', `state in ('waiting', 'delivered', 'dead', 'dropped')`)
@Entity('delivery')
export class DeliveryRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  lane!: string;

  @Column({ type: 'uuid', nullable: true })
  person!: string | null;

  @Column({ type: 'uuid', nullable: true })
  initiative!: string | null;

  /** What it tells of, where that is no initiative. */
  @Column({ type: 'uuid', nullable: true })
  sitting!: string | null;

  @Column({ type: 'integer', nullable: true })
  n!: number | null;

  @Column({ type: 'uuid', nullable: true })
  event!: string | null;

  @Column({ type: 'text' })
  type!: string;

  @Column({ type: 'text', nullable: true })
  notice!: string | null;

  @Column({ type: 'uuid', nullable: true })
  task!: string | null;

  @Column({ type: 'timestamptz' })
  at!: Date;

  @Column({ type: 'text' })
  state!: string;

  @Column({ type: 'integer', default: 0 })
  attempts!: number;

  @Column({ type: 'timestamptz' })
  since!: Date;

  @Column({ type: 'timestamptz', name: 'next_at' })
  nextAt!: Date;

  @Column({ type: 'timestamptz', name: 'done_at', nullable: true })
  doneAt!: Date | null;

  @Column({ type: 'integer', nullable: true })
  status!: number | null;

  @Column({ type: 'text', nullable: true })
  error!: string | null;
}
