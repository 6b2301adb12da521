import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';

/** A version of a calendar, as it was imported. */
@Check('calendar_version_check', 'version > 0')
@Check('calendar_closes_check', 'closes between 0 and 23')
@Entity('calendar')
export class CalendarRow {
  @PrimaryColumn({ type: 'text' })
  id!: string;

  @PrimaryColumn({ type: 'integer' })
  version!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'text', name: 'time_zone' })
  timeZone!: string;

  @Column({ type: 'integer' })
  closes!: number;

  @Column({ type: 'jsonb' })
  days!: unknown;

  @Column({ type: 'text' })
  source!: string;

  @Column({ type: 'date', name: 'source_date' })
  sourceDate!: string;

  @Column({ type: 'text' })
  hash!: string;

  @Column({ type: 'timestamptz', name: 'imported_at' })
  importedAt!: Date;

  /** An opaque id; `setup` for the shipped one. */
  @Column({ type: 'text', name: 'imported_by' })
  importedBy!: string;
}

/** Which calendar a region, or the national body for all others, has; null where it had one and has none any more. */
@Entity('body_calendar')
export class BodyCalendarRow {
  @ForeignKey('body', { name: 'body_calendar_body_fk' })
  @PrimaryColumn({ type: 'text' })
  body!: string;

  @Column({ type: 'text', nullable: true })
  calendar!: string | null;

  @Column({ type: 'integer' })
  revision!: number;
}
