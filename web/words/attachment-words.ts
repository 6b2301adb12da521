import type { AttachedTo, MediaType } from '../../domain/attachment.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';

/** What sort of file it is, as people call it. */
export const FILE_KINDS: Readonly<Record<MediaType, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG image',
  'image/jpeg': 'JPEG image',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel spreadsheet',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint presentation',
  'application/vnd.oasis.opendocument.text': 'OpenDocument text',
  'application/vnd.oasis.opendocument.spreadsheet': 'OpenDocument spreadsheet',
  'application/vnd.oasis.opendocument.presentation': 'OpenDocument presentation',
  'text/plain': 'Plain text',
  'text/csv': 'CSV',
};

export function attachedToWords(to: AttachedTo): string {
  switch (to.kind) {
    case 'proposal':
      return 'the proposal';
    case 'stage':
      return `“${STAGE_NAMES[to.stage]}”`;
    case 'comment':
      return 'a comment';
    case 'question':
      return 'a question';
    case 'answer':
      return 'an answer';
  }
}

/** A size as people read it: in kB below one MB. */
export function sizeInWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  if (bytes < 999_500) return `${Math.round(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
