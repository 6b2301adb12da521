/** One line of what was measured. */
export interface Line {
  readonly measure: string;
  readonly remit: string;
  readonly floor?: string;
  readonly ratio?: string;
  readonly spread?: string;
  readonly rounds?: string;
  readonly atOnce?: string;
  readonly aim?: string;
}

const COLUMNS = [
  ['measure', 'Measure'],
  ['remit', 'Remit'],
  ['floor', 'Floor'],
  ['ratio', 'Ratio'],
  ['spread', 'Quartiles'],
  ['rounds', 'Rounds'],
  ['atOnce', 'At once'],
  ['aim', 'Aim'],
] as const satisfies readonly (readonly [keyof Line, string])[];

/** The lines as a Markdown table, in columns. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map((line) => COLUMNS.map(([key]) => line[key] ?? ''));
  const all = [COLUMNS.map(([, title]) => title), ...rows];
  const widths = COLUMNS.map((_, index) => Math.max(...all.map((row) => row[index]?.length ?? 0)));
  const text = (row: readonly string[]) =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [text(all[0] ?? []), rule, ...rows.map(text)].join('\n');
}
