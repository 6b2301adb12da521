import express, { type Response, type Router } from 'express';
import { z } from 'zod';
import { problemOf } from '../../api/problem.ts';
import { level, uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import { REFUSALS } from '../../domain/refusal.ts';
import type { KnownPerson } from '../../store/registry.ts';
import {
  checkAnswer,
  emptyAnswer,
  MOST_CONDITIONS,
  readTyped,
  withAnotherCondition,
  type AnswerTyped,
} from '../answer-form.ts';
import { byField, type FormProblem } from '../form-problem.ts';
import type { Asking, Personal } from '../personal.ts';
import { donePage } from '../present/done.ts';
import { taskPage } from '../present/task.ts';
import { answerTask, claimNext, hold, recallVote, remindOf, type Came } from '../task-commands.ts';
import { usedBefore } from '../used-before.ts';
import { addressOf } from './queue.ts';

/** The level that the queue was filtered by, if it was. */
const nextForm = z.object({ level: level.optional().catch(undefined) });

/** The sitting that somebody came from. */
const sittingFrom = z.object({ sitting: uuid.optional().catch(undefined) });

/** Reading a task, claiming it or the next, answering it. */
export function taskPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });

  /** The task as it is now, with what was typed and what is the matter. */
  const showTask = async (
    { person, request, show }: Asking,
    {
      typed,
      problems = [],
      came,
    }: { typed?: AnswerTyped; problems?: readonly FormProblem[]; came?: Came } = {},
  ): Promise<void> => {
    const refusal = came?.ok === false ? came.refusal : null;
    const from = typed?.sitting === '' ? undefined : typed?.sitting;
    const at = typed === undefined ? sittingFrom.parse(request.query).sitting : from;
    const page = await taskPage(services, person, idOf(request.params), refusal, at);
    const form =
      typed === undefined
        ? emptyAnswer(page.contentHash, page.sittings.find(({ id }) => id === at)?.id)
        : renewed(typed, page.contentHash);
    const status = refusal !== null ? problemOf(refusal).status : problems.length > 0 ? 422 : 200;
    show(
      'task',
      { ...page, form, problems, errors: byField(problems), mostConditions: MOST_CONDITIONS },
      status,
    );
  };

  router.post(
    '/tasks/claim-next',
    personal(async ({ person, request, response }) => {
      const { level: at } = nextForm.parse(request.body);
      const came = await claimNext(services, person, { level: at });
      // Nothing is left to claim: the queue says so, of what is ready.
      const queue = addressOf({ state: 'ready', level: at });
      response.redirect(303, came.ok ? `/tasks/${came.task}` : queue);
    }),
  );

  router.get(
    '/tasks/:id',
    personal((asking) => showTask(asking)),
  );

  router.get(
    '/tasks/:id/done',
    personal(async ({ person, request, response, show }) => {
      const id = idOf(request.params);
      const page = await donePage(services, person, id);
      if (page === null) response.redirect(303, `/tasks/${id}`);
      else show('done', page);
    }),
  );

  const asks = {
    claim: (person: KnownPerson, id: string) => hold(services, person, id, 'claim-task'),
    'take-over': (person: KnownPerson, id: string) => hold(services, person, id, 'take-over-task'),
    release: (person: KnownPerson, id: string) => hold(services, person, id, 'release-task'),
    recall: (person: KnownPerson, id: string) => recallVote(services, person, id),
    remind: (person: KnownPerson, id: string) => remindOf(services, person, id),
  };
  for (const [action, ask] of Object.entries(asks))
    router.post(
      `/tasks/:id/${action}`,
      personal(async (asking) => {
        const id = idOf(asking.request.params);
        const came = await ask(asking.person, id);
        if (came.ok) asking.response.redirect(303, `/tasks/${id}`);
        else await showTask(asking, { came });
      }),
    );

  router.post(
    '/tasks/:id',
    personal(async (asking) => {
      const { person, request, response } = asking;
      const id = idOf(request.params);
      const typed = readTyped(request.body);
      if ((request.body as Record<string, unknown>)['add'] !== undefined) {
        await showTask(asking, { typed: withAnotherCondition(typed) });
        return;
      }
      const { outcomes } = await taskPage(services, person, id, null);
      const { answer, problems } = checkAnswer(typed, outcomes);
      if (answer === null) {
        await showTask(asking, { typed, problems });
        return;
      }
      const came = await answerTask(services, person, id, answer, keyOf(typed)).catch(usedBefore);
      if (came === 'used-before') await showTask(asking, { typed, problems: [ANSWERED_BEFORE] });
      else if (came.ok) response.redirect(303, `/tasks/${came.task}/done`);
      else await showTask(asking, { typed, came, problems: fieldsOf(came) });
    }),
  );
  return router;
}

const ANSWERED_BEFORE: FormProblem = {
  field: 'outcome',
  text: 'This form was sent before with another answer. Check how the task is now, then send your answer again',
};

/** What was typed, on the form as it is now: bound to what is shown below it, with a key of its own. */
function renewed(typed: AnswerTyped, contentHash: string): AnswerTyped {
  return { ...typed, contentHash, key: emptyAnswer(contentHash).key };
}

function keyOf({ key }: AnswerTyped): string {
  return uuid.safeParse(key).success ? key : emptyAnswer('').key;
}

/** Problems that the house found in fields of the form. */
function fieldsOf(came: Came): readonly FormProblem[] {
  // Of a sitting that is not there any more there is no field: it is said in words.
  if (came.ok || came.refusal.code === 'sitting-unknown') return [];
  if (REFUSALS[came.refusal.code] !== 'invalid') return [];
  return (came.refusal.fields ?? []).map(({ field, detail }) => ({
    field: field === 'conditions' ? 'condition-0-text' : field,
    text: detail,
  }));
}

function idOf(params: Response['req']['params']): string {
  return String(params['id']);
}
