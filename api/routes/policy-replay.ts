import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Difference } from '../../domain/policy/replay/difference.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { EMPTY } from '../../domain/policy/replay/tally.ts';
import { refusal } from '../../domain/refusal.ts';
import { policySource } from '../../store/policies.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { readingAs } from '../../store/replay/reading-only.ts';
import { beginReplay, replayHistory, type Progress } from '../../store/replay/replay-history.ts';
import { refused } from '../change.ts';
import { OneAtATime } from '../one-at-a-time.ts';
import { replayCsvHead, replayCsvRows } from '../present/replay-csv.ts';
import { problem, ProblemError } from '../problem.ts';
import { readOne } from '../read-one.ts';
import { readToken, writeToken } from '../replay-token.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { replayAnswer, replayQuestion } from '../schemas/policy-replay.ts';
import type { Services } from '../services.ts';

/** An answer takes about so long, in milliseconds, whatever there is: what is left is asked for again. */
const BUDGET_MS = 2_000;
/** So few at a time that others who ask wait for no more than some milliseconds between. */
const PAGE = 100;
const MOST_WAITING = 4;

const CSV = 'text/csv';

/** A stored policy asked every verdict of the history again, for a board: as far as its people may see it. */
export function policyReplayRoutes(services: Services): readonly Route[] {
  const turns = new OneAtATime(MOST_WAITING);
  return [
    route({
      method: 'post',
      path: '/v1/policies/{version}/replay',
      id: 'replayPolicy',
      action: 'policy.replay',
      tag: 'Policies',
      summary: 'What a version would change, over all history and everything under way; nothing is changed',
      description:
        'Asks the version every verdict again that was taken of the initiatives in which your bodies have a part, from the facts ' +
        'of its day. An answer takes about two seconds; send its `next` as `after` until that is null. Sums go with `next`, so ' +
        'each report is of everything so far. With `Accept: text/csv` it is the verdicts that would be another, a line for each; ' +
        'the header `Remit-Next` has what to send on, and the first answer alone names the columns.',
      params: z.object({ version: z.string().max(50) }),
      query: nothing,
      body: replayQuestion,
      bodyOptional: true,
      answers: { 200: { description: 'The report so far', schema: replayAnswer, mediaTypes: [CSV] } },
      problems: [404],
      handle: async ({ readPerson, params, body, request }) => {
        const person = await readPerson();
        const policy = await stored(services, person, params.version);
        if (policy === null)
          return refused(
            refusal('not-found', `There is no version ${params.version} of the subsidiarity policy.`),
          );
        const isCsv = request.accepts(['application/json', CSV]) === CSV;
        const done = await turns.do(() => goOn(services, person, policy, body));
        if (done === null)
          throw new ProblemError(
            problem(503, 'too-many-replays', 'As many replays wait as may: ask again later.'),
          );
        const { progress, differences } = done;
        if (!isCsv) {
          const report = reportOf(policy, progress.since, progress.tally);
          const next = progress.isWhole ? null : writeToken(policy.hash, progress);
          return answer(200, { report, looked: progress.looked, next });
        }
        // Lines need no sums: what is carried stays small enough for a header.
        const next = progress.isWhole ? null : writeToken(policy.hash, { ...progress, tally: EMPTY });
        const head = body.after === undefined ? replayCsvHead() : '';
        return {
          status: 200,
          headers: {
            'content-type': `${CSV}; charset=utf-8`,
            'cache-control': 'no-store',
            ...(next !== null && { 'Remit-Next': next }),
          },
          filename: 'replay.csv',
          stream: Readable.from([`${head}${replayCsvRows(differences)}`]),
        };
      },
    }),
  ];
}

/** The version as it was stored, or `null` where there is none. */
async function stored(services: Services, person: KnownPerson, version: string): Promise<Policy | null> {
  if ((await policySource(services.database, 'subsidiarity', version)) === null) return null;
  return readOne(services, person, (sql) => services.world.policy(sql, version));
}

/** Replays for about as long as one answer takes. */
async function goOn(
  services: Services,
  person: KnownPerson,
  policy: Policy,
  { since, after }: z.output<typeof replayQuestion>,
): Promise<{ readonly progress: Progress; readonly differences: readonly Difference[] }> {
  const read = readingAs(services.database, person);
  let progress = after === undefined ? await beginReplay(read, since ?? null) : readToken(after, policy.hash);
  if (progress === null || (after !== undefined && since !== undefined && since !== progress.since))
    throw new ProblemError(
      problem(
        400,
        'cursor-invalid',
        'This replay cannot be gone on with: `after` takes the `next` of the answer before, of the same policy and days.',
        { fields: [{ field: 'after', rule: 'cursor', detail: 'Take it from `next`, or leave it out.' }] },
      ),
    );
  const began = performance.now();
  const differences: Difference[] = [];
  for await (const page of replayHistory(read, policy, progress, { page: PAGE, ahead: false })) {
    progress = page.progress;
    differences.push(...page.differences);
    if (performance.now() - began > BUDGET_MS) break;
  }
  return { progress, differences };
}
