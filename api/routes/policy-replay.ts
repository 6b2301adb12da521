import { Readable } from 'node:stream';
import { z } from 'zod';
import type { Policy } from '../../domain/policy/policy.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { EMPTY } from '../../domain/policy/replay/tally.ts';
import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { policySource } from '../../store/policies.ts';
import type { KnownPerson } from '../../store/registry.ts';
import { refused } from '../change.ts';
import { replayCsvHead, replayCsvRows } from '../present/replay-csv.ts';
import { readOne } from '../read-one.ts';
import { goOnReplaying } from '../replaying.ts';
import { writeToken } from '../replay-token.ts';
import { answer, route, type Route } from '../route.ts';
import { nothing } from '../schemas/common.ts';
import { replayAnswer, replayQuestion } from '../schemas/policy-replay.ts';
import type { Services } from '../services.ts';

const CSV = 'text/csv';

/** A stored policy asked every verdict of the history again, for a board: as far as its people may see it. */
export function policyReplayRoutes(services: Services): readonly Route[] {
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
        if (policy === null) return refused(noSuchVersion(params.version));
        const isCsv = request.accepts(['application/json', CSV]) === CSV;
        const { progress, differences } = await goOnReplaying(services, person, policy, body);
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
