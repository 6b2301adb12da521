/** One thing in a file that cannot be used: where it is, the rule it breaks, and what would mend it. */
export interface FileProblem {
  readonly file: string;
  /** 1-based; 0 when the file as a whole is meant. */
  readonly line: number;
  readonly column: string | null;
  readonly rule: string;
  readonly detail: string;
  readonly wayOut: string;
}

/** The problem as one line for a person, `file:line` first so that an editor can follow it. */
export function describeFileProblem(problem: FileProblem): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}` : problem.file;
  const column = problem.column === null ? '' : ` column "${problem.column}":`;
  return `${place}:${column} ${problem.detail} (${problem.rule}). ${problem.wayOut}`;
}
