import express, { type Router } from 'express';
import { z } from 'zod';
import { mayNot } from '../../domain/authorisation.ts';
import { reportOf } from '../../domain/policy/replay/report.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { goOnReplaying } from '../../api/replaying.ts';
import { writeToken } from '../../api/replay-token.ts';
import { readOne } from '../../api/read-one.ts';
import { day } from '../../api/schemas/common.ts';
import type { Services } from '../../api/services.ts';
import type { Asking, Personal } from '../personal.ts';
import { replayView } from '../present/replay.ts';
import { policyAsked } from './policy-asked.ts';

const sent = z.object({
  since: day.optional().catch(undefined),
  after: z.string().min(1).optional().catch(undefined),
});

/** A version asked the whole history again, as far as somebody may see it: some seconds at a time, until all of it was looked at. */
export function policyReplayPages(services: Services, personal: Personal): Router {
  const router = express.Router();
  router.get(
    '/policies/:version/replay',
    personal((asking) => askPage(services, asking)),
  );
  router.post(
    '/policies/:version/replay',
    personal((asking) => replayPage(services, asking)),
  );
  return router;
}

async function askPage(services: Services, asking: Asking): Promise<void> {
  refuseOthers(asking);
  const { name, version } = await policyAsked(services, asking);
  asking.show('policy-replay', { name, version });
}

async function replayPage(services: Services, asking: Asking): Promise<void> {
  refuseOthers(asking);
  const { person, request, show } = asking;
  const policy = await policyAsked(services, asking);
  const { since, after } = sent.parse(request.body);
  const { progress } = await goOnReplaying(services, person, policy, {
    ...(after === undefined ? { since } : { after }),
  });
  const report = reportOf(policy, progress.since, progress.tally);
  const view = await readOne(services, person, (_sql, { bodies }) =>
    Promise.resolve(replayView(report, bodies)),
  );
  const next = progress.isWhole ? null : writeToken(policy.hash, progress);
  const { name, version } = policy;
  show('policy-replay', {
    name,
    version,
    since: progress.since,
    report: view,
    looked: progress.looked,
    next,
  });
}

function refuseOthers({ person }: Asking): void {
  const denied = mayNot(person, 'policy.replay');
  if (denied !== null) throw new ProblemError(problemOf(denied));
}
