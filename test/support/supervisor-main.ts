import { createSupervisor } from '../../cli/supervise.ts';
import { childProgram } from './child-program.ts';

// A supervisor in a process of its own, to be interrupted and killed by the tests.
const folder = process.argv[2] ?? '.';
const supervisor = createSupervisor({ say: (line) => console.log(line) });
const signalled = supervisor.untilSignal();
for (const name of ['first', 'second']) {
  await supervisor.start(childProgram(folder, name));
  console.log(`started ${name} ${supervisor.pidOf(name) ?? 0}`);
}
console.log(`ended by ${await signalled}`);
process.exit(0);
