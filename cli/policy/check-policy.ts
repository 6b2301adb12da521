import { analysePolicy } from '../../domain/policy/analysis/analyse.ts';
import type { Analysis, Finding } from '../../domain/policy/analysis/finding.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Say } from '../embedded/start-problem.ts';
import { problemInWords, readPolicy } from './read-policy.ts';

/** Exit codes: nothing that has to be mended, something has, or it could not be read or answered whole. */
const SOUND = 0;
const FOUND = 1;
const NOT_ANSWERED = 2;

/** Reads and analyses a policy's file, the shipped one where none is named, says what was found, and gives the exit code. */
export async function checkPolicy(
  path: string | undefined,
  { json = false }: { readonly json?: boolean },
  say: Say,
): Promise<number> {
  const loaded = await readPolicy(path);
  if (!loaded.ok) {
    if (json) say(JSON.stringify({ problems: loaded.error }, null, 2));
    else for (const problem of loaded.error) say(`not read: ${problemInWords(problem)}`);
    return NOT_ANSWERED;
  }
  const began = performance.now();
  const analysis = analysePolicy(loaded.value);
  const milliseconds = Math.round(performance.now() - began);
  const { version, name, hash } = loaded.value;
  if (json) say(JSON.stringify({ policy: { version, name, hash }, milliseconds, ...analysis }, null, 2));
  else for (const line of inWords(loaded.value, analysis, milliseconds)) say(line);
  if (analysis.unanswered.length > 0) return NOT_ANSWERED;
  return analysis.findings.every(({ severity }) => severity === 'note') ? SOUND : FOUND;
}

function inWords({ name, version }: Policy, analysis: Analysis, milliseconds: number): string[] {
  const { findings, more, overlaps, unanswered, size } = analysis;
  const count = (severity: Finding['severity']): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return [
    `${name}, version ${version}: ${size.rules} rules over ${size.columns} facts, analysed over everything that the facts can be in ${milliseconds} ms.`,
    ...findings.flatMap(findingInWords),
    ...Object.entries(more).map(([kind, rest]) => `And ${rest ?? 'some'} more of ${kind}.`),
    ...unanswered.map(({ detail }) => `not answered: ${detail}`),
    `${overlaps.pairs} pairs of rules match together for some facts, as they may: all of them count, and the highest level is the verdict.`,
    `${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes.`,
  ];
}

function findingInWords({ kind, severity, detail, example, beside }: Finding): string[] {
  return [
    `${severity}: ${kind}: ${detail}`,
    ...(example === null ? [] : [`  for example ${JSON.stringify(example)}`]),
    ...(beside === null ? [] : [`  beside      ${JSON.stringify(beside)}`]),
  ];
}
