import { InvalidArgumentError, type Command } from 'commander';
import type { Say } from '../embedded/start-problem.ts';
import { remitUrl } from '../identity/find-issuer.ts';
import type { OperatorOptions } from '../organisation/as-operator.ts';

/** Who puts a policy on trial and in force, of the local identity provider. */
const BOARD = 'board.national';

/** Adds to `remit policy` what is done with the policies of a Remit that runs. */
export function addPolicyLife(policy: Command, say: Say): void {
  const told = (lines: readonly string[]) => {
    for (const line of lines) say(line);
  };
  asSomebody(
    policy.command('list').description('every version: its state, since when, and by whose approval'),
    'operator',
  ).action(async (options: OperatorOptions) => {
    const { listPolicies } = await import('../policy/policy-life.ts');
    told(await listPolicies(options));
  });
  asSomebody(
    policy
      .command('import')
      .description('draft the policy of a file, or replace the draft of its version; it routes nothing')
      .argument('<file>', 'the policy as DMN, which says its version'),
    'operator',
  ).action(async (file: string, options: OperatorOptions) => {
    const { importPolicy } = await import('../policy/policy-life.ts');
    told(await importPolicy(file, options));
  });
  asSomebody(
    policy
      .command('export')
      .description('the text of a version, as it was drafted')
      .argument('<version>')
      .option('--to <file>', 'write it there'),
    'operator',
  ).action(async (version: string, options: OperatorOptions & { readonly to?: string }) => {
    const { exportPolicy } = await import('../policy/policy-life.ts');
    told(await exportPolicy(version, options));
  });
  const STEPS = [
    ['trial', 'put a draft on trial, beside the policy in force'],
    ['call-off', 'call off, before its day, what is to be in force'],
    ['retire', 'drop a draft, or what is on trial'],
  ] as const;
  for (const [name, description] of STEPS)
    asSomebody(policy.command(name).description(description).argument('<version>'), BOARD).action(
      async (version: string, options: OperatorOptions) => {
        const { changePolicy } = await import('../policy/policy-life.ts');
        told(await changePolicy(version, name, options));
      },
    );
  asSomebody(
    policy
      .command('put-in-force')
      .description('put what was on trial in force from a day, by approval of the national body')
      .argument('<version>')
      .requiredOption('--initiative <id>', 'whose plan the national body approved, and that names this text')
      .requiredOption('--from <day>', 'from the beginning of which day; today’s is now', day),
    BOARD,
  ).action(
    async (
      version: string,
      options: OperatorOptions & { readonly initiative: string; readonly from: string },
    ) => {
      const { putPolicyInForce } = await import('../policy/policy-life.ts');
      told(await putPolicyInForce(version, options));
    },
  );
}

function asSomebody(command: Command, who: string): Command {
  return command
    .option('--url <address>', 'address of the running Remit; else REMIT_URL', remitUrl())
    .option('--as <person>', 'somebody of the local identity provider', who)
    .option('--token <token>', 'an access token, where the provider is your own; else REMIT_TOKEN');
}

function day(typed: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(typed)) return typed;
  throw new InvalidArgumentError('Write a day as YYYY-MM-DD.');
}
