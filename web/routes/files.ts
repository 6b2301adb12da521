import express, { type Router } from 'express';
import { v7 as newKey } from 'uuid';
import { attachFile, type AskedTo } from '../../api/attachments/attach-file.ts';
import { sendFile } from '../../api/attachments/send-file.ts';
import { peopleOfAttachments } from '../../api/present/attachments.ts';
import { codeOf, problem, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import { attachingTo } from '../../api/schemas/attachments.ts';
import { uuid } from '../../api/schemas/common.ts';
import { sendFile as stream } from '../../api/serve-route.ts';
import type { Services } from '../../api/services.ts';
import { MEDIA_TYPES, MOST_ATTACHED } from '../../domain/attachment.ts';
import { hashOf } from '../../domain/log/hash.ts';
import { latestComments } from '../../store/read/initiatives.ts';
import { answerOf, command, orRefuse } from '../ask-by-form.ts';
import { uploadOf } from '../file-forms.ts';
import { textsIn } from '../form-fields.ts';
import type { Asking, Personal } from '../personal.ts';
import { filesOf, placesFor, removableOf } from '../present/files.ts';
import { USED_BEFORE } from '../used-before.ts';
import { sizeInWords } from '../words/attachment-words.ts';
import { namesFor } from '../words/names.ts';

/** Of so many of the latest comments one of one's own can be given a file. */
const LATEST = 20;

/** What of a form can be told on it: too large, of no kind that may be, none chosen, too many, another key's; not there any more. */
const TOLD = [400, 403, 404, 409, 413, 415, 422];

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
        await showFiles(services, asking, { to, problem: problemIn(error) });
      }
    }),
  );
  router.get(
    '/initiatives/:id/files/:file',
    personal(async ({ person, request, response }) => {
      const { id, file } = request.params;
      const known = request.get('If-None-Match')?.trim();
      const answer = await sendFile(services, person, String(id), String(file), known);
      await stream(response, answer);
    }),
  );
  router.post(
    '/initiatives/:id/files/:file/remove',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const id = String(request.params['id']);
      const asked = { type: 'remove-attachment', id: String(request.params['file']) } as const;
      try {
        orRefuse(await command(services, person, { kind: 'initiative', id }, asked, null));
        response.redirect(303, `/initiatives/${id}/files`);
      } catch (error) {
        await showFiles(services, asking, { to: '', problem: problemIn(error) });
      }
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
  if (upload === null) throw new ProblemError(problem(422, 'request-invalid', 'Choose a file'));
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
        requestHash: hashOf(file === null ? [to] : [to, file.name, file.sha256, file.mediaType]),
      }),
    },
    answerOf,
  );
  orRefuse(answer);
}

function fieldsOf(body: unknown): { readonly to: string; readonly key: string } {
  const value = textsIn(body);
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

/** What of an error can be told on the page of files, in words; any other is a page of its own. */
function problemIn(error: unknown): string {
  if (!(error instanceof ProblemError) || !TOLD.includes(error.document.status)) throw error;
  if (codeOf(error.document) === 'idempotency-key-reused') return USED_BEFORE;
  const { detail, fields } = error.document;
  const [field] = fields ?? [];
  return field?.rule === 'required' ? 'Choose a file' : (field?.detail ?? detail);
}
