import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { fail, type Result } from '../../domain/result.ts';
import { BODY_COLUMNS, checkBodyRow, type BodyColumn, type BodyRow } from './body-row.ts';
import type { FileProblem } from './file-problem.ts';
import { gatherBodies, type BodyRecord, type KnownBodies } from './gather-bodies.ts';

/** A file that would hold more than this is not a list of bodies. */
const LONGEST_FILE = 5_000_000;

export type BodiesRead = Result<readonly BodyRecord[], readonly FileProblem[]>;

/** Reads files of bodies as one map: a parent may stand in another of the files, or be known. */
export async function readBodies(files: readonly string[], known?: KnownBodies): Promise<BodiesRead> {
  const texts: { file: string; text: string }[] = [];
  for (const file of files) {
    try {
      texts.push({ file, text: await readFile(file, 'utf8') });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return fail([unreadable(file, `it cannot be read (${code})`, 'Check the path and its permissions.')]);
    }
  }
  return parseBodies(texts, known);
}

/** The same for text that is already here; `file` is what problems call it. */
export function parseBodies(
  texts: readonly { readonly file: string; readonly text: string }[],
  known?: KnownBodies,
): BodiesRead {
  const parsed = texts.map(({ file, text }) => parseFile(file, text));
  const problems = parsed.flatMap((each) => each.problems);
  if (problems.length > 0) return fail(problems);
  return gatherBodies(
    parsed.flatMap((each) => each.rows),
    known,
  );
}

interface ParsedFile {
  readonly rows: readonly BodyRow[];
  readonly problems: readonly FileProblem[];
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

function parseFile(file: string, text: string): ParsedFile {
  if (text.length > LONGEST_FILE) {
    return { rows: [], problems: [unreadable(file, 'it is over 5 MB', 'Give a file of bodies.')] };
  }
  let records: readonly CsvRecord[];
  try {
    const options = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    records = parse(text, options) as unknown as readonly CsvRecord[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
    return {
      rows: [],
      problems: [
        {
          file,
          line,
          column: null,
          rule: 'csv',
          detail: error.message,
          wayOut: 'Close every quotation mark.',
        },
      ],
    };
  }
  const [header, ...rest] = records;
  if (header?.record.join(',') !== BODY_COLUMNS.join(',')) {
    return { rows: [], problems: [wrongHeader(file, header?.record ?? [])] };
  }
  const checked = rest.map((each) => checkRecord(file, each));
  return {
    rows: checked.flatMap(({ row }) => (row === null ? [] : [row])),
    problems: checked.flatMap((each) => each.problems),
  };
}

function checkRecord(file: string, { record, info }: CsvRecord): ReturnType<typeof checkBodyRow> {
  if (record.length !== BODY_COLUMNS.length) {
    const problem: FileProblem = {
      file,
      line: info.lines,
      column: null,
      rule: 'columns',
      detail: `${record.length} cells, not ${BODY_COLUMNS.length}`,
      wayOut: 'Put a name that has a comma in quotation marks; leave empty cells empty.',
    };
    return { row: null, problems: [problem] };
  }
  const cells = Object.fromEntries(BODY_COLUMNS.map((column, i) => [column, record[i] ?? '']));
  return checkBodyRow(cells as Record<BodyColumn, string>, file, info.lines);
}

function wrongHeader(file: string, header: readonly string[]): FileProblem {
  return {
    file,
    line: 1,
    column: null,
    rule: 'header',
    detail: `the first line is "${header.join(',')}"`,
    wayOut: `Make it "${BODY_COLUMNS.join(',')}".`,
  };
}

function unreadable(file: string, detail: string, wayOut: string): FileProblem {
  return { file, line: 0, column: null, rule: 'file', detail, wayOut };
}
