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
