import type { House } from '../house.ts';
import type { Kept } from './kept.ts';
import type { Target } from './operations.ts';
import { triesOf, type PageTry } from './page-tries.ts';
import type { PageRoute } from './routes-of-pages.ts';
import { CSRF, sessionFor } from './session-for.ts';
import { several } from './several.ts';
import type { Asker, Report } from './try-everything.ts';

/** What came of asking for every page. */
export interface PagesReport extends Report {
  /** Forms that were tried, each once. */
  readonly forms: readonly string[];
  /** Pages that name no target by their address, and told who may see one of it. */
  readonly lists: readonly string[];
}

/** Shown to everybody, whoever they are. */
const EVERYBODYS = ['/', '/docs', '/help', '/help/:guide', '/sign-in', '/sign-in/callback'];

interface Shown {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
  readonly sent: string;
}

/** Asks for each page, and sends each form, as each person; of what they may see, only what reads. */
export async function tryPages(
  house: House,
  routes: readonly PageRoute[],
  askers: readonly Asker[],
  targets: readonly Target[],
  kept: readonly Kept[],
): Promise<PagesReport> {
  const report = { asked: 0, rightful: 0, leaks: [] as string[], withheld: [] as string[] };
  const [lists, forms] = [new Set<string>(), new Set<string>()];
  const tries = routes.flatMap((route) => triesOf(route, targets, kept));
  for (const asker of askers) {
    const cookie = asker.token === null ? null : await sessionFor(house.issuer, asker.name);
    const hidden = [
      ...targets.filter((target) => !asker.sees.has(target)),
      ...kept.filter(({ by, body }) => by !== asker.name && (body === null || body !== asker.body)),
    ].flatMap(({ traces }) => traces);
    const seen = targets.filter((target) => asker.sees.has(target)).flatMap(({ traces }) => traces);
    await several(tries, async (each) => {
      const { route, target, of } = each;
      const may = target !== null && asker.sees.has(target);
      // What may be done to what somebody sees or keeps is tried elsewhere.
      if (route.method === 'POST' && ((of !== null && asker.sees.has(of)) || isTheirs(each, asker, kept)))
        return;
      const shown = await ask(house, each, cookie);
      report.asked += 1;
      if (route.method === 'POST') forms.add(route.path);
      const { status, text, sent } = shown;
      const what = `${asker.name}: ${route.method} ${route.path} (${each.address}) gave ${status}`;
      const told = (traces: readonly string[]) =>
        traces.filter((trace) => !sent.includes(trace) && text.includes(trace));
      const leaked = told(hidden);
      if (leaked.length > 0) report.leaks.push(`${what}, with ${leaked.join(', ')}`);
      else if (may && (leadsToTask(each, shown) || told(target.traces).length > 0)) report.rightful += 1;
      else if (may) report.withheld.push(what);
      else if (!isRefusedAsItMust(each, asker, shown)) report.leaks.push(what);
      if (target === null && told(seen).length > 0) lists.add(route.path);
    });
  }
  return { ...report, forms: [...forms].sort(), lists: [...lists].sort() };
}

/** Who has not answered a task is led to it from the page that tells of their answer, also where there is no such task. */
function leadsToTask({ route, address }: PageTry, { status, location }: Shown): boolean {
  return route.path === '/tasks/:id/done' && status === 303 && `${location}/done` === address;
}

/** Leaves are the operator's to end, too. */
function isTheirs({ address }: PageTry, { name, isOperator }: Asker, kept: readonly Kept[]): boolean {
  return kept.some(
    ({ id, by, kind }) => address.includes(id) && (by === name || (isOperator && kind === 'standing-in')),
  );
}

function isRefusedAsItMust(each: PageTry, { token, isRegistered }: Asker, shown: Shown): boolean {
  const { method, path } = each.route;
  const { status, location } = shown;
  if (status >= 500) return false;
  if (EVERYBODYS.includes(path)) return true;
  if (token === null)
    return method === 'GET' ? status === 303 && location?.startsWith('/sign-in') === true : status === 403;
  if (path === '/sign-out') return status === 303;
  if (!isRegistered) return status === 403;
  return each.target === null ? status !== 400 : status === 403 || status === 404 || leadsToTask(each, shown);
}

async function ask(house: House, { route, address, form, file }: PageTry, cookie: string | null) {
  const fields = form === null ? null : { _csrf: CSRF, ...form };
  let body: FormData | URLSearchParams | undefined;
  if (fields !== null && file !== null) {
    body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.append(name, value);
    body.append('file', new Blob([file]), 'words.txt');
  } else if (fields !== null) body = new URLSearchParams(fields);
  const answer = await fetch(new URL(address, house.url), {
    method: route.method,
    headers: { accept: 'text/html', ...(cookie !== null && { cookie }) },
    redirect: 'manual',
    ...(body !== undefined && { body }),
  });
  const sent = `${address} ${Object.values(fields ?? {}).join(' ')}`;
  const text = withoutEscapes(await answer.text());
  return { status: answer.status, text, location: answer.headers.get('location'), sent };
}

/** The text of a page as somebody reads it, so that a trace with an apostrophe in it is found. */
function withoutEscapes(html: string): string {
  return html.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
