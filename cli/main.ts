import { Command } from 'commander';
import { addBodies } from './commands/bodies.ts';
import { addCalendars } from './commands/calendar.ts';
import { addBundle } from './commands/bundle.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExample } from './commands/example.ts';
import { addFetchTools } from './commands/fetch-tools.ts';
import { addOpenapi } from './commands/openapi.ts';
import { addMigrate } from './commands/migrate.ts';
import { addPlay } from './commands/play.ts';
import { addPolicy } from './commands/policy.ts';
import { addStart } from './commands/start.ts';
import { registerTokenCommand } from './commands/token.ts';
import { StartProblem, type Say } from './embedded/start-problem.ts';
import { findIssuer, remitUrl } from './identity/find-issuer.ts';

const say: Say = (line) => console.log(line);

const program = new Command('remit')
  .description('A workflow and approval engine for improvement initiatives in health and care.')
  .showHelpAfterError();

addStart(program, say);
addPlay(program, say);
registerTokenCommand(program, () => findIssuer(remitUrl()));
addMigrate(program, say);
addExample(program, say);
addBodies(program, say);
addCalendars(program, say);
addDoctor(program, say);
addPolicy(program, say);
addFetchTools(program, say);
addBundle(program, say);
addOpenapi(program, say);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  console.error(`remit: ${error.sentence}`);
  process.exit(1);
}
