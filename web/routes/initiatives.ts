import express, { type Router } from 'express';
import { z } from 'zod';
import { peopleAt } from '../../api/present/gates.ts';
import { peopleOfAttachments } from '../../api/present/attachments.ts';
import { waitingFor } from '../../api/present/initiatives.ts';
import { readOne } from '../../api/read-one.ts';
import { MOST_EVENTS, searchWords, stage, uuid } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import { STATUSES, type Initiative } from '../../domain/initiative/initiative.ts';
import { STAGE_NAMES, STAGES } from '../../domain/stage.ts';
import { linkedWith } from '../../store/links.ts';
import { decodeCursor } from '../../store/keyset.ts';
import {
  listInitiatives,
  latestComments,
  readGates,
  readReceipts,
  readHistory,
} from '../../store/read/initiatives.ts';
import type { Asking, Personal } from '../personal.ts';
import { whoCould } from '../../api/who-could.ts';
import { previewOf } from '../../domain/initiative/preview.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import { commentPages } from './comments.ts';
import { comingView } from '../present/coming.ts';
import { filesOf } from '../present/files.ts';
import { gateView, waitingWords } from '../present/gate.ts';
import { verdictView } from '../present/verdict.ts';
import { initiativeRow, stageContent, stageTag, STAGE_CHOICES, timelineView } from '../present/initiative.ts';
import { factRows, proposalRows } from '../words/content-words.ts';
import { dayAndTime } from '../words/dates.ts';
import { peopleIn } from '../words/event-words.ts';
import { STATUS_TAGS } from '../words/gate-words.ts';
import { namesFor, type Names } from '../words/names.ts';
import { emptyWords, type WordsTyped } from '../words-form.ts';
import { choices } from '../choices.ts';
import { addressOf } from './queue.ts';

const PAGE = 20;
const EVENTS = 200;

const filters = z.object({
  status: z.enum(STATUSES).optional().catch(undefined),
  stage: stage.optional().catch(undefined),
  owner: z.literal('me').optional().catch(undefined),
  q: searchWords.optional().catch(undefined),
  after: z.string().optional().catch(undefined),
});

const historyFrom = z.object({ events: z.coerce.number().int().min(0).max(MOST_EVENTS).catch(0) });

export function initiativePages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.param('id', (_request, _response, next, id) => {
    next(uuid.safeParse(id).success ? undefined : 'router');
  });
  router.get(
    '/initiatives',
    personal((asking) => listPage(services, asking)),
  );
  router.get(
    '/initiatives/:id',
    personal((asking) => initiativePage(services, asking)),
  );
  router.use(
    commentPages(services, personal, (asking, comment) => initiativePage(services, asking, comment)),
  );
  return router;
}

async function listPage(services: Services, { person, request, show }: Asking): Promise<void> {
  const asked = filters.parse(request.query);
  const view = await readOne(services, person, async (sql, given) => {
    const { owner, ...filter } = asked;
    const after = asked.after === undefined ? null : decodeCursor(asked.after);
    const page = await listInitiatives(sql, person, {
      ...filter,
      owner: owner === 'me' ? person.id : undefined,
      after,
      sort: '-updatedAt',
      limit: PAGE,
    });
    const names = await namesFor(sql, given.bodies, []);
    return {
      rows: page.items.map((each) => initiativeRow(each, given.bodies, names)),
      next: page.next === null ? null : addressOf({ ...asked, after: page.next }, '/initiatives'),
      first: after === null ? null : addressOf({ ...asked, after: undefined }, '/initiatives'),
    };
  });
  show('initiatives', {
    ...view,
    owner: asked.owner,
    filtered:
      asked.status !== undefined ||
      asked.stage !== undefined ||
      asked.owner !== undefined ||
      asked.q !== undefined,
    q: asked.q,
    statuses: choices(
      STATUSES.map((value) => ({ value, text: STATUS_TAGS[value].text })),
      asked.status,
    ),
    stages: choices(STAGE_CHOICES, asked.stage),
  });
}

/** What was typed as a comment, and what is the matter with it. */
interface Commented {
  readonly typed: WordsTyped;
  readonly problem: string | null;
}

const NOTHING_TYPED = (): Commented => ({ typed: emptyWords(), problem: null });

