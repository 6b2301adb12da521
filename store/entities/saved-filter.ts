import { Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';

/**
 * A filter of tasks that somebody keeps for themselves, or shares with a body. A preference and nothing that happened: no event
 * is written of it, and it goes with who keeps it.
 */
@Unique('saved_filter_name', ['person', 'name'])
@Index('saved_filter_body', ['body'], { where: 'body is not null' })
@Index('saved_filter_default', ['person'], { unique: true, where: 'is_default' })
@Entity('saved_filter')
export class SavedFilterRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @ForeignKey('person', { name: 'saved_filter_person_fk' })
  @Column({ type: 'uuid' })
  person!: string;

  @Column({ type: 'text' })
  name!: string;

  @Column({ type: 'jsonb' })
  query!: unknown;

  @ForeignKey('body', { name: 'saved_filter_body_fk' })
  @Column({ type: 'text', nullable: true })
  body!: string | null;

  @Column({ type: 'boolean', name: 'is_default' })
  isDefault!: boolean;

  @Column({ type: 'integer' })
  revision!: number;

  @Column({ type: 'timestamptz', name: 'created_at' })
  createdAt!: Date;
}
