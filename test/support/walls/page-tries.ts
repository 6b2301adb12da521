import { v7 as uuid } from 'uuid';
import type { Kept } from './kept.ts';
import type { Target } from './operations.ts';
import type { PageRoute } from './routes-of-pages.ts';

type Fields = Readonly<Record<string, string>>;

/** One page or form to be asked for, as everybody asks for it. */
export interface PageTry {
  readonly route: PageRoute;
  readonly address: string;
  readonly form: Fields | null;
  /** The file that the form brings. */
  readonly file: string | null;
  /** What its address names: who may not see it is refused. */
  readonly target: Target | null;
  /** The target of which it is, also where it is no secret that there is one: a sitting is everybody's who is invited. */
  readonly of: Target | null;
}

/** What an address may be about: a target, what somebody keeps, or nothing of anybody's. */
type About = 'target' | 'gated' | 'sitting' | 'kept' | 'nothing';

const words = 'Something that somebody made up';
const day = (name: string, value: string): Fields => {
  const [year = '', month = '', of = ''] = value.split('-');
  return { [`${name}-day`]: of, [`${name}-month`]: month, [`${name}-year`]: year };
};
const said = () => ({ words, key: uuid() });
const handed = () => ({ to: uuid(), key: uuid() });
const changed = () => ({ version: '1', key: uuid() });
const meeting = () => ({
  ...{ title: words, where: words, time: '10:00', key: uuid() },
  ...day('held', '2040-01-01'),
});
const settled = () => ({ reason: words, key: uuid() });

/** What is sent with each form; it must be what its page takes, or nothing is tried. */
const FORMS: Readonly<Record<string, (target: Target) => Fields>> = {
  '/sign-out': () => ({}),
  '/filters': () => ({ name: `${words} ${uuid()}`, sharedWith: '', query: '{"queue":"mine"}', key: uuid() }),
  '/filters/:id': () => ({ name: words, sharedWith: '', revision: '1' }),
  '/filters/:id/delete': () => ({}),
  '/tasks/bulk': ({ task }) => ({ action: 'claim', task, key: uuid() }),
  '/tasks/claim-next': () => ({}),
  '/tasks/:id': () => ({
    ...{ outcome: 'decline', reason: words, contentHash: '0'.repeat(64) },
    ...{ rows: '1', key: uuid() },
  }),
  '/tasks/:id/claim': () => ({}),
  '/tasks/:id/take-over': () => ({}),
  '/tasks/:id/release': () => ({}),
  '/tasks/:id/recall': () => ({}),
  '/tasks/:id/remind': () => ({}),
  '/tasks/:id/request-information': said,
  '/tasks/:id/answer': said,
  '/tasks/:id/resolve': said,
  '/tasks/:id/assign': handed,
  '/tasks/:id/delegate': handed,
  '/tasks/:id/recuse': () => ({ nature: words, key: uuid() }),
  '/initiatives/:id/comments': said,
  '/initiatives/:id/files': () => ({ to: 'proposal', key: uuid() }),
  '/initiatives/:id/files/:file/remove': () => ({}),
  '/initiatives/:id/facts/:fact/confirm': () => ({ value: '0', key: uuid() }),
  '/initiatives/:id/facts/:fact/challenge': () => ({ value: '2,000,000', ...settled() }),
  '/initiatives/:id/challenges/:challenge/accept': settled,
  '/initiatives/:id/challenges/:challenge/withdraw': settled,
  '/initiatives/:id/challenges/:challenge/uphold': settled,
  '/initiatives/:id/challenges/:challenge/dismiss': settled,
  '/told': () => ({ email: '', how: 'each', hour: '7', revision: '0' }),
  '/standing-in': () => ({
    ...{ substitute: 'nobody', body: '', key: uuid() },
    ...day('from', '2040-01-01'),
    ...day('to', '2040-01-02'),
  }),
  '/standing-in/:id/end': () => ({}),
  '/sittings': ({ lead, gate }) => ({ body: lead, gate, person: uuid(), ...meeting() }),
  '/sittings/:id/move': () => ({ version: '1', ...meeting() }),
  '/sittings/:id/add': ({ gate }) => ({ version: '1', gate, key: uuid() }),
  '/sittings/:id/items/:gate/up': changed,
  '/sittings/:id/items/:gate/down': changed,
  '/sittings/:id/items/:gate/off': changed,
  '/sittings/:id/items/:gate/back': changed,
  '/sittings/:id/items/:gate/defer': settled,
  '/sittings/:id/people': () => ({ version: '1', person: uuid(), key: uuid() }),
  '/sittings/:id/attendance': changed,
  '/sittings/:id/apologies': changed,
  '/sittings/:id/close': changed,
  '/sittings/:id/cancel': settled,
  '/policies/:version/replay': () => ({}),
  '/draft-policy': () => ({ key: uuid() }),
  '/policies/:version/replace': () => ({ key: uuid(), revision: '1' }),
  '/policies/:version/trial': () => ({ key: uuid() }),
  '/policies/:version/call-off': () => ({ key: uuid() }),
  '/policies/:version/retire': () => ({ key: uuid() }),
  '/policies/:version/put-in-force': () => ({ key: uuid(), initiative: uuid(), ...FAR_OFF }),
  '/interests': () => ({ kind: 'organisation', of: words, nature: words, key: uuid() }),
  '/interests/:id/withdraw': () => ({}),
  '/interests/initiatives/:id/end': () => ({}),
};