/** So many of the latest comments stand by themselves; all are in the history. */
const LATEST = 20;

async function initiativePage(
  services: Services,
  { person, request, show }: Asking,
  comment: Commented = NOTHING_TYPED(),
): Promise<void> {
  const { events: from } = historyFrom.parse(request.query);
  const id = String(request.params['id']);
  const page = await readOne(services, person, id, async (state, sql, given) => {
    const gates = await readGates(sql, state.id);
    const receipts = await readReceipts(sql, state.id);
    const said = await latestComments(sql, state.id, LATEST);
    const events = (await readHistory(sql, state.id, from, EVENTS)) as unknown as readonly Happened[];
    const people = [
      state.owner,
      ...gates.flatMap(peopleAt),
      ...events.flatMap(peopleIn),
      ...peopleOfAttachments(state.attachments),
      ...said.map(({ by }) => by),
    ];
    const names = await namesFor(sql, given.bodies, people);
    const views: { readonly gate: Gate; readonly view: ReturnType<typeof gateView> }[] = [];
    for (const gate of gates) {
      const rules = await services.world.rulesOf(sql, gate, given);
      views.push({
        gate,
        view: gateView(
          state,
          gate,
          receipts.get(gate.id) ?? gate.receipt,
          rules,
          given.bodies,
          names,
          given.now,
        ),
      });
    }
    const ahead = previewOf(state, { ...given, linked: await linkedWith(sql, state.id) });
    const could = ahead.ok ? await whoCould(sql, state, ahead.value, given) : null;
    const last = events.at(-1)?.n ?? state.n;
    return {
      ...summary(state, names),
      waitingFor: waitingFor(state, given.bodies),
      coming: comingView(state, given, names),
      mine: state.owner === person.id,
      comments: said.map(({ by, at, text }) => ({
        by: names.person(by),
        at: dayAndTime(at),
        text: text ?? 'This text was erased.',
      })),
      comment,
      files: filesOf(state, names),
      id: state.id,
      key: emptyWords().key,
      questions: openQuestions(state),
      outOfReach: could?.outOfReach ?? [],
      ahead: ahead.ok && state.gate?.state !== 'open' ? aheadView(ahead.value, given, names) : null,
      stages: STAGES.map((each) => {
        const work = state.stages[each];
        const own = views.filter(({ gate }) => gate.stage === each);
        const current = state.stage === each;
        const tag = stageTag(work, own.at(-1)?.gate, current);
        const content = stageContent(state, each);
        const gatesOfStage = own.map(({ view }) => view).reverse();
        return { name: STAGE_NAMES[each], tag, current, round: work.round, content, gates: gatesOfStage };
      }),
      timeline: timelineView(events, names),
      earlierEvents: from > 0 ? `/initiatives/${id}?events=${Math.max(0, from - EVENTS)}#timeline` : null,
      laterEvents: last < state.n ? `/initiatives/${id}?events=${last}#timeline` : null,
    };
  });
  show('initiative', page, comment.problem === null ? 200 : 422);
}

/** Where the stage being worked would be decided if it were presented now. */
function aheadView(gate: Gate, given: Given, names: Names) {
  const { level, bodies, sentences } = verdictView(gate, gate.receipt, given.bodies, names);
  return { stage: STAGE_NAMES[gate.stage], level, bodies, sentences, waiting: waitingWords(gate) };
}

/** The tasks on which somebody waits for the owner's answer. */
function openQuestions({ gate }: Initiative): readonly string[] {
  if (gate?.state !== 'open') return [];
  return gate.seats.flatMap(({ state, task }) =>
    state === 'info-requested' ? [`/tasks/${task}#questions`] : [],
  );
}

function summary(state: Initiative, names: Names) {
  const proposal = state.proposal.value;
  return {
    title: proposal?.title ?? 'Title erased',
    tag: STATUS_TAGS[state.status],
    owner: names.person(state.owner),
    begun: dayAndTime(state.createdAt),
    proposal: proposal === null ? [] : proposalRows(proposal, state.scope, names),
    facts: factRows(state.facts),
    sentBack: state.sentBack === null ? null : names.inSentence(state.sentBack.detail.value ?? ''),
  };
}
