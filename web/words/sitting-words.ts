import type { Happened } from '../../domain/initiative/events.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import type { Names } from './names.ts';

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
