import { Command } from 'commander';
import { addFetchTools } from './commands/fetch-tools.ts';
import { addOpenapi } from './commands/openapi.ts';
import { StartProblem, type Say } from './embedded/start-problem.ts';

const say: Say = (line) => console.log(line);

const program = new Command('remit')
  .description('A workflow and approval engine for improvement initiatives in health and care.')
  .showHelpAfterError();

addFetchTools(program, say);
addOpenapi(program, say);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof StartProblem)) throw error;
  console.error(`remit: ${error.sentence}`);
  process.exitCode = 1;
}
