import type { z } from 'zod';
import { MEDIA_TYPES, MOST_ATTACHED } from '../../domain/attachment.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { attachFile, type AskedTo } from '../attachments/attach-file.ts';
import { readUpload } from '../attachments/read-upload.ts';
import { sendFile } from '../attachments/send-file.ts';
import { change, refused } from '../change.ts';
import { onceKeyOf } from '../commands.ts';
import { peopleOfAttachments, presentAttachment } from '../present/attachments.ts';
import { nameThem, naming, type NameOf } from '../present/people.ts';
import { problem, ProblemError } from '../problem.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { attachingTo, attachment, attachmentParams, attachments } from '../schemas/attachments.ts';
import { idParams, nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';

/** Files of an initiative: listed, attached, read, removed. */
export function attachmentRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/attachments',
      id: 'listAttachments',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'Every file that was attached to an initiative, in order',
      params: idParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The files, those that were removed among them', schema: attachments } },
      problems: [403, 404],
      handle: async ({ readPerson, params }) =>
        readOne(services, await readPerson(), params.id, async (state, sql) => {
          const nameOf = await nameThem(sql, peopleOfAttachments(state.attachments));
          return answer(200, { items: state.attachments.map((each) => presentAttachment(each, nameOf)) });
        }),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/attachments',
      id: 'attachFile',
      action: 'attachment.add',
      tag: 'Initiatives',
      summary: 'Attach a file to a proposal, a stage, a comment, a question or an answer',
      description:
        `A form with one file, of ${MOST_ATTACHED.size / 1_000_000} MB at most. What it is is told by its bytes. With ` +
        'proposal or stage it is the owner’s to attach until that is decided, and is put in front of whoever decides: ' +
        'votes that were cast without it become outdated. To what somebody said they attach it themselves.',
      params: idParams,
      query: attachingTo,
      body: undefined,
      upload: true,
      answers: { 201: { description: 'The file', schema: attachment } },
      problems: [403, 404, 409],
      handle: ({ identity, readPerson, params, query, request }) =>
        attachFile(
          services,
          {
            by: identity,
            readPerson,
            initiative: params.id,
            to: askedTo(query),
            readUpload: () => readUpload(request),
            once: (file) =>
              onceKeyOf(request, identity, {
                query,
                ...(file && { name: file.name, sha256: file.sha256, mediaType: file.mediaType }),
              }),
          },
          (outcome, id) =>
            outcome.ok
              ? answer(201, presentOne(outcome.state, id, naming(outcome.names)), {
                  Location: `/v1/initiatives/${params.id}/attachments/${id}`,
                })
              : refused(outcome.refusal),
        ),
    }),
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/attachments/{attachment}',
      id: 'readAttachment',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'The bytes of a file',
      description:
        'Checked against the hash in the history as they are sent: a file that is not what was attached breaks off ' +
        'before its end. 410 once it was removed before any gate was decided with it, or erased.',
      params: attachmentParams,
      query: nothing,
      body: undefined,
      answers: {
        200: { description: 'The file', mediaTypes: Object.keys(MEDIA_TYPES) },
        304: { description: 'It is the one of `If-None-Match`' },
      },
      problems: [403, 404, 410],
      handle: async ({ readPerson, params, request }) =>
        sendFile(
          services,
          await readPerson(),
          params.id,
          params.attachment,
          request.get('If-None-Match')?.trim(),
        ),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/attachments/{attachment}/remove',
      id: 'removeAttachment',
      action: 'attachment.remove',
      tag: 'Initiatives',
      summary: 'Take a file away again',
      description:
        'The history keeps that it was there, and its hash. Its bytes are deleted, unless a gate was decided by people ' +
        'who read them. Asked again it changes nothing.',
      params: attachmentParams,
      query: nothing,
      body: undefined,
      answers: { 200: { description: 'The file, as what was removed', schema: attachment } },
      problems: [403, 404, 409],
      handle: ({ params, ...asking }) =>
        change(
          services,
          asking,
          { kind: 'initiative', id: params.id },
          { type: 'remove-attachment', id: params.attachment },
          ({ state, names }) => answer(200, presentOne(state, params.attachment, naming(names))),
        ),
    }),
  ];
}

function presentOne({ attachments: all }: Initiative, id: string, nameOf: NameOf) {
  const found = all.find((each) => each.id === id);
  if (found === undefined) throw new Error(`Attachment ${id} is gone`);
  return presentAttachment(found, nameOf);
}

function askedTo({ to, stage, comment, task }: z.output<typeof attachingTo>): AskedTo {
  switch (to) {
    case 'proposal':
      return { kind: to };
    case 'stage':
      return { kind: to, stage: given(stage, 'stage', to) };
    case 'comment':
      return { kind: to, n: given(comment, 'comment', to) };
    case 'question':
    case 'answer':
      return { kind: to, task: given(task, 'task', to) };
  }
}

function given<T>(value: T | undefined, field: string, to: string): T {
  if (value !== undefined) return value;
  const detail = `Say which: to=${to} needs ${field}`;
  throw new ProblemError(
    problem(400, 'request-invalid', `What was sent cannot be used. ${field}: ${detail}.`, {
      fields: [{ field, rule: 'required', detail }],
    }),
  );
}
