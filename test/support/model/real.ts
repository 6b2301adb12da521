import { expect } from 'chai';
import { v7 as uuid } from 'uuid';
import type { WorkflowCommand } from '../../../domain/initiative/commands.ts';
import type { Stage } from '../../../domain/stage.ts';
import type { CommandHandler } from '../../../store/handler.ts';
import { CONTENT } from '../initiatives.ts';
import type { KnownPerson } from './cast.ts';
import { LACKING } from './consequences.ts';
import type { No } from './may-not.ts';
import { STATUS_OF } from './status-of.ts';
import type { Model, StageModel } from './state.ts';

/** Remit itself, as a run of the model meets it. */
export interface Real {
  /** What time it is to Remit: moved by the test. */
  readonly clock: { now: string };
  /** The workflow's steps, which are asked for when the test says so. */
  readonly steps: CommandHandler;
  /** What the API gave for what is shown, in both directions. */
  readonly hashes: Map<string, string>;
  /** How many events it had when it was last compared, and how many of them the model knew. */
  readonly seen: { version: number; left: number };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

export interface Request {
  readonly by: KnownPerson;
  readonly method?: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly version?: number | null;
  /** Sent once more with its key: the answer is the same, and nothing is done twice. */
  readonly again?: boolean;
}

/** Asks it of Remit, and holds the answer against the model's. */
export async function ask(request: Request, no: No): Promise<Answer> {
  const { by, method = 'POST', path, body, version, again = false } = request;
  const headers: Record<string, string> = {
    ...(method === 'POST' && { 'idempotency-key': uuid() }),
    ...(typeof version === 'number' && { 'if-match': `"${version}"` }),
  };
  const send = async (what = body): Promise<Answer> => {
    if (method === 'POST') return by.asks.post(path, what, headers);
    return method === 'PUT'
      ? by.asks.put(path, what ?? {}, headers)
      : by.asks.patch(path, what ?? {}, headers);
  };
  const told = await send();
  const wanted = no === null ? 'done' : `${STATUS_OF[no] ?? 'no status for'} ${no}`;
  expect(inShort(told), `${by.subject}: ${method} ${path} ${JSON.stringify(body ?? {})}`).to.equal(wanted);
  if (again && method === 'POST') {
    expect(await send(), `${path} once more with its key`).to.deep.include({
      status: told.status,
      body: told.body,
    });
    const other = { ...body, ...OTHER(body ?? {}) };
    if (JSON.stringify(other) !== JSON.stringify(body ?? {}))
      expect(inShort(await send(other)), `${path} with its key and another body`).to.equal(
        '422 idempotency-key-reused',
      );
  }
  return told;
}

/** A body of the same form with other words. */
const OTHER = (body: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      ['reason', 'question', 'answer', 'note'].includes(name) ? `${String(value)} Indeed.` : value,
    ]),
  );

function inShort({ status, body }: Answer): string {
  if (status < 300) return 'done';
  return `${status} ${String(body['type']).replace('urn:remit:problem:', '')}`;
}

/** The content of a stage: 0 and 1 have what the rules ask for in other words, 2 lacks something. */
export function contentOf(stage: Stage, { variant, evidence }: NonNullable<StageModel['content']>) {
  const whole = { ...CONTENT[stage], ...OTHERWISE[stage](variant) };
  if (evidence.length === 0) return whole;
  return { ...whole, conditions: evidence.map((condition) => ({ condition, evidence: 'As asked' })) };
}

type Content = Readonly<Record<string, unknown>>;

const OTHERWISE: Readonly<Record<Stage, (variant: number) => Content>> = {
  'develop-plan': (variant) => {
    const { equality, ...rest } = CONTENT['develop-plan']['assessments'] as Content;
    if (variant === LACKING) return { assessments: rest };
    return { assessments: { ...rest, equality: variant === 0 ? equality : 'Reviewed again' } };
  },
  'support-people': (variant) => ({ systems: ['Rotas changed first', 'Rotas changed'][variant] }),
  'guide-expectations': (variant) => ({ standards: [['A standard'], ['Another'], []][variant] }),
  'deliver-improvement': (variant) =>
    variant === LACKING
      ? { milestones: [] }
      : { milestones: [{ name: `Team ${variant}`, due: '2027-03-31', evidence: 'Rota' }] },
  'assure-accountability': (variant) => ({ sustainedBy: ['Us', 'All of us'][variant] }),
};

/** A step of the workflow, as its activity asks for it. */
export async function takeStep(real: Real, model: Model, type: WorkflowCommand['type'], doing: string) {
  const standing = await real.steps.step(model.id, { type });
  expect(standing.doing, `whose turn it is after ${type}`).to.equal(doing);
}
