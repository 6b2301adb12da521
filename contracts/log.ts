import { pino, type Logger } from 'pino';

export type Log = Logger;

/** Structured logs, one JSON object a line. `REMIT_LOG` is the least level that is written. */
export function createLog(name: string, level: string): Log {
  return pino({ name, level, redact: ['req.headers.authorization', 'req.headers.cookie'] });
}
