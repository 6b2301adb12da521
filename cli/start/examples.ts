import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { projectRoot } from '../embedded/folders.ts';
import type { Say } from '../embedded/start-problem.ts';
import { Cast } from '../play/cast.ts';
import { readCase } from '../play/case-file.ts';
import { playCase, type PlayedStage } from '../play/play-case.ts';
import { keep, readKept } from './kept-file.ts';

/** The shipped examples, in order of file name. The last one is left waiting for a decision about its plan. */
export function exampleFiles(): readonly string[] {
  const folder = join(projectRoot(), 'examples');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => join(folder, name));
}

/**
 * The examples that have not been played with this data: all when there is no initiative at all, the rest when playing
 * was cut off, none where others have been at work.
 */
export function examplesToPlay(folder: string, initiatives: number): readonly string[] {
  const played = initiatives === 0 ? [] : readPlayed(folder);
  return played === undefined ? [] : exampleFiles().filter((file) => !played.includes(file));
}

/** Plays them through the public API, and says each stage as it is decided. */
export async function playExamples(
  {
    url,
    folder,
    files,
  }: { readonly url: string; readonly folder: string; readonly files: readonly string[] },
  say: Say,
): Promise<void> {
  const cast = await Cast.of(url);
  const all = exampleFiles();
  const played = all.filter((file) => !files.includes(file));
  keep(playedFile(folder), JSON.stringify(played));
  for (const file of files) {
    const read = await readCase(file);
    if (!read.ok) {
      say(read.error);
      continue;
    }
    say(`Example ${played.length + 1} of ${all.length}: ${read.value.title}`);
    const waits = file === all.at(-1);
    const { problems } = await playCase(cast, read.value, {
      progress: (stage) => say(describe(stage)),
      ...(waits ? { stopAt: 'develop-plan' } : {}),
    });
    for (const problem of problems) say(`  ! ${problem}`);
    if (waits && problems.length === 0) say('  submitted, and left waiting for the decision about its plan');
    played.push(file);
    keep(playedFile(folder), JSON.stringify(played));
  }
}

function describe({ stage, level, bodies, milliseconds }: PlayedStage): string {
  return `  ${STAGE_NAMES[stage].padEnd(42)} decided at ${level.padEnd(8)} by ${bodies.join(', ')} (${(milliseconds / 1000).toFixed(1)} s)`;
}

const playedFile = (folder: string) => join(folder, 'examples-played.json');

function readPlayed(folder: string): readonly string[] | undefined {
  const kept = readKept(playedFile(folder));
  return kept === undefined ? undefined : z.array(z.string()).parse(JSON.parse(kept));
}
