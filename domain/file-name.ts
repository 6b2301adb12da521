import { MEDIA_TYPES, type MediaType } from './attachment.ts';

/** As much of a name as anybody reads, and every file system takes. */
const LONGEST = 120;

/**
 * What a file is called from here on: the last part of what it was called, without what no reader sees or what would turn
 * the rest around, and with an ending that says what it is: `invoice.pdf.exe` that is a PDF ends in `.pdf`.
 */
export function fileName(given: string, mediaType: MediaType): string {
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const plain = last
    .normalize('NFC')
    .replaceAll(/\p{C}/gu, '')
    .replaceAll(/[<>:"|?*]/g, '_')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[. ]+|[. ]+$/g, '');
  const endings: readonly string[] = MEDIA_TYPES[mediaType];
  const ending = /\.([^.]*)$/.exec(plain)?.[1] ?? '';
  const isRight = endings.includes(ending.toLowerCase());
  const stem = isRight ? plain.slice(0, -ending.length - 1) : plain;
  const kept = Array.from(stem)
    .slice(0, LONGEST - 5)
    .join('')
    .trimEnd();
  return `${kept === '' ? 'file' : kept}.${isRight ? ending : String(endings[0])}`;
}
