import type { Happened } from '../../domain/initiative/events.ts';
import type { ItemNotice } from '../../domain/sitting/outcome.ts';
import type { Attendance, SittingState } from '../../domain/sitting/sitting.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import type { Tag } from './gate-words.ts';
import type { Names } from './names.ts';

export const SITTING_TAGS: Readonly<Record<SittingState, Tag>> = {
  convened: { text: 'Convened', colour: 'blue' },
  closed: { text: 'Closed', colour: 'green' },
  cancelled: { text: 'Cancelled', colour: 'grey' },
};

/** What else became of an item, for who sits at the table. */
export const NOTICE_WORDS: Readonly<Record<ItemNotice, string>> = {
  'content-changed': 'What is proposed has changed since it was put on the agenda.',
  'decided-before': 'It was decided before the sitting.',
  'decided-elsewhere': 'It was decided outside of the sitting.',
  superseded: 'Another decision has taken its place.',
  withdrawn: 'Its owner has withdrawn it.',
};

export const ATTENDANCE_WORDS: Readonly<Record<Attendance, string>> = {
  present: 'Present',
  absent: 'Absent',
  apologies: 'Apologies',
};

type OfSittings = Extract<Happened, { type: 'put-on-agenda' | 'taken-off-agenda' | 'deferred-at-sitting' }>;

/** What happened to an initiative at a sitting, or for one, as a sentence with what was said. */
export function tellSitting(event: OfSittings, names: Names) {
  const who = names.person(event.actor);
  const gate = `“${STAGE_NAMES[event.data.stage]}”`;
  switch (event.type) {
    case 'put-on-agenda':
      return {
        sentence: `${who} put ${gate} on the agenda of a sitting of ${names.body(event.data.body)}.`,
        quotes: [],
        mark: null,
      };
    case 'taken-off-agenda': {
      const { because, body } = event.data;
      const sentence =
        because === 'cancelled'
          ? `${who} cancelled the sitting of ${names.body(body)} that was to take ${gate}.`
          : `${who} took ${gate} off the agenda of a sitting of ${names.body(body)}.`;
      return { sentence, quotes: [], mark: null };
    }
    case 'deferred-at-sitting':
      return {
        sentence: `At a sitting ${who} deferred ${gate}: it stays open.`,
        quotes: [event.data.reason.value ?? ''].filter((quote) => quote !== ''),
        mark: 'Deferred',
      };
  }
}
