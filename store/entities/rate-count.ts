import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How often a caller asked in one minute, counted since 1970. */
@Entity('rate_count')
export class RateCountRow {
  @PrimaryColumn({ type: 'text' })
  caller!: string;

  @PrimaryColumn({ type: 'integer' })
  minute!: number;

  @Column({ type: 'integer' })
  n!: number;
}
