/** Why something cannot be brought up, in one sentence that a person can act on. Shown without a stack. */
export class StartProblem extends Error {
  readonly sentence: string;

  constructor(sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.name = 'StartProblem';
    this.sentence = sentence;
  }
}

/** Where a line about progress goes: the terminal, a logger, or a list in a test. */
export type Say = (line: string) => void;

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The code of a system error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

export function noSpace(folder: string): string {
  return `There is no space left on the disk of ${folder}: make room and start again, nothing that was saved is lost.`;
}

/** Makes a sentence of what the system says when a file cannot be written; other errors are passed through. */
export function explainWriting(error: unknown, folder: string): unknown {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new StartProblem(noSpace(folder), { cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new StartProblem(
        `This user cannot write to ${folder} (${messageOf(error)}): start as its owner, or set REMIT_DATA to a folder of your own.`,
        { cause: error },
      );
    case undefined:
    default:
      return error;
  }
}
