import { Entity, Index, PrimaryColumn } from 'typeorm';

/** That an initiative names another as linked with it. */
@Index('link_other', ['other'])
@Entity('link')
export class LinkRow {
  @PrimaryColumn({ type: 'uuid' })
  initiative!: string;

  @PrimaryColumn({ type: 'uuid' })
  other!: string;
}
