import type { Stage } from '../../../domain/stage.ts';
import { noteAttempt } from './attempts.ts';
import type { KnownPerson } from './cast.ts';
import { compareActions } from './compare.ts';
import { step, turn, type Turn } from './consequences.ts';
import { unseen, type No } from './may-not.ts';
import * as onInitiative from './on-initiatives.ts';
import * as onTask from './on-tasks.ts';
import { ask, contentOf, takeStep, type Real } from './real.ts';
import type { Model, Seat, StageModel } from './state.ts';

/** A run: what the model says, Remit itself, and what was done in words. */
export interface Run {
  readonly model: Model;
  readonly real: Real;
  readonly say: (what: string) => void;
}

/** Which task, or the index of one of a gate that came before. */
export type Target = Seat | { readonly old: string };

export interface TaskAct {
  readonly target: Target;
  readonly by: KnownPerson;
  readonly again?: boolean;
}

type Body = Readonly<Record<string, unknown>>;

/** Something is done with a task: by the rules of the model, and by the API. What is then said of the task is compared too. */
async function act(
  { model, say }: Run,
  { target, by, again = false }: TaskAct,
  what: string,
  rule: (at: onTask.At) => No,
  { body, ofOld = () => 'late' }: { readonly body?: Body; readonly ofOld?: () => No } = {},
): Promise<void> {
  const { gate } = model;
  if (gate === null) return;
  const isOld = 'old' in target;
  const no = isOld ? (unseen(model, by) ?? ofOld()) : rule({ model, gate, seat: target, by });
  const which = isOld ? 'a task of before' : `seat ${gate.seats.indexOf(target)}`;
  say(
    `${by.subject} ${what} ${which}${body === undefined ? '' : ` ${JSON.stringify(body)}`}: ${no ?? 'done'}`,
  );
  const path = `/v1/tasks/${isOld ? target.old : target.task}`;
  noteAttempt(model, { by, what, no, ...(isOld ? { on: target.old } : { on: target.task, seat: target }) });
  const told = await ask({ by, path: `${path}/${what}`, again, ...(body !== undefined && { body }) }, no);
  if (isOld) return;
  if (no === null) compareActions(model, gate, target, by, told);
  else if (unseen(model, by) === null) compareActions(model, gate, target, by, await by.asks.get(path));
}

export const claim = (run: Run, on: TaskAct) => act(run, on, 'claim', onTask.claim);
export const takeOver = (run: Run, on: TaskAct) => act(run, on, 'take-over', onTask.takeOver);
export const release = (run: Run, on: TaskAct) => act(run, on, 'release', onTask.release);
export const recall = (run: Run, on: TaskAct) => act(run, on, 'recall', onTask.recall);
export const remindOf = (run: Run, on: TaskAct) => act(run, on, 'remind', onTask.remindOf);

export const assign = (run: Run, on: TaskAct, to: KnownPerson) =>
  act(run, on, 'assign', (at) => onTask.assign(at, to), { body: { to: to.id } });

export const delegate = (run: Run, on: TaskAct, to: KnownPerson) =>
  act(run, on, 'delegate', (at) => onTask.delegate(at, to), { body: { to: to.id } });

export const resolve = (run: Run, on: TaskAct, note: boolean) =>
  act(run, on, 'resolve', (at) => onTask.resolve(at, note), note ? { body: { note: 'It adds up.' } } : {});

export const askOwner = (run: Run, on: TaskAct) =>
  act(run, on, 'request-information', onTask.ask, { body: { question: 'Who pays?' } });

export const tellThem = (run: Run, on: TaskAct) =>
  act(run, on, 'answer', onTask.tell, {
    body: { answer: 'The trust.' },
    ofOld: () => (on.by.id === run.model.owner.id ? 'nothing-asked' : 'not-allowed'),
  });

/** An answer to a gate. Where its very seat was filled meanwhile it fills another like it, and the API says which. */
export async function complete(run: Run, { target, by, again = false }: TaskAct, ballot: onTask.Ballot) {
  const { model, say } = run;
  const { gate } = model;
  if (gate === null) return;
  const { outcome, reason, returnTo, conditions, onWhatIsShown } = ballot;
  const body = {
    outcome,
    contentHash: onWhatIsShown ? gate.hash : 'f'.repeat(64),
    ...(reason && { reason: 'It is so.' }),
    ...(returnTo !== null && { returnTo }),
    ...(conditions > 0 && {
      conditions: Array.from({ length: conditions }, () => ({
        text: 'Ask again',
        owner: 'Lead',
        due: '2027-01-31',
      })),
    }),
  };
  if ('old' in target) {
    const decides = by.roles.some(({ role }) => role === 'approver' || role === 'signatory');
    const never =
      unseen(model, by) ?? (by.id === model.owner.id ? 'own-proposal' : decides ? null : 'not-of-this-seat');
    if (never === null) model.left.push('vote-refused');
    noteAttempt(model, { by, what: 'complete', on: target.old, no: never });
    say(`${by.subject} answers a task of before: ${never ?? 'late'}`);
    await ask({ by, path: `/v1/tasks/${target.old}/complete`, body, again }, never ?? 'late');
    return;
  }
  const { no, filled } = onTask.complete({ model, gate, seat: target, by }, ballot);
  say(
    `${by.subject} answers seat ${gate.seats.indexOf(target)} with ${JSON.stringify(ballot)}: ${no ?? 'done'}`,
  );
  const told = await ask({ by, path: `/v1/tasks/${target.task}/complete`, body, again }, no);
  if (no !== null) return;
  if (told.body['id'] !== filled.task)
    throw new Error(`It filled ${String(told.body['id'])}, not ${filled.task}`);
  compareActions(model, gate, filled, by, told);
}

