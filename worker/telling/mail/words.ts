import { LEVEL_NAMES } from '../../../domain/level.ts';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import { never } from '../../../domain/result.ts';
import { STAGE_NAMES } from '../../../domain/stage.ts';
import type { Notice } from '../../../domain/telling/notices.ts';
import type { SittingNotice } from '../../../domain/telling/who-hears-of-sittings.ts';
import { CALENDAR } from '../../../store/world.ts';

/** What a notice says: a subject, and a sentence or two. */
export interface Said {
  readonly subject: string;
  readonly sentences: readonly string[];
}

/** The title of an initiative, as one line; it may have been erased. */
export function titleOf({ proposal }: Pick<Initiative, 'proposal'>): string {
  const title = proposal.value?.title ?? '';
  return title === '' ? 'An initiative whose title was erased' : title.replaceAll(/\s+/g, ' ');
}

const dayFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: CALENDAR.timeZone,
  day: 'numeric',
  month: 'long',
  year: 'numeric',
});

export function dayOf(instant: string): string {
  return dayFormat.format(new Date(instant));
}

const timeFormat = new Intl.DateTimeFormat('en-GB', {
  timeZone: CALENDAR.timeZone,
  hour: 'numeric',
  minute: '2-digit',
  hourCycle: 'h12',
});

/** Day and time: "21 November 2026 at 3:05pm". */
export function whenOf(instant: string): string {
  const time = timeFormat.format(new Date(instant)).replace(/\s/g, '').toLowerCase();
  return `${dayOf(instant)} at ${time}`;
}

/** What somebody is told of an initiative as it stands; `bodyName` puts names to codes. */
export function saidOf(
  notice: Exclude<Notice, SittingNotice>,
  initiative: Initiative,
  bodyName: (code: string) => string,
): Said {
  const { gate } = initiative;
  const stage = `“${STAGE_NAMES[gate?.stage ?? initiative.stage]}”`;
  const due = gate === null ? '' : ` It is due by ${dayOf(gate.dueAt)}.`;
  const deciders = gate === null ? '' : gate.bodies.map(bodyName).join(', ');
  const level = gate === null ? '' : LEVEL_NAMES[gate.level];
  const say = (subject: string, ...sentences: readonly string[]): Said => ({ subject, sentences });
  switch (notice) {
    case 'asked':
      return say('Your decision is asked for', `The stage ${stage} waits to be decided.${due}`);
    case 'asked-again':
      return say(
        'You are asked again: the text has changed',
        `What you answered about was edited since, so your answer does not count for it. Read what changed and answer again.${due}`,
      );
    case 'stands-again':
      return say(
        'Your answer stands again',
        'What was changed since you answered was changed back. If you think otherwise by now, you can take it back.',
      );
    case 'counts-on':
      return say(
        'Your answer counts on',
        `The decision on the stage ${stage} is with ${deciders} now, and what you answered about is as you read it: you are not asked again. If you think otherwise by now, you can take it back.`,
      );
    case 'counts-no-more':
      return say(
        'Your answer does not count any more',
        `The decision on the stage ${stage} went elsewhere, to ${deciders}, and what you answered before does not count there. It stays in the history.${due}`,
      );
    case 'assigned':
      return say('A task was given to you', `A decision on the stage ${stage} was assigned to you.${due}`);
    case 'delegated':
      return say(
        'You are asked to prepare a decision',
        `Who decides on the stage ${stage} asks you to prepare it.${due}`,
      );
    case 'prepared':
      return say('A task that you hold was prepared', `It waits for your decision again.${due}`);
    case 'taken-over':
      return say('A task that you held is somebody else’s now', `You need do nothing more about it.`);
    case 'reminded':
      return say('A reminder: this waits for you', `The stage ${stage} waits for you.${due}`);
    case 'reminded-all':
      return say('A reminder: a decision waits', `The stage ${stage} still waits to be decided.${due}`);
    case 'past-due':
      return say(
        'A decision is past its due date',
        `The stage ${stage} was to be decided by ${gate === null ? '' : dayOf(gate.dueAt)}. It stays at its level: those who decide there are asked to.`,
      );
    case 'question':
      return say(
        'A question to you as the owner',
        `Somebody who decides on the stage ${stage} needs an answer before they can. The clock stands while they wait for it.`,
      );
    case 'answered':
      return say('Your question was answered', `The task is yours to decide.${due}`);
    case 'not-answered':
      return say(
        'A question was not answered in time',
        'It is waited for no more: the task is back in its queue, and the clock goes on.',
      );
    case 'with-deciders':
      return say(
        'Your initiative is with those who decide',
        `The stage ${stage} is decided at the level ${level}, by ${deciders}.${due}`,
      );
    case 'told-of':
      return say(
        'An initiative in your area is being decided',
        `The stage ${stage} is decided by ${deciders}. Your ICS is told of it.`,
      );
    case 'commented':
      return say('A comment was made', 'Somebody said something about it.');
    case 'referral-answered':
      return say('An outside authority answered', `It is recorded at the stage ${stage}.`);
    case 'overridden':
      return say(
        'A requirement was set aside',
        `An approver set a requirement of the stage ${stage} aside, with a reason.`,
      );
    case 'deferred':
      return say(
        'A decision was deferred at a sitting',
        `The stage ${stage} stays open, and is decided as any other. The reason is in its history.`,
      );
    case 'challenged':
      return say(
        'A fact of your initiative is challenged',
        'Somebody says that it has another value. The higher verdict of the two holds until you accept that, or it is settled otherwise.',
      );
    case 'to-settle':
      return say(
        'A fact is challenged: your body settles it',
        'Somebody says that it has another value, and your body decides where the higher verdict of the two leads. ' +
          'Until it is upheld or dismissed the higher one holds.',
      );
    case 'settled':
      return say('A challenge of a fact is settled', 'What the fact is now, and why, is on its page.');
    case 'approved':
      return say('Approved', `A stage of your initiative was approved. It goes on from there.`);
    case 'superseded':
      return say(
        'A decision was replaced',
        'What is to be decided has changed, so the gate that you worked on is replaced by another.',
      );
    case 'declined':
      return say('Declined', 'Your initiative was declined. The reason is on its page.');
    case 'sent-back':
      return say(
        'Your initiative came back to you',
        'It is yours to work on again. What is asked for is on its page.',
      );
    case 'withdrawn':
      return say('An initiative was withdrawn', 'You need do nothing more about it.');
    case 'closed':
      return say('Your initiative is closed', 'All its stages were decided.');
    default:
      return never(notice);
  }
}
