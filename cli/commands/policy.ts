import { InvalidArgumentError, type Command } from 'commander';
import type { Say } from '../embedded/start-problem.ts';
import { addPolicyLife } from './policy-life.ts';
import type { ReplayOptions } from '../policy/replay-policy.ts';

/** Adds `remit policy check [FILE]`. */
export function addPolicy(program: Command, say: Say): void {
  const policy = program.command('policy').description('the rules of who decides');
  addPolicyLife(policy, say);
  policy
    .command('check')
    .description(
      'analyse a subsidiarity policy before it is used: gaps, rules that never decide, and where less leads higher',
    )
    .argument('[file]', 'the policy as DMN; the shipped one when left out')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nNeeds nothing that runs. Exit code: 0 nothing to mend, 1 errors or warnings, 2 it could not be read or not all was answered.',
    )
    .action(async (file: string | undefined, options: { readonly json?: boolean }) => {
      // Loaded when it is wanted: other commands are to answer at once.
      const { checkPolicy } = await import('../policy/check-policy.ts');
      process.exitCode = await checkPolicy(file, options, say);
    });
  policy
    .command('evaluate')
    .description('where facts would be decided, with the receipt, as JSON')
    .argument('<facts>', 'a JSON file with a value for each fact; - is standard input')
    .option('--policy <file>', 'the policy as DMN; the shipped one when left out')
    .addHelpText('after', '\nNeeds nothing that runs. Exit code: 0 a verdict, 2 none.')
    .action(async (file: string, options: { readonly policy?: string }) => {
      const { evaluateFacts } = await import('../policy/evaluate-facts.ts');
      process.exitCode = await evaluateFacts(file, options, say);
    });
  policy
    .command('explain')
    .description(
      'why it is decided there and what would change it, in sentences; a receipt is evaluated again as well',
    )
    .argument('<file>', 'a JSON file with facts, or with the receipt of a verdict; - is standard input')
    .option('--policy <file>', 'the policy as DMN; the shipped one when left out')
    .addHelpText(
      'after',
      '\nNeeds nothing that runs. Exit code: 0 told, 1 the receipt does not give itself, 2 no verdict.',
    )
    .action(async (file: string, options: { readonly policy?: string }) => {
      const { explainVerdict } = await import('../policy/evaluate-facts.ts');
      process.exitCode = await explainVerdict(file, options, say);
    });
  policy
    .command('diff')
    .description('what one policy means differently from another, with facts that show each difference')
    .argument('<before>', 'the policy as DMN; alone, it is compared with the shipped one')
    .argument('[after]', 'the other one')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nNeeds nothing that runs. Exit code: 0 they mean the same, 1 they differ, 2 it could not be answered.',
    )
    .action(async (before: string, after: string | undefined, options: { readonly json?: boolean }) => {
      const { diffPolicies } = await import('../policy/diff-policies.ts');
      process.exitCode = await diffPolicies([before, after], options, say);
    });
  policy
    .command('replay')
    .description(
      'ask a policy every verdict of the history again: which would flip, and what would follow; changes nothing',
    )
    .argument('<policy>', 'a file with the policy as DMN, or a version that is stored')
    .option('--since <day>', 'only verdicts from this day on, such as 2026-04-01', day)
    .option('--csv <file>', 'write each verdict that would be another as a line of CSV')
    .option('--chart <file>', 'write a chart of what moves between levels, as SVG')
    .option('--state <file>', 'keep there how far it is; asked again it goes on from there')
    .option('--json', 'print the report as one JSON document')
    .addHelpText(
      'after',
      '\nOf DATABASE_URL as the worker has it, else of the Remit that npm start runs here. It reads, in transactions that may not write.' +
        '\nExit code: 0 the report is whole, 2 there is none.',
    )
    .action(async (named: string, options: ReplayOptions) => {
      const { replayPolicy } = await import('../policy/replay-policy.ts');
      process.exitCode = await replayPolicy(named, options, say);
    });
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('a day is written YYYY-MM-DD');
  return text;
}
