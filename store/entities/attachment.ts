import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Where the bytes of a file are. While it is not `kept` no event names it, and it is deleted after a while. */
@Index('upload_loose', ['begunAt'], { where: 'not kept' })
@Entity('upload')
export class UploadRow {
  @PrimaryColumn({ type: 'uuid' })
  id!: string;

  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'text' })
  store!: string;

  @Column({ type: 'boolean', default: false })
  kept!: boolean;

  @Column({ type: 'timestamptz', name: 'begun_at', default: () => 'now()' })
  begunAt!: Date;
}

/** A piece of a file that Postgres keeps. */
@Entity('chunk')
export class ChunkRow {
  @ForeignKey('upload', { name: 'chunk_upload_fk', onDelete: 'CASCADE' })
  @PrimaryColumn({ type: 'uuid' })
  upload!: string;

  @PrimaryColumn({ type: 'integer' })
  n!: number;

  @Column({ type: 'uuid' })
  initiative!: string;

  @Column({ type: 'bytea' })
  bytes!: Buffer;
}
