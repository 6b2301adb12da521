import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { StartProblem, messageOf, type Say } from '../embedded/start-problem.ts';
import { remitUrl } from '../identity/find-issuer.ts';
import { asOperator, type OperatorOptions } from '../organisation/as-operator.ts';
import { ApiProblem, type ApiClient } from '../play/api-client.ts';

interface Calendar {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly knownUntil: string;
  readonly source: string;
  readonly sourceDate: string;
  readonly usual: boolean;
  readonly bodies: readonly string[];
}

interface Preview {
  readonly added: readonly unknown[];
  readonly removed: readonly unknown[];
  readonly knownUntil: string;
  readonly openGates: readonly { readonly gates: number; readonly otherDates: number }[];
}

/** What of a calendar is said beside its file. */
export interface ImportOptions extends OperatorOptions {
  readonly id: string;
  readonly source: string;
  readonly sourceDate?: string;
  readonly name?: string;
  readonly timeZone?: string;
  readonly closes?: number;
  readonly division?: string;
  readonly for?: readonly string[];
  readonly preview?: boolean;
}

/** Adds `remit calendar import FILE` and `remit calendar list`. */
export function addCalendars(program: Command, say: Say): void {
  const calendar = program.command('calendar').description('the working days that due dates are counted in');
  withOperator(
    calendar
      .command('import')
      .description('import a calendar, or the next version of one that is known')
      .argument('<file>', 'bank holidays of GOV.UK (JSON), or iCalendar (.ics)')
      .requiredOption('--id <id>', 'of the calendar, such as england-and-wales')
      .requiredOption('--source <text>', 'where the days are from, for people')
      .option('--source-date <day>', 'as of when the source says so; today when left out')
      .option('--name <text>', 'for people; needed where the calendar is new')
      .option('--time-zone <zone>', 'of IANA’s; Europe/London where the calendar is new')
      .option('--closes <hour>', 'local hour at which a due day ends; 17 where the calendar is new', hour)
      .option('--division <name>', 'of a file of GOV.UK with several')
      .option('--for <body...>', 'regions, or the national body, that have it from now on')
      .option('--preview', 'say what it would change, and import nothing'),
  ).action(async (file: string, options: ImportOptions) => {
    for (const line of await importCalendar(file, options)) say(line);
  });
  withOperator(
    calendar
      .command('list')
      .description('every calendar: from where, until when it is known, and whose it is'),
  ).action(async (options: OperatorOptions) => {
    for (const line of await listCalendars(options)) say(line);
  });
}

function hour(typed: string): number {
  if (/^\d{1,2}$/.test(typed) && Number(typed) < 24) return Number(typed);
  throw new InvalidArgumentError('Write an hour of the day, 0 to 23.');
}

function withOperator(command: Command): Command {
  return command
    .option('--url <address>', 'address of the running Remit; else REMIT_URL', remitUrl())
    .option('--as <person>', 'an operator of the local identity provider', 'operator')
    .option(
      '--token <token>',
      'an access token of an operator, where the provider is your own; else REMIT_TOKEN',
    );
}

export async function listCalendars(options: OperatorOptions): Promise<readonly string[]> {
  const { items } = await asOperator(options, (operator) =>
    operator.get<{ items: Calendar[] }>('/v1/calendars'),
  );
  return items.map(inALine);
}

/** Imports what a file has, and gives it to those who are to have it. */
export async function importCalendar(path: string, options: ImportOptions): Promise<readonly string[]> {
  const said = { ...plain(options), ...(await daysOf(path)) };
  return asOperator(options, async (operator) => {
    const { items } = await operator.get<{ items: Calendar[] }>('/v1/calendars');
    const known = items.find(({ id }) => id === options.id);
    if (options.preview) return preview(operator, options.id, known, said);
    const made =
      known === undefined
        ? await operator.post<Calendar>('/v1/calendars', { id: options.id, ...said })
        : await operator.put<Calendar>(`/v1/calendars/${options.id}`, said, `"${known.version}"`);
    await giveTo(operator, options.for ?? [], made);
    return [inALine({ ...made, bodies: [...new Set([...made.bodies, ...(options.for ?? [])])] })];
  });
}

function plain({ source, sourceDate, name, timeZone, closes, division }: ImportOptions) {
  return {
    source,
    sourceDate: sourceDate ?? new Date().toISOString().slice(0, 10),
    ...(name !== undefined && { name }),
    ...(timeZone !== undefined && { timeZone }),
    ...(closes !== undefined && { closes }),
    ...(division !== undefined && { division }),
  };
}

/** Of which kind a file is, is told by how it begins. */
async function daysOf(path: string): Promise<{ readonly govUk?: unknown; readonly iCalendar?: string }> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StartProblem(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  const text = textOf(bytes);
  if (text === null)
    throw new StartProblem(
      `${basename(path)} is not text in UTF-8: save it as that, or names would be garbled.`,
    );
  if (!/^\s*[[{]/.test(text.replace(/^\uFEFF/, ''))) return { iCalendar: text };
  try {
    return { govUk: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch (error) {
    throw new StartProblem(`${basename(path)} begins as JSON and is none: ${messageOf(error)}.`, {
      cause: error,
    });
  }
}

/** A version is never changed, so what is read in another way than it was written is not taken. */
function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function preview(
  operator: ApiClient,
  id: string,
  known: Calendar | undefined,
  said: object,
): Promise<readonly string[]> {
  const { added, removed, openGates, knownUntil } = await operator.post<Preview>(
    `/v1/calendars/${id}/preview`,
    said,
  );
  if (known === undefined)
    return [
      `There is no such calendar yet: it would have ${added.length === 1 ? '1 day' : `${added.length} days`}, and be known until ${knownUntil}. No gate counts by it before it is somebody’s.`,
    ];
  const sum = (what: 'gates' | 'otherDates') => openGates.reduce((all, each) => all + each[what], 0);
  return [
    `${added.length} days more and ${removed.length} fewer than version ${known.version} has; known until ${knownUntil}, and now ${known.knownUntil}.`,
    `Of ${sum('gates')} open gates that count by it ${sum('otherDates')} would be due on another day; they keep the dates that they were given.`,
  ];
}

/** Gives it to one after the other; where one may not have it, what was done before is said with that. */
async function giveTo(operator: ApiClient, bodies: readonly string[], made: Calendar): Promise<void> {
  for (const [at, body] of bodies.entries())
    await give(operator, body, made.id).catch((error: unknown) => {
      if (!(error instanceof ApiProblem)) throw error;
      const done = [`${made.id} ${made.version} is imported`, ...bodies.slice(0, at)].join(', given to ');
      throw new StartProblem(`${error.message} ${done}: nobody else has it.`, { cause: error });
    });
}

async function give(operator: ApiClient, body: string, calendar: string): Promise<void> {
  const path = `/v1/bodies/${encodeURIComponent(body)}/calendar`;
  const { revision } = await operator.get<{ revision: number }>(path);
  await operator.put(path, { calendar }, `"${revision}"`);
}

function inALine({ id, version, name, knownUntil, source, sourceDate, usual, bodies }: Calendar): string {
  const whose = [...(usual ? ['all who have none of their own'] : []), ...bodies].join(', ') || 'nobody';
  return `${id} ${version}: ${name}, known until ${knownUntil}, of ${whose}. ${source}, ${sourceDate}.`;
}