/** The next task of all in somebody's queue: nothing else waits in this database. */
export async function claimNext({ model, say }: Run, by: KnownPerson, again: boolean): Promise<void> {
  const free = onTask.claimable(model, by);
  const { gate } = model;
  say(`${by.subject} claims the next: ${free.length > 0 ? 'done' : 'nothing-waits'}`);
  const told = await ask(
    { by, path: '/v1/tasks/claim-next', body: {}, again },
    free.length > 0 ? null : 'nothing-waits',
  );
  if (free.length === 0 || gate === null) return;
  const seat = free.find(({ task }) => task === told.body['id']);
  if (seat === undefined)
    throw new Error(`${by.subject} was given ${String(told.body['id'])}, which was not free to them`);
  onTask.claim({ model, gate, seat, by });
  compareActions(model, gate, seat, by, told);
}

/** Each released, claimed and reminded of by itself: one answer for each, and none hinders another. */
export async function bulk({ model, say }: Run, by: KnownPerson, action: 'claim' | 'release' | 'remind') {
  const { gate } = model;
  if (gate === null) return;
  const rule = { claim: onTask.claim, release: onTask.release, remind: onTask.remindOf }[action];
  const no = gate.seats.map((seat) => {
    const refused = rule({ model, gate, seat, by });
    noteAttempt(model, { by, what: action, on: seat.task, seat, no: refused });
    return refused ?? 'done';
  });
  say(`${by.subject}: ${action} of all ${gate.seats.length}: ${no.join(', ')}`);
  const told = await ask(
    { by, path: '/v1/tasks/bulk', body: { action, tasks: gate.seats.map(({ task }) => task) } },
    null,
  );
  const results = told.body['items'] as { ok: boolean; problem?: { type: string } }[];
  const answered = results.map(({ problem }) => problem?.type.replace('urn:remit:problem:', '') ?? 'done');
  if (answered.join() !== no.join())
    throw new Error(`bulk ${action}: ${answered.join()}, and not ${no.join()}`);
}

/** The owner's acts, or what somebody else tries of them. */
export async function submit({ model, say }: Run, by: KnownPerson): Promise<void> {
  const no = onInitiative.submit(model, by);
  noteAttempt(model, { by, what: 'submit', no });
  say(`${by.subject} submits: ${no ?? 'done'}`);
  await ask({ by, path: `/v1/initiatives/${model.id}/submit` }, no);
}

export async function present({ model, say }: Run, stage: Stage, by: KnownPerson): Promise<void> {
  const no = onInitiative.present(model, stage, by);
  noteAttempt(model, { by, what: 'present', no });
  say(`${by.subject} presents ${stage}: ${no ?? 'done'}`);
  await ask({ by, path: `/v1/initiatives/${model.id}/stages/${stage}/present`, again: true }, no);
}

export async function withdraw({ model, say }: Run, by: KnownPerson): Promise<void> {
  const no = onInitiative.withdraw(model, by);
  noteAttempt(model, { by, what: 'withdraw', no });
  say(`${by.subject} withdraws: ${no ?? 'done'}`);
  await ask({ by, path: `/v1/initiatives/${model.id}/withdraw`, body: {} }, no);
}

export async function retitle({ model, say }: Run, title: number, version: number | null, by: KnownPerson) {
  const no = onInitiative.retitle(model, title, version, by);
  noteAttempt(model, { by, what: 'retitle', no });
  say(`${by.subject} gives it title ${title}: ${no ?? 'done'}`);
  const body = { title: `Title ${title}` };
  await ask({ by, method: 'PATCH', path: `/v1/initiatives/${model.id}`, body, version }, no);
}

export async function send(
  { model, say }: Run,
  stage: Stage,
  content: NonNullable<StageModel['content']>,
  version: number | null,
  by: KnownPerson,
): Promise<void> {
  const no = onInitiative.send(model, stage, content, version, by);
  noteAttempt(model, { by, what: 'send', no });
  say(`${by.subject} sends content ${content.variant} of ${stage}: ${no ?? 'done'}`);
  const path = `/v1/initiatives/${model.id}/stages/${stage}`;
  await ask({ by, method: 'PUT', path, body: contentOf(stage, content), version }, no);
}

export async function record({ model, say }: Run, answer: onInitiative.NoticeAnswer, by: KnownPerson) {
  const { gate } = model;
  if (gate === null) return;
  const no = onInitiative.record(model, 'secretary-of-state', answer, by);
  noteAttempt(model, { by, what: 'record', on: gate.id, no });
  say(`${by.subject} records ${answer}: ${no ?? 'done'}`);
  const path = `/v1/gates/${gate.id}/referrals/secretary-of-state`;
  await ask({ by, path, body: { answer, reference: 'A letter' } }, no);
}

export async function setAside({ model, say }: Run, requirement: string, by: KnownPerson): Promise<void> {
  const { gate } = model;
  if (gate === null) return;
  const no = onInitiative.setAside(model, requirement, by);
  noteAttempt(model, { by, what: 'set aside', on: gate.id, no });
  say(`${by.subject} sets ${requirement} aside: ${no ?? 'done'}`);
  const path = `/v1/gates/${gate.id}/requirements/${encodeURIComponent(requirement)}/override`;
  await ask({ by, path, body: { reason: 'The board asked' } }, no);
}

export type Step = Exclude<Turn, 'nothing' | 'work' | 'decide'>;

/** What the workflow would ask for, also where it is not its turn: then nothing changes. */
export async function workflow({ model, real, say }: Run, what: Step): Promise<void> {
  say(`the workflow: ${what}, and it was time to ${turn(model)}`);
  step(model, what);
  await takeStep(real, model, what, turn(model));
}