const FAR_OFF = { 'from-day': '1', 'from-month': '1', 'from-year': '2127' };

/** Lists are asked for as they open, and for what they should not find. */
const QUERIES: Readonly<Record<string, (target: Target) => readonly string[]>> = {
  '/queue': ({ initiative }) => [
    ...['', '?queue=all', '?queue=all&q=only+some+may+read', `?queue=all&initiative=${initiative}`],
  ],
  '/initiatives': () => ['', '?q=only+some+may+read', '?status=draft'],
  '/lowered': ({ lead }) => ['', `?body=${lead}`],
};

const BY_PATH: readonly (readonly [RegExp, About])[] = [
  [/^\/(interests\/)?initiatives\/:id/, 'target'],
  [/^\/tasks\/:id/, 'gated'],
  [/^\/sittings\/:id/, 'sitting'],
  [/^\/(filters|interests|standing-in)\/:id/, 'kept'],
  [/^\/help\/:guide/, 'nothing'],
  [/^\/policies\/:version/, 'nothing'],
  [/^[^:]*$/, 'nothing'],
];

/** Every way in which one page or form is asked for. Throws where nobody says here how. */
export function triesOf(
  route: PageRoute,
  targets: readonly Target[],
  kept: readonly Kept[],
): readonly PageTry[] {
  const { method, path } = route;
  const form = FORMS[path];
  if (method === 'POST' && form === undefined)
    throw new Error(`POST ${path} is a form: say in page-tries.ts what is sent with it`);
  const about = BY_PATH.find(([pattern]) => pattern.test(path))?.[1];
  if (about === undefined) throw new Error(`${path} is about something new: say in page-tries.ts what it is`);
  // A draft has no tasks, and no gate that a sitting could take; nobody but its body sees it, so one draft is as the other.
  const [draft] = targets.filter((each) => each.isDraft);
  const tried = targets.filter((each) => !each.isDraft || (about === 'target' && each === draft));
  const all = tried.flatMap((target) => {
    const things = about === 'kept' ? keptOf(path, kept) : [null];
    const queries = (method === 'GET' ? QUERIES[path]?.(target) : undefined) ?? [''];
    return things.flatMap((thing) =>
      queries.map((query): PageTry => ({
        route,
        address: `${filled(path, target, thing)}${query}`,
        form: method === 'POST' ? (form?.(target) ?? {}) : null,
        file: path === '/initiatives/:id/files' && method === 'POST' ? words : null,
        target: about === 'target' || about === 'gated' ? target : null,
        of: about === 'kept' || about === 'nothing' ? null : target,
      })),
    );
  });
  // What says nothing of a target is asked for once.
  return [...new Map(all.map((each) => [`${each.address} ${each.form?.['task'] ?? ''}`, each])).values()];
}

function keptOf(path: string, kept: readonly Kept[]): readonly Kept[] {
  return kept.filter(({ kind }) => path.startsWith(`/${kind}/`));
}

function filled(path: string, target: Target, kept: Kept | null): string {
  const { initiative, task, gate, attachment, challenge } = target;
  const first = path.replace('/interests/', '/').split('/')[1];
  const ids: Readonly<Record<string, string | undefined>> = {
    initiatives: initiative,
    tasks: task,
    // Its record is of one that is over.
    sittings: path.endsWith('/record') ? target.closed : target.sitting,
  };
  const values: Readonly<Record<string, string | undefined>> = {
    id: kept?.id ?? ids[first ?? ''],
    file: attachment,
    fact: 'revenueGbp',
    challenge,
    gate,
    guide: 'for-owners',
    version: '1',
  };
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`${path} names ${name}: say in page-tries.ts what it is`);
    return value;
  });
}
