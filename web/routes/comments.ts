import express, { type Router } from 'express';
import { sealed } from '../../api/commands.ts';
import { uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import { hashOf } from '../../domain/log/hash.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { command, orRefuse } from '../ask-by-form.ts';
import type { Asking, Personal } from '../personal.ts';
import { readWords, renewedWords, type WordsTyped } from '../words-form.ts';
import { USED_BEFORE, usedBefore } from '../used-before.ts';

/** Shows an initiative again, with what was typed and what is the matter with it. */
export type ShowWithComment = (
  asking: Asking,
  comment: { readonly typed: WordsTyped; readonly problem: string },
) => Promise<void>;

/** Saying something about an initiative, on its page. */
export function commentPages(services: Services, personal: Personal, show: ShowWithComment): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });
  router.post(
    '/initiatives/:id/comments',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const id = String(request.params['id']);
      const { typed, problem } = readWords(request.body, 'Write what you want to say');
      if (problem !== null) {
        await show(asking, { typed, problem });
        return;
      }
      const came = await say(services, person, id, typed).catch(usedBefore);
      if (came === 'used-before') await show(asking, { typed: renewedWords(typed), problem: USED_BEFORE });
      else response.redirect(303, `/initiatives/${id}#comments`);
    }),
  );
  return router;
}

/** Says it, once for the form's key. What cannot be is told as a page of its own: nothing that was typed would mend it. */
async function say(
  services: Services,
  person: KnownPerson,
  id: string,
  { text, key }: WordsTyped,
): Promise<'said'> {
  const once = {
    caller: person.id,
    route: `POST /initiatives/${id}/comments`,
    key,
    requestHash: hashOf([text]),
  };
  const asked = { type: 'comment-on-initiative', text: sealed(text) } as const;
  orRefuse(await command(services, person, { kind: 'initiative', id }, asked, once));
  return 'said';
}
