import { readComments } from '../../store/read/initiatives.ts';
import { change } from '../change.ts';
import { sealed } from '../commands.ts';
import { presentComment } from '../present/initiatives.ts';
import { nameThem, naming } from '../present/people.ts';
import { readOne } from '../read-one.ts';
import { answer, route, type Route } from '../route.ts';
import { commentList, comments, made, newComment } from '../schemas/comments.ts';
import { idParams, nothing } from '../schemas/common.ts';
import type { Services } from '../services.ts';

/** What people say about an initiative, beside deciding on it. */
export function commentRoutes(services: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/initiatives/{id}/comments',
      id: 'listComments',
      action: 'initiative.read',
      tag: 'Initiatives',
      summary: 'What people said about an initiative, in order',
      params: idParams,
      query: commentList,
      body: undefined,
      answers: { 200: { description: 'A page of comments', schema: comments } },
      problems: [403, 404],
      handle: async ({ readPerson, params, query }) =>
        readOne(services, await readPerson(), params.id, async (state, sql) => {
          const found = await readComments(sql, state.id, query.after, query.limit);
          const nameOf = await nameThem(
            sql,
            found.items.map((each) => each.by),
          );
          return answer(200, {
            items: found.items.map((each) => presentComment(each, nameOf)),
            page: { next: found.next },
          });
        }),
    }),
    route({
      method: 'post',
      path: '/v1/initiatives/{id}/comments',
      id: 'commentOnInitiative',
      action: 'initiative.comment',
      tag: 'Initiatives',
      summary: 'Say something about an initiative',
      description:
        'Everybody who may see the initiative reads it, and it stays in the history. It decides nothing, stops no clock ' +
        'and outdates no vote. What has to be answered before a decision is asked with `request-information`.',
      params: idParams,
      query: nothing,
      body: newComment,
      answers: { 201: { description: 'The comment', schema: made } },
      problems: [403, 404],
      handle: ({ params, body, ...asking }) => {
        const text = sealed(body.text);
        return change(
          services,
          asking,
          { kind: 'initiative', id: params.id },
          { type: 'comment-on-initiative', text },
          ({ state: { n, at, stage }, by, names }) =>
            answer(201, presentComment({ n, at, stage, by: by.id, text: body.text }, naming(names))),
        );
      },
    }),
  ];
}
