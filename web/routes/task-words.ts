import express, { type Router } from 'express';
import { problemOf } from '../../api/problem.ts';
import { uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import type { TaskAction } from '../../domain/gate/actions.ts';
import type { Asking, Personal } from '../personal.ts';
import { taskPage } from '../present/task.ts';
import { sendWords, type Came } from '../task-commands.ts';
import { emptyWords, readWords, renewedWords, type WordsTyped } from '../words-form.ts';
import { USED_BEFORE, usedBefore } from '../used-before.ts';

/** A page that asks for one text, and what of a task is done with it. */
interface WordsPage {
  readonly action: Extract<TaskAction, 'request-information' | 'answer' | 'resolve'>;
  readonly heading: string;
  readonly label: string;
  readonly hint: (task: { owner: string; advises: boolean; days: number; until: string | null }) => string;
  readonly button: string;
  /** What is the matter when nothing was written; `null` where that may be. */
  readonly missing: string | null;
}

const PAGES: readonly WordsPage[] = [
  {
    action: 'request-information',
    heading: 'Ask the owner',
    label: 'What do you want to know?',
    hint: ({ owner, advises, days }) =>
      `You hold the task until ${owner} has answered, ${days} working days at most.${advises ? '' : ' The time to decide stands still meanwhile.'}`,
    button: 'Send the question',
    missing: 'Write what you want to know',
  },
  {
    action: 'answer',
    heading: 'Answer the question',
    label: 'Your answer',
    hint: ({ until }) =>
      `It is shown with the task, and in the history.${until === null ? '' : ` It is waited for until ${until}.`}`,
    button: 'Send your answer',
    missing: 'Write your answer',
  },
  {
    action: 'resolve',
    heading: 'Give the task back',
    label: 'What should they know? (optional)',
    hint: () => 'It is shown with the task, and in the history.',
    button: 'Give it back',
    missing: null,
  },
];

/** Asking the owner, answering, giving a prepared task back: each on a page of its own. */
export function taskWordsPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });

  for (const page of PAGES) {
    const { action } = page;
    const showForm = async (
      { person, request, show }: Asking,
      { typed = emptyWords(), problem = null, came }: Shown = {},
    ): Promise<void> => {
      const refusal = came?.ok === false ? came.refusal : null;
      const task = await taskPage(services, person, String(request.params['id']), refusal);
      const found = task.actions[action] ?? { allowed: false, why: null };
      // Who holds a task has it back on its own page, and leaves no note.
      const allowed = found.allowed && !(action === 'resolve' && task.mine);
      const why = found.why ?? 'A colleague prepares this task for you. You can have it back on its page.';
      // What cannot be asked any more is said, and not what was the matter with its form.
      const wrong = allowed ? (task.refusal ?? problem) : null;
      const status = refusal !== null ? problemOf(refusal).status : wrong !== null ? 422 : 200;
      const { heading, label, button } = page;
      const { advises, answerWithin: days, gate } = task;
      const hint = page.hint({ owner: task.initiative.owner, advises, days, until: gate.stopped });
      const form = { action, heading, label, button, hint, allowed, why, wrong, typed };
      show('task-words', { ...task, form }, status);
    };
    router.get(
      `/tasks/:id/${action}`,
      personal((asking) => showForm(asking)),
    );
    router.post(
      `/tasks/:id/${action}`,
      personal(async (asking) => {
        const { person, request, response } = asking;
        const id = String(request.params['id']);
        const { typed, problem } = readWords(request.body, page.missing);
        if (problem !== null) {
          await showForm(asking, { typed, problem });
          return;
        }
        const came = await sendWords(services, person, id, action, typed).catch(usedBefore);
        if (came === 'used-before')
          await showForm(asking, { typed: renewedWords(typed), problem: USED_BEFORE });
        else if (came.ok) response.redirect(303, `/tasks/${id}#questions`);
        else await showForm(asking, { typed: renewedWords(typed), came });
      }),
    );
  }
  return router;
}

interface Shown {
  readonly typed?: WordsTyped;
  readonly problem?: string | null;
  readonly came?: Came;
}
