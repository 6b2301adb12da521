import { createLog } from './log.ts';

/** What ends a process that is run by itself, such as a setting that cannot be used, is one line of its log too. */
export function dieInALine(name: string): void {
  process.once('uncaughtException', (error) => {
    createLog(name, 'fatal').fatal({ err: error }, `${name}: ended by: ${error.message}`);
    process.exit(1);
  });
}
