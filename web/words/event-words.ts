import { attemptInWords } from './attempt-words.ts';
import { attachedToWords } from './attachment-words.ts';
import { authorityName } from '../../domain/authority.ts';
import { ANSWERED, REFERRAL_WORDS } from './gate-words.ts';
import { tellClaim } from './claim-words.ts';
import { factName, factValue } from './content-words.ts';
import { dayOf, dayInWords } from './dates.ts';
import { listed, type Names } from './names.ts';
import { tellMove } from './move-words.ts';
import { decidedInWords } from './decided-words.ts';
import { tellSitting } from './sitting-words.ts';
import { REFUSED, WENT_BACK } from './why-not.ts';
import type { Facts } from '../../domain/facts.ts';
import type { Vote } from '../../domain/gate/gate.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import { LEVEL_NAMES } from '../../domain/level.ts';
import { explain } from '../../domain/policy/plain-english.ts';
import { never } from '../../domain/result.ts';
import { STAGE_NAMES, type Stage } from '../../domain/stage.ts';

/** An event as a sentence, with what was said at it. An escalation and a passed date are marked. */
export interface Told {
  readonly sentence: string;
  readonly quotes: readonly string[];
  readonly mark: string | null;
}

const named = (stage: Stage): string => `“${STAGE_NAMES[stage]}”`;
const plain = (sentence: string, ...quotes: readonly (string | null | undefined)[]): Told => ({
  sentence,
  quotes: quotes.filter((quote): quote is string => typeof quote === 'string' && quote !== ''),
  mark: null,
});
const marked = (mark: string, told: Told): Told => ({ ...told, mark });

/** Everybody whom an event mentions. */
export function peopleIn(event: Happened): readonly string[] {
  const by = 'by' in event.data ? [event.data.by] : [];
  if (event.type === 'task-taken-over') by.push(event.data.from);
  if (event.type === 'task-assigned' || event.type === 'task-delegated') by.push(event.data.to);
  if (event.type === 'votes-carried')
    by.push(...[...event.data.carried, ...event.data.left].map((each) => each.by));
  if (event.type !== 'task-completed') return [event.actor, ...by];
  const { by: voter, onBehalfOf } = event.data.vote;
  return [event.actor, voter, ...(onBehalfOf === undefined ? [] : [onBehalfOf])];
}

