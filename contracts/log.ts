import { pino, type Logger } from 'pino';

export type Log = Logger;

/** What proves who somebody is stays out of the logs. */
const SECRETS = [
  'req.headers.authorization',
  'req.headers.cookie',
  'res.headers["set-cookie"]',
  'res.headers.location',
];

/** Structured logs, one JSON object a line. `REMIT_LOG` is the least level that is written. */
export function createLog(name: string, level: string): Log {
  return pino({ name, level, redact: SECRETS });
}
