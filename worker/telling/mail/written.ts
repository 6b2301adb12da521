import type { DataSource } from 'typeorm';
import type { Config } from '../../../contracts/config.ts';
import type { Clock } from '../../../store/handler.ts';
import type { Addressee } from '../../../store/telling/addressees.ts';
import type { World } from '../../../store/world.ts';
import type { WorkerMetrics } from '../../metrics.ts';
import type { Line } from './letter.ts';
import type { MailTransport } from './transport.ts';

export interface MailOptions {
  readonly database: DataSource;
  readonly world: World;
  readonly clock: Clock;
  readonly transport: MailTransport;
  readonly from: NonNullable<Config['REMIT_MAIL_FROM']>;
  readonly publicUrl: string;
  readonly metrics?: Pick<WorkerMetrics, 'deliveries'> | undefined;
}

export interface CalendarFile {
  readonly method: 'REQUEST' | 'CANCEL';
  readonly content: string;
}

/** What one message says to one person now; or why it is not sent. */
export type Written =
  | {
      readonly person: Addressee;
      readonly subject: string;
      readonly line: Line;
      /** What their calendar takes of it. */
      readonly calendar?: CalendarFile;
    }
  | { readonly person: Addressee | null; readonly why: string };
