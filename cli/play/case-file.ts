import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { LEVELS } from '../../domain/level.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { fail, ok, type Result } from '../../domain/result.ts';

const expectedGate = z.strictObject({
  level: z.enum(LEVELS),
  bodies: z.array(z.string()).min(1),
  escalatedFrom: z.enum(LEVELS).nullable(),
  deciding: z.array(z.string()),
  referTo: z.array(z.strictObject({ authority: z.string(), kind: z.enum(['consent', 'notice']) })),
});

const perStage = <T extends z.ZodType>(of: T) =>
  Object.fromEntries(STAGES.map((stage) => [stage, of])) as Record<Stage, T>;

/** An initiative with what it sends at every stage, and where each stage must be decided. */
const caseFile = z.strictObject({
  slug: z.string().min(1),
  title: z.string(),
  aim: z.string(),
  involvement: z.string(),
  lead: z.strictObject({ code: z.string(), name: z.string() }),
  affected: z.array(z.string()),
  partners: z.array(z.string()),
  purposes: z.array(z.string()),
  team: z.array(z.string()),
  facts: z.record(z.string(), z.unknown()),
  content: z.strictObject(perStage(z.record(z.string(), z.unknown()))),
  expected: z.strictObject({ scope: z.enum(LEVELS), ...perStage(expectedGate) }),
});

export type CaseFile = z.output<typeof caseFile>;
export type ExpectedGate = z.output<typeof expectedGate>;

/** Reads a case; what cannot be used is named by file and field. */
export async function readCase(file: string): Promise<Result<CaseFile, string>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => String(error));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail(`${basename(file)} is not a JSON file that can be read: ${text.slice(0, 80)}`);
  }
  const parsed = caseFile.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  return fail(`${basename(file)} is not a case. ${problems.join('; ')}`);
}
