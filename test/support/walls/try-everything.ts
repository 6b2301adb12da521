import type { House } from '../house.ts';
import { addressOf, type Operation, type Target } from './operations.ts';
import { several } from './several.ts';

/** Somebody who asks: with whose token, and which targets they may see. */
export interface Asker {
  readonly name: string;
  readonly body: string | null;
  readonly token: string | null;
  readonly isRegistered: boolean;
  readonly isOperator: boolean;
  /** Of the lead body: they may draft for it. */
  readonly owns: readonly string[];
  readonly sees: ReadonlySet<Target>;
}

export interface Report {
  asked: number;
  /** Reads by somebody who may, that were answered with 200 and told of it. */
  rightful: number;
  /** What somebody was told or did that they may not. */
  readonly leaks: string[];
  /** What somebody was not told that they may be. */
  readonly withheld: string[];
}

/** A draft for another body, and what ends a sitting that somebody from elsewhere was invited to. */
const REFUSED_BY_ROWS: ReadonlySet<string> = new Set(['draftInitiative', 'closeSitting', 'cancelSitting']);

/** Asks each operation as each person about each target; of those who may see one, only what reads. */
export async function tryEverything(
  house: House,
  operations: readonly Operation[],
  askers: readonly Asker[],
  targets: readonly Target[],
  withoutAuthorisation: boolean,
): Promise<Report> {
  const report: Report = { asked: 0, rightful: 0, leaks: [], withheld: [] };
  for (const asker of askers) {
    const tries = operations.flatMap((operation) => targets.map((target) => ({ operation, target })));
    await several(tries, async ({ operation, target }) => {
      const may = asker.sees.has(target);
      if (may && (operation.method !== 'GET' || isMissing(operation, target))) return;
      const { status, text, sent } = await ask(house, operation, asker, target);
      report.asked += 1;
      const what = `${asker.name}: ${operation.method} ${operation.path} of ${target.name} gave ${status}`;
      if (may) {
        if (operation.rule !== 'refused') return;
        if (status === 200) report.rightful += 1;
        else report.withheld.push(what);
        return;
      }
      const traces = target.traces.filter((trace) => !sent.includes(trace) && text.includes(trace));
      if (traces.length > 0) report.leaks.push(`${what}, with ${traces.join(', ')}`);
      // The registry is one for all tenants: what keeps it is the authorisation function alone.
      else if (withoutAuthorisation && operation.rule === 'operator') return;
      // The rows refuse what is written for another body as nothing that happens with both walls does: by an error.
      else if (withoutAuthorisation && REFUSED_BY_ROWS.has(operation.id) && status === 500) return;
      else if (!isRefusedAsItMust(operation, asker, target, status, text)) report.leaks.push(what);
      else if (status >= 500) report.leaks.push(what);
    });
  }
  return report;
}

/** True where the address names a task or a gate of a draft, which has none. */
function isMissing({ path }: Operation, { isDraft }: Target): boolean {
  return isDraft && /^\/v1\/(tasks|gates)\/\{/.test(path);
}

function isRefusedAsItMust(
  { id, rule }: Operation,
  { token, isRegistered, isOperator, owns }: Asker,
  target: Target,
  status: number,
  text: string,
): boolean {
  if (token === null) return status === 401;
  if (!isRegistered) return status === 403;
  // What its schema does not allow was not tried.
  if (status === 400) return false;
  if (rule === 'without-trace') return true;
  if (rule === 'operator') return isOperator || status === 403;
  if (id === 'draftInitiative') return owns.includes(target.lead) || status === 403;
  if (id === 'workTasksInBulk')
    return status === 200 && (JSON.parse(text) as { items: { status: number }[] }).items[0]?.status !== 200;
  return status === 403 || status === 404;
}

async function ask(house: House, operation: Operation, { token }: Asker, target: Target) {
  const address = addressOf(operation, target);
  const given = operation.body?.(target);
  // A form says itself what it is.
  const body = given === undefined || given instanceof FormData ? given : JSON.stringify(given);
  const answer = await fetch(new URL(address, house.url), {
    method: operation.method,
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...(/PUT|PATCH/.test(operation.method) && { 'if-match': '"1"' }),
    },
    ...(body !== undefined && { body }),
  });
  return {
    status: answer.status,
    text: await answer.text(),
    sent: `${address} ${typeof body === 'string' ? body : ''}`,
  };
}
