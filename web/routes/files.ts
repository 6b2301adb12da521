import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { attachFile, type AskedTo } from '../../api/attachments/attach-file.ts';
import { sendFile } from '../../api/attachments/send-file.ts';
import { handle } from '../../api/commands.ts';
import { peopleOfAttachments } from '../../api/present/attachments.ts';
import { problem, problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import { attachingTo } from '../../api/schemas/attachments.ts';
import { uuid } from '../../api/schemas/common.ts';
import { sendFile as stream } from '../../api/serve-route.ts';
import type { Services } from '../../api/services.ts';
import { MEDIA_TYPES, MOST_ATTACHED } from '../../domain/attachment.ts';
import { hashOf } from '../../domain/log/hash.ts';
import { latestComments } from '../../store/read/initiatives.ts';
import type { KnownPerson } from '../../store/registry.ts';
import type { Outcome } from '../../store/turn.ts';
import { uploadOf } from '../file-forms.ts';
import type { Asking, Personal } from '../personal.ts';
import { filesOf, placesFor, removableOf } from '../present/files.ts';
import { sizeInWords } from '../words/attachment-words.ts';
import { namesFor } from '../words/names.ts';

/** Of so many of the latest comments one of one's own can be given a file. */
const LATEST = 20;

/** What of a form can be mended on it: too large, of no kind that may be, none chosen, too many, another key's. */
const MENDED = [400, 409, 413, 415, 422];

/** The files of an initiative: listed, attached by a form that needs no script, read, removed. */
export function filePages(services: Services, personal: Personal): Router {
  const router = express.Router();
  for (const name of ['id', 'file'])
    router.param(name, (_request, _response, next, id) => {
      next(uuid.safeParse(id).success ? undefined : 'router');
    });
  router.get(
    '/initiatives/:id/files',
    personal((asking) => showFiles(services, asking)),
  );
  router.post(
    '/initiatives/:id/files',
    personal(async (asking) => {
      const { request, response } = asking;
      const id = String(request.params['id']);
      const { to, key } = fieldsOf(request.body);
      try {
        await attach(services, asking, id, to, key);
        response.redirect(303, `/initiatives/${id}/files`);
      } catch (error) {
        if (!(error instanceof ProblemError) || !MENDED.includes(error.document.status)) throw error;
        await showFiles(services, asking, { to, problem: inWords(error.document) });
      }
    }),
  );
  router.get(
    '/initiatives/:id/files/:file',
    personal(async ({ person, request, response }) => {
      const { id, file } = request.params;
      const known = request.get('If-None-Match')?.trim();
      const answer = await sendFile(services, person, String(id), String(file), known);
      if ('stream' in answer) await stream(response, answer);
    }),
  );
  router.post(
    '/initiatives/:id/files/:file/remove',
    personal(async ({ person, request, response }) => {
      const id = String(request.params['id']);
      await remove(services, person, id, String(request.params['file']));
      response.redirect(303, `/initiatives/${id}/files`);
    }),
  );
  return router;
}

async function showFiles(
  services: Services,
  { person, request, show }: Asking,
  sent: { readonly to: string; readonly problem: string | null } = { to: '', problem: null },
): Promise<void> {
  const id = String(request.params['id']);
  const page = await readOne(services, person, id, async (state, sql, given) => {
    const comments = await latestComments(sql, id, LATEST);
    const names = await namesFor(sql, given.bodies, peopleOfAttachments(state.attachments));
    const removable = removableOf(state, person, given.bodies);
    return {
      id,
      initiative: state.proposal.value?.title ?? 'Title erased',
      files: filesOf(state, names).map((file) => ({ ...file, removable: removable.includes(file.id) })),
      places: placesFor(state, person, given.bodies, comments).map((place) => ({
        ...place,
        selected: place.value === sent.to,
      })),
    };
  });
  const endings = Object.values(MEDIA_TYPES).flat();
  const rule = `One file of up to ${sizeInWords(MOST_ATTACHED.size)}: ${endings.join(', ')}. Text as UTF-8.`;
  const accept = endings.map((ending) => `.${ending}`).join(',');
  show('files', { ...page, ...sent, rule, accept, key: newKey() }, sent.problem === null ? 200 : 422);
}

async function attach(
  services: Services,
  { person, request }: Asking,
  initiative: string,
  to: string,
  key: string,
): Promise<void> {
  const upload = uploadOf(request);
  if (upload === null) throw new Error('A form without a file came to where files are attached');
  const route = `POST /initiatives/${initiative}/files`;
  const answer = await attachFile(
    services,
    {
      by: person,
      readPerson: () => Promise.resolve(person),
      initiative,
      to: placeOf(to),
      readUpload: () => Promise.resolve(upload),
      once: (file) => ({
        caller: person.id,
        route,
        key,
        requestHash: hashOf([to, file.name, file.sha256, file.mediaType]),
      }),
    },
    kept,
  );
  if (answer.body !== null) throw new ProblemError(answer.body as ProblemError['document']);
}

async function remove(services: Services, person: KnownPerson, id: string, file: string): Promise<void> {
  const about = { kind: 'initiative', id } as const;
  const command = { type: 'remove-attachment', id: file } as const;
  const answer = await handle(services, { by: person, about, once: null }, () => command, kept);
  if (answer.body !== null) throw new ProblemError(answer.body as ProblemError['document']);
}

const kept = (outcome: Outcome) =>
  outcome.ok
    ? { status: 303, headers: {}, body: null }
    : { status: problemOf(outcome.refusal).status, headers: {}, body: problemOf(outcome.refusal) };

function fieldsOf(body: unknown): { readonly to: string; readonly key: string } {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Readonly<Record<string, unknown>>;
  const value = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  return { to: value('to'), key: uuid.safeParse(value('key')).success ? value('key') : newKey() };
}

/** To what a file is attached, as the form says it: `stage:develop-plan`. */
function placeOf(text: string): AskedTo {
  const [to = '', which] = text.split(':', 2);
  const part = { stage: 'stage', comment: 'comment', question: 'task', answer: 'task' }[to];
  const found = attachingTo.safeParse({ to, ...(part !== undefined && { [part]: which }) });
  const { stage, comment, task } = found.data ?? {};
  if (to === 'proposal') return { kind: to };
  if (to === 'stage' && stage !== undefined) return { kind: to, stage };
  if (to === 'comment' && comment !== undefined) return { kind: to, n: comment };
  if ((to === 'question' || to === 'answer') && task !== undefined) return { kind: to, task };
  throw new ProblemError(problem(422, 'request-invalid', 'Choose what the file belongs to'));
}

function inWords({ detail, fields }: ProblemError['document']): string {
  const [field] = fields ?? [];
  return field?.rule === 'required' ? 'Choose a file' : (field?.detail ?? detail);
}
