import { setTimeout as pause } from 'node:timers/promises';
import { STAGES, type Stage } from '../../domain/stage.ts';
import type { CaseFile } from './case-file.ts';
import type { Cast } from './cast.ts';
import { compareGate, type PlayedGate } from './compare.ts';
import { decideGate } from './decide-gate.ts';
import { prepare } from './prepare.ts';

/** One stage as it went: where it was decided, and how long it took from being presented to being decided. */
export interface PlayedStage {
  readonly stage: Stage;
  readonly level: string;
  readonly bodies: readonly string[];
  readonly deciding: readonly string[];
  readonly milliseconds: number;
}

export interface PlayedCase {
  readonly slug: string;
  readonly initiative: string | null;
  readonly stages: readonly PlayedStage[];
  /** What did not go as the case expects; empty when all did. */
  readonly problems: readonly string[];
}

interface Standing {
  readonly id: string;
  readonly status: string;
  readonly scope: string;
  readonly stage: Stage;
  readonly stages: readonly { readonly stage: Stage; readonly state: string; readonly round: number }[];
}

/** How long the workflow may take to do its part, in milliseconds. */
const PATIENCE = 60_000;

export interface PlayOptions {
  /** Told as each stage is decided. */
  readonly progress?: (played: PlayedStage) => void;
  /** Leaves the initiative waiting at this stage's open gate. */
  readonly stopAt?: Stage;
}

/** Plays one case through the public API alone, as the people who would do it. */
export async function playCase(cast: Cast, played: CaseFile, options: PlayOptions = {}): Promise<PlayedCase> {
  const stages: PlayedStage[] = [];
  const problems: string[] = [];
  let initiative: string | null = null;
  try {
    await prepare(cast, played);
    initiative = await draft(cast, played);
    for (const stage of STAGES) {
      const started = Date.now();
      await presentStage(cast, played, initiative, stage);
      const gate = await openGate(cast, played, initiative, stage);
      problems.push(...compareGate(stage, gate, played.expected[stage]));
      if (options.stopAt === stage) return { slug: played.slug, initiative, stages, problems };
      problems.push(...(await decideGate(cast, gate)));
      const { level, bodies, deciding } = gate;
      const done = { stage, level, bodies, deciding, milliseconds: Date.now() - started };
      stages.push(done);
      options.progress?.(done);
    }
    await until(cast, played, initiative, 'closed', (now) => now.status !== 'under-way');
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return { slug: played.slug, initiative, stages, problems };
}

async function draft(cast: Cast, played: CaseFile): Promise<string> {
  const { slug: _slug, content, expected, ...proposal } = played;
  const owner = await ownerOf(cast, played);
  const made = await owner.post<Standing>('/v1/initiatives', proposal);
  if (made.scope !== expected.scope) throw new Error(`scope: expected ${expected.scope}, is ${made.scope}`);
  await owner.put(`/v1/initiatives/${made.id}/stages/develop-plan`, content['develop-plan']);
  return made.id;
}

async function presentStage(cast: Cast, played: CaseFile, id: string, stage: Stage): Promise<void> {
  const owner = await ownerOf(cast, played);
  if (stage === 'develop-plan') {
    await owner.post(`/v1/initiatives/${id}/submit`);
    return;
  }
  await until(
    cast,
    played,
    id,
    `${stage} to start`,
    (now) => now.stage === stage && stateOf(now, stage) === 'working',
  );
  await owner.put(`/v1/initiatives/${id}/stages/${stage}`, played.content[stage]);
  await owner.post(`/v1/initiatives/${id}/stages/${stage}/present`);
}

/** Waits for the workflow to open the gate, and sees in the history that it was the workflow. */
async function openGate(cast: Cast, played: CaseFile, id: string, stage: Stage): Promise<PlayedGate> {
  const owner = await ownerOf(cast, played);
  const gate = await look(async () => {
    const { items } = await owner.get<{ items: PlayedGate[] }>(`/v1/initiatives/${id}/gates`);
    return items.find((each) => each.stage === stage && each.state === 'open');
  }, `the gate of ${stage}`);
  const { items } = await owner.get<{
    items: { type: string; actor: { id: string }; data: { gate?: string } }[];
  }>(`/v1/initiatives/${id}/history?limit=500`);
  const opened = items.find((event) => event.type === 'gate-opened' && event.data.gate === gate.id);
  if (opened?.actor.id !== 'workflow') throw new Error(`${stage}: its gate was not opened by the workflow`);
  return gate;
}

async function until(
  cast: Cast,
  played: CaseFile,
  id: string,
  what: string,
  isSo: (now: Standing) => boolean,
): Promise<void> {
  const owner = await ownerOf(cast, played);
  await look(async () => {
    const now = await owner.get<Standing>(`/v1/initiatives/${id}`);
    if (isSo(now)) return now;
    if (now.status !== 'under-way')
      throw new Error(`waited for ${what}, and the initiative is ${now.status}`);
    return undefined;
  }, what);
}

async function look<T>(see: () => Promise<T | undefined>, what: string): Promise<T> {
  const late = Date.now() + PATIENCE;
  for (;;) {
    const seen = await see();
    if (seen !== undefined) return seen;
    if (Date.now() > late) throw new Error(`waited ${PATIENCE / 1000} s for ${what}, and it did not come`);
    await pause(50);
  }
}

async function ownerOf(cast: Cast, played: CaseFile) {
  const [owner] = await cast.people('owner', played.lead.code);
  if (owner === undefined) throw new Error(`Nobody is owner for ${played.lead.code}`);
  return cast.as(owner.subject);
}

function stateOf(now: Standing, stage: Stage): string | undefined {
  return now.stages.find((each) => each.stage === stage)?.state;
}
