import { pathToFileURL } from 'node:url';
import './stop-with-parent.ts';

// Runs the module that is named first, as if it had been started itself. Not by `--import`: threads inherit that, and
// the threads that workflows run in cannot load this.
process.argv.splice(1, 1);
await import(pathToFileURL(process.argv[1] ?? '').href);
