import type { Command } from 'commander';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { remitUrl } from '../identity/find-issuer.ts';
import { Cast } from '../play/cast.ts';
import { readCase } from '../play/case-file.ts';
import { playCase, type PlayedCase } from '../play/play-case.ts';

/** How many cases are under way at once. */
const AT_ONCE = 3;

/** Adds `remit play FILE…`: plays cases against a running Remit, and exits 1 where one did not go as it expects. */
export function addPlay(program: Command, print: (line: string) => void): void {
  program
    .command('play')
    .description('play cases against a running Remit, through its public API alone')
    .argument(
      '<file...>',
      'cases: an initiative, its content for every stage, and where each must be decided',
    )
    .option('--url <address>', 'address of the running Remit; else REMIT_URL', remitUrl())
    .action(async (files: string[], { url }: { url: string }) => {
      const { failed } = await play(url, files, print);
      process.exitCode = failed === 0 ? 0 : 1;
    });
}

/** Plays files and prints a table of stage, level, bodies, deciding rules and time, then how many passed. */
export async function play(
  url: string,
  files: readonly string[],
  print: (line: string) => void,
): Promise<{ passed: number; failed: number }> {
  const cast = await Cast.of(url);
  const waiting = [...files];
  const results: PlayedCase[] = [];
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      const read = await readCase(file);
      const result = read.ok
        ? await playCase(cast, read.value)
        : { slug: file, initiative: null, stages: [], problems: [read.error] };
      results.push(result);
      describe(result).forEach(print);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const failed = results.filter((result) => result.problems.length > 0).length;
  print(`${results.length - failed} passed, ${failed} failed`);
  return { passed: results.length - failed, failed };
}

/** One case as a small table. */
export function describe({ slug, stages, problems }: PlayedCase): readonly string[] {
  const rows = stages.map(
    ({ stage, level, bodies, deciding, milliseconds }) =>
      `  ${STAGE_NAMES[stage].padEnd(42)} ${level.padEnd(9)} ${bodies.join(' ').padEnd(28)} ` +
      `${deciding.join(' ').padEnd(12)} ${String(milliseconds).padStart(6)} ms`,
  );
  return [
    `${problems.length === 0 ? 'passed' : 'FAILED'}  ${slug}`,
    ...rows,
    ...problems.map((problem) => `  ! ${problem}`),
  ];
}
