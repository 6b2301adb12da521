import type { Command } from 'commander';
import type { BodyKind } from '../../domain/body.ts';
import { StartProblem, type Say } from '../embedded/start-problem.ts';
import { remitUrl } from '../identity/find-issuer.ts';
import { asOperator, type OperatorOptions } from '../organisation/as-operator.ts';
import { describeFileProblem } from '../organisation/file-problem.ts';
import { readBodies } from '../organisation/read-bodies.ts';

interface Imported {
  readonly registered: number;
  readonly changed: number;
  readonly unchanged: number;
}

/** Adds `remit bodies import FILE…`: the map that an operator puts in the place of the example. */
export function addBodies(program: Command, say: Say): void {
  program
    .command('bodies')
    .description('the bodies that initiatives are about')
    .command('import')
    .description('register the bodies of files, with their memberships, or those that are known anew')
    .argument('<file...>', 'CSV: code,name,kind,parent,from,to,gss, as in reference/bodies-2023-04.csv')
    .option('--url <address>', 'address of the running Remit; else REMIT_URL', remitUrl())
    .option('--as <person>', 'an operator of the local identity provider', 'operator')
    .option(
      '--token <token>',
      'an access token of an operator, where the provider is your own; else REMIT_TOKEN',
    )
    .action(async (files: string[], options: { url: string; as: string; token?: string }) => {
      const { registered, changed, unchanged } = await importBodies(files, options);
      say(`${registered} registered, ${changed} changed, ${unchanged} as they were.`);
    });
}

/** All of them or none, as an operator would through the API. */
export async function importBodies(files: readonly string[], options: OperatorOptions): Promise<Imported> {
  return asOperator(options, async (operator) => {
    const { items } = await operator.get<{ items: { code: string; kind: BodyKind }[] }>('/v1/bodies');
    const read = await readBodies(files, new Map(items.map(({ code, kind }) => [code, kind])));
    if (!read.ok) throw new StartProblem(read.error.map(describeFileProblem).join('\n'));
    const bodies = read.value.map(({ code, name, kind, memberships }) => ({ code, name, kind, memberships }));
    return operator.post<Imported>('/v1/bodies/import', { bodies });
  });
}
