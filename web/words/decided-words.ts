import type { Happened } from '../../domain/initiative/events.ts';
import { never } from '../../domain/result.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { GATE_TAGS } from './gate-words.ts';
import type { Names } from './names.ts';

/** How a gate was decided, as a sentence. */
export function decidedInWords(
  data: Extract<Happened, { type: 'gate-decided' }>['data'],
  names: Names,
): string {
  const { state, declinedBy, returnTo } = data;
  const gate = `“${STAGE_NAMES[data.stage]}”`;
  switch (state) {
    case 'approved':
      return `${gate} was approved.`;
    case 'declined':
      return `${gate} was declined${declinedBy === null ? '' : ` by ${names.body(declinedBy)}`}.`;
    case 'changes-requested':
      return `The decision on ${gate} was to ask for changes.`;
    case 'returned':
      return declinedBy === null
        ? `The decision on ${gate} was to return it${returnTo === null ? '' : ` to “${STAGE_NAMES[returnTo]}”`}.`
        : `${names.body(declinedBy)} declined to sign ${gate}, so it goes back to its owner.`;
    case 'superseded':
      return `The decision on ${gate} was ${GATE_TAGS.superseded.text.toLowerCase()}: the facts now send it elsewhere.`;
    default:
      return never(state);
  }
}
