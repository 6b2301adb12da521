import { setTimeout as pause } from 'node:timers/promises';
import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { daysOfTrial, trialOf } from '../../domain/policy-life/trial.ts';
import { refusal } from '../../domain/refusal.ts';
import { readPolicyLives } from '../../store/policy-life.ts';
import { positionNow, readVerdicts, stretchAfter } from '../../store/read/verdicts.ts';
import { readingAs } from '../../store/replay/reading-only.ts';
import { refused } from '../change.ts';
import { answer, route, type Route } from '../route.ts';
import { policyParams } from '../schemas/policy.ts';
import { policyTrial, trialQuery } from '../schemas/policy-trial.ts';
import type { Services } from '../services.ts';

/** What a policy on trial would have said of the real work meanwhile, for a board: as far as its people may see it. */
export function policyTrialRoutes({ database, world, sql }: Services): readonly Route[] {
  return [
    route({
      method: 'get',
      path: '/v1/policies/{version}/trial',
      id: 'getPolicyTrial',
      action: 'policy.replay',
      tag: 'Policies',
      summary: 'What a policy on trial would have said of the verdicts that were given meanwhile',
      description:
        'Of the initiatives in which your bodies have a part, a page of them at a time: each verdict since the trial began, asked again ' +
        'from the facts of its receipt. Nothing is routed by it.',
      params: policyParams,
      query: trialQuery,
      body: undefined,
      answers: { 200: { description: 'What was compared, and what differs', schema: policyTrial } },
      problems: [403, 404, 409],
      handle: async ({ params: { version }, query: { after = null, limit }, readPerson }) => {
        const person = await readPerson();
        const life = (await readPolicyLives(sql)).find((each) => each.version === version);
        if (life === undefined) return refused(noSuchVersion(version));
        const days = daysOfTrial(life);
        if (days === null)
          return refused(
            refusal(
              'policy-state',
              `Version ${version} was never on trial: POST /v1/policies/${version}/trial.`,
              {
                data: { state: life.state },
              },
            ),
          );
        const read = readingAs(database, person);
        const position = await positionNow(read, pause);
        const policy = await read((asThey) => world.policy(asThey, version));
        const { page, next } = await read(async (asThey) => {
          const stretch = await stretchAfter(asThey, after, limit);
          const found = await readVerdicts(asThey, stretch, { position, since: null });
          return { page: found, next: stretch.upTo };
        });
        return answer(200, {
          version,
          ...days,
          looked: page.looked,
          ...trialOf(policy, days, page.verdicts),
          page: { next },
        });
      },
    }),
  ];
}