/** Tells what happened to somebody who was not there. */
export function tell(event: Happened, names: Names): Told {
  const who = names.person(event.actor);
  switch (event.type) {
    case 'initiative-drafted':
      return plain(`${who} drafted the proposal for ${names.body(event.data.lead)}.`);
    case 'initiative-edited':
      return plain(`${who} changed the proposal.`, ...changes(event.data.changed));
    case 'fact-confirmed':
    case 'fact-challenged':
    case 'challenge-settled':
    case 'level-lowered': {
      const { sentence, quotes, mark } = tellClaim(event, names);
      return { ...plain(sentence, ...quotes), mark };
    }
    case 'comment-made':
      return plain(`${who} commented.`, event.data.text.value);
    case 'attachment-added':
      return plain(`${who} attached a file to ${attachedToWords(event.data.to)}.`, event.data.name.value);
    case 'attachment-removed':
      return plain(`${who} removed a file.`);
    case 'person-recused':
      return marked(
        'Interest',
        plain(
          `${names.person(event.data.by)} has an interest in this and decides nothing of it.`,
          event.data.nature.value,
        ),
      );
    case 'recusal-ended':
      return plain(`${who} has no interest in this any more.`);
    case 'initiative-submitted':
      return plain(`${who} submitted the initiative.`);
    case 'initiative-reopened':
      return plain(`${who} changed what was declined and submitted it again, at ${named(event.data.stage)}.`);
    case 'initiative-withdrawn':
      return plain(`${who} withdrew the initiative.`, event.data.reason?.value);
    case 'initiative-declined':
      return plain(
        `The initiative is declined, because ${named(event.data.stage)} was. Its owner may change it and submit it again.`,
      );
    case 'initiative-closed':
      return plain('Every stage is approved: the initiative closed.');
    case 'stage-started': {
      const { stage, round } = event.data;
      return plain(`Work on ${named(stage)} began${round > 1 ? `, for the ${ordinal(round)} time` : ''}.`);
    }
    case 'stage-content-sent':
      return plain(`${who} sent work for ${named(event.data.stage)}.`);
    case 'stage-presented':
      return plain(`${who} presented ${named(event.data.stage)} for decision.`);
    case 'stage-sent-back': {
      const { from, to, detail } = event.data;
      const where =
        from === to ? `${named(from)} went back to its owner.` : `${named(from)} went back to ${named(to)}.`;
      return plain(where, detail.value === null ? null : names.inSentence(detail.value));
    }
    case 'gate-opened': {
      const { level, bodies, stage, dueAt, receipt } = event.data;
      const sentence = `The decision on ${named(stage)} opened at ${LEVEL_NAMES[level]} level, with ${names.bodies(bodies)}, due by ${dayOf(dueAt)}.`;
      return plain(sentence, explain(receipt, { [level]: names.bodies(bodies) })[0]);
    }
    case 'gate-escalated': {
      const { from, to, stage, deciding } = event.data;
      const rules = `${deciding.length === 1 ? 'Rule' : 'Rules'} ${listed(deciding)}`;
      return marked(
        'Escalated',
        plain(
          `The decision on ${named(stage)} was escalated from ${LEVEL_NAMES[from]} to ${LEVEL_NAMES[to]} level.`,
          `${rules} asked for it.`,
        ),
      );
    }
    case 'systems-told':
      return plain(
        `${names.bodies(event.data.systems)} was told of the decision on ${named(event.data.stage)}.`,
      );
    case 'task-claimed':
      return plain(`${names.person(event.data.by)} claimed a task of ${named(event.data.stage)}.`);
    case 'task-taken-over': {
      const { by, from, stage } = event.data;
      return plain(`${names.person(by)} took a task of ${named(stage)} over from ${names.person(from)}.`);
    }
    case 'task-assigned': {
      const { by, to, stage } = event.data;
      return plain(`${names.person(by)} handed a task of ${named(stage)} to ${names.person(to)}.`);
    }
    case 'task-delegated': {
      const { by, to, stage } = event.data;
      return plain(`${names.person(by)} asked ${names.person(to)} to prepare a task of ${named(stage)}.`);
    }
    case 'task-resolved': {
      const { by, stage, note } = event.data;
      return plain(`${names.person(by)} ended the preparation of a task of ${named(stage)}.`, note?.value);
    }
    case 'task-released': {
      const { by, stage, because } = event.data;
      if (because === undefined) return plain(`${names.person(by)} released a task of ${named(stage)}.`);
      return plain(
        `A task of ${named(stage)} that ${names.person(by)} held went back to its queue: ${WENT_BACK[because] ?? 'they cannot decide it any more'}.`,
      );
    }
    case 'information-requested':
      return marked(
        'Question',
        plain(
          `${names.person(event.data.by)} asked the owner about ${named(event.data.stage)}.`,
          event.data.question.value,
        ),
      );
    case 'information-given':
      return plain(
        `${names.person(event.data.by)} answered what was asked about ${named(event.data.stage)}.`,
        event.data.answer.value,
      );
    case 'task-reminded':
      return plain(`${names.person(event.data.by)} reminded of a task of ${named(event.data.stage)}.`);
    case 'clock-stopped':
      return plain(
        `The time to decide on ${named(event.data.stage)} stands still until the owner answers, or until ${dayOf(event.data.until)}.`,
      );
    case 'information-not-given':
      return plain(
        `The owner did not answer in time what was asked about ${named(event.data.stage)}: the task went back to its queue.`,
      );
    case 'clock-started': {
      const { stage, dueAt, stoppedAt } = event.data;
      if (dueAt <= stoppedAt)
        return plain(`The time to decide on ${named(stage)} runs again: it was due by ${dayOf(dueAt)}.`);
      return plain(`The time to decide on ${named(stage)} runs again: it is due by ${dayOf(dueAt)}.`);
    }
    case 'task-completed':
      return voted(event.data.vote, event.data.stage, names);
    case 'vote-recalled': {
      const { by, stage, reason, because } = event.data;
      if (because !== undefined)
        return marked(
          'Taken back',
          plain(
            `An answer on ${named(stage)} does not count any more, since who gave it has declared an interest.`,
          ),
        );
      return marked(
        'Taken back',
        plain(`${names.person(by)} took their answer on ${named(stage)} back.`, reason?.value ?? null),
      );
    }
    case 'vote-refused': {
      const { by, stage, outcome, code } = event.data;
      const sentence = `${names.person(by)} answered on ${named(stage)} and it did not count: ${ANSWERED[outcome]}.`;
      return marked('Not counted', plain(sentence, REFUSED[code] ?? 'It was not accepted.'));
    }
    case 'attempt-refused':
      return marked('Refused', plain(...attemptInWords(event.data, names.person(event.data.by))));
    case 'votes-outdated': {
      const { tasks, stage } = event.data;
      const sentence = `What is proposed at ${named(stage)} changed.`;
      if (tasks.length === 0) return plain(sentence);
      const many = tasks.length === 1 ? 'One answer does' : `${tasks.length} answers do`;
      return marked(
        'Asked again',
        plain(`${sentence} ${many} not count any more, and those people are asked again.`),
      );
    }
    case 'votes-stand-again': {
      const { tasks, stage } = event.data;
      const many =
        tasks.length === 1
          ? 'one answer that was given to it stands'
          : `${tasks.length} answers that were given to it stand`;
      return plain(`What is proposed at ${named(stage)} is again as it was read: ${many} again.`);
    }
    case 'votes-carried':
    case 'policy-moved':
    case 'gate-returned': {
      const { sentence, quotes, mark } = tellMove(event, names);
      return { ...plain(sentence, ...quotes), mark };
    }
    case 'referral-answered': {
      const { authority, answer, reference } = event.data;
      return plain(
        `${who} recorded that ${authorityName(authority)} ${REFERRAL_WORDS[answer]}.`,
        reference.value === null ? null : `Reference: ${reference.value}`,
      );
    }
    case 'requirement-overridden': {
      const { requirement, by, reason, stage } = event.data;
      return marked(
        'Set aside',
        plain(
          `${names.person(by)} set the requirement “${requirement.replaceAll('-', ' ')}” of ${named(stage)} aside.`,
          reason.value,
        ),
      );
    }
    case 'put-on-agenda':
    case 'taken-off-agenda':
    case 'deferred-at-sitting':
      return tellSitting(event, names);
    case 'gate-reminded':
      return plain(`Those who have not answered on ${named(event.data.stage)} were reminded.`);
    case 'advice-not-given':
      return plain(`No advice on ${named(event.data.stage)} came by the due date. That holds nothing up.`);
    case 'gate-past-due': {
      const { level, tell: step, stage } = event.data;
      return marked(
        'Overdue',
        plain(
          `The decision on ${named(stage)} is overdue. The ${CHAIN[step] ?? step} at ${LEVEL_NAMES[level]} level were told; it stays at this level.`,
        ),
      );
    }
    case 'verdict-retaken': {
      const { receipt, stage } = event.data;
      return plain(
        `The rules were read again for ${named(stage)}, because facts changed: ${LEVEL_NAMES[receipt.level]} level, as before.`,
      );
    }
    case 'gate-decided':
      return plain(decidedInWords(event.data, names));
    default:
      return never(event);
  }
}

