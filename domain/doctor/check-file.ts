import { stored, type Finding } from './finding.ts';

/** A file that is attached, whose bytes are to be there; `store` and `kept` are null where nothing says where they are. */
export interface FileRecord {
  readonly initiative: string;
  readonly id: string;
  readonly sha256: string;
  readonly size: number;
  readonly store: string | null;
  readonly kept: boolean | null;
}

/** The bytes of a file, as they were read: how many, and their hash. */
export interface FoundBytes {
  readonly size: number;
  readonly sha256: string;
}

/** What is wrong with a file; `null` for bytes that were not read. */
export function checkFile(file: FileRecord, bytes: FoundBytes | null): readonly Finding[] {
  const { initiative, id, sha256, size, store, kept } = file;
  if (store === null)
    return [stored('file-missing', initiative, `Nothing says where the bytes of its file ${id} are.`)];
  return [
    ...(kept === true ? [] : [notKept(file)]),
    ...(bytes === null || (bytes.sha256 === sha256 && bytes.size === size)
      ? []
      : bytes.size === 0
        ? [stored('file-missing', initiative, `The bytes of its file ${id} are gone (${store}).`)]
        : [
            stored(
              'file-changed',
              initiative,
              `The ${bytes.size} bytes of its file ${id} (${store}) are not the ${size} that were attached: their hash is ${bytes.sha256}, and by its event ${sha256}.`,
            ),
          ]),
  ];
}

function notKept({ initiative, id }: FileRecord): Finding {
  return {
    code: 'file-not-kept',
    initiative,
    says: `Its file ${id} is named by its events and not said to be kept: the worker deletes it.`,
    wayOut: 'It is said to be kept.',
    mend: { by: 'keep-file', file: id },
  };
}
