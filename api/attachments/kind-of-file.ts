import { fileTypeFromBuffer } from 'file-type';
import { isMediaType, MEDIA_TYPES, type MediaType } from '../../domain/attachment.ts';
import { problem, ProblemError } from '../problem.ts';

/** As much of a file as says what it is: the list of parts that an office document begins with is in it. */
export const HEAD = 64 * 1024;

/**
 * What a file is by its own bytes, whatever it is called or said to be. Text has no mark: what is called so is held to be
 * text as it is read (`textOnly`). Throws where it is none of what may be attached.
 */
export async function kindOfFile(head: Buffer, name: string): Promise<MediaType> {
  const found = await fileTypeFromBuffer(head);
  if (found !== undefined) {
    if (isMediaType(found.mime)) return found.mime;
    throw new ProblemError(notAllowed(`This is a file of type ${found.mime}.`));
  }
  const ending = /\.(\w+)$/.exec(name.trim())?.[1]?.toLowerCase();
  if (ending === 'csv') return 'text/csv';
  if (ending === 'txt') return 'text/plain';
  throw new ProblemError(notAllowed('What kind of file this is cannot be told from what is in it.'));
}

// Of the signs that are no letters, those that texts have: tab, line feed, form feed, carriage return.
// eslint-disable-next-line no-control-regex
const NO_TEXT = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

/** Holds a text to be one, piece by piece: UTF-8, without signs that only programs write. */
export function textOnly(): (piece: Uint8Array | null) => void {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  return (piece) => {
    let text: string;
    try {
      text = piece === null ? decoder.decode() : decoder.decode(piece, { stream: true });
    } catch {
      throw new ProblemError(notAllowed('This is called a text, and is not one in UTF-8: save it as UTF-8.'));
    }
    if (NO_TEXT.test(text)) throw new ProblemError(notAllowed('This is called a text, and is not one.'));
  };
}

function notAllowed(what: string) {
  const endings = Object.values(MEDIA_TYPES).map(([ending]) => ending);
  const detail = `${what} What can be attached: ${endings.join(', ')}.`;
  return problem(422, 'file-type-not-allowed', detail, {
    fields: [{ field: 'file', rule: 'file-type', detail }],
    allowed: Object.keys(MEDIA_TYPES),
  });
}