const CHAIN: Readonly<Record<string, string>> = {
  approvers: 'approvers',
  signatory: 'signatories',
  board: 'board members',
};

function voted(vote: Vote, stage: Stage, names: Names): Told {
  const to = vote.returnTo === null ? '' : ` (${named(vote.returnTo)})`;
  const instead = vote.onBehalfOf === undefined ? '' : `, in place of ${names.person(vote.onBehalfOf)}`;
  const at = vote.sitting === undefined ? '' : ', at a sitting';
  const sentence = `${names.person(vote.by)}${instead}, for ${names.body(vote.body)}${at}, ${ANSWERED[vote.outcome]}${to}: ${named(stage)}.`;
  const conditions = (vote.conditions?.value ?? []).map(
    ({ text, owner, due }) => `Condition: ${text} (${owner}, by ${dayInWords(due)})`,
  );
  return plain(sentence, vote.reason?.value, ...conditions);
}

function changes(changed: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>) {
  return Object.entries(changed).map(([name, { from, to }]) => {
    const fact = name as keyof Facts;
    return `${factName(fact)}: from ${factValue(fact, from)} to ${factValue(fact, to)}`;
  });
}

function ordinal(count: number): string {
  return ['first', 'second', 'third', 'fourth', 'fifth'][count - 1] ?? `${count}th`;
}
