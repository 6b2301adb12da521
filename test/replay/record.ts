/**
 * Records histories of real runs into `histories/`, for the replay tests: `node --import tsx test/replay/record.ts`.
 * A history that is there already is never touched; a new way for an initiative to go gets a new name, and each way is
 * recorded once by each version of the workflow.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestWorkflowEnvironment } from '@temporalio/testing';
import { workflowId, WORKFLOW_VERSIONS } from '../../contracts/names.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { openHouse, type House } from '../support/house.ts';
import { writeHistory } from '../support/history-file.ts';
import { CONTENT, openGateOf, submitAt, until, type GateView } from '../support/initiatives.ts';
import { stopTestServers } from '../support/servers.ts';
import { createTimeSkippingEnvironment } from '../support/time-skipping.ts';

const FOLDER = join(import.meta.dirname, 'histories');
const BODY = 'QKS';
const { newest } = WORKFLOW_VERSIONS;
/** The first version's are called by their way alone. */
const VERSION = newest === 1 ? '' : `.version-${newest}`;

const environment = await createTimeSkippingEnvironment();
const house = await openHouse({
  temporal: { address: environment.address, namespace: environment.namespace ?? 'default' },
  clock: async () => new Date(await environment.currentTimeMs()).toISOString(),
});

const ways: Record<string, (house: House, environment: TestWorkflowEnvironment) => Promise<string>> = {
  'straight-through': async () => {
    const id = await submitAt(house, BODY);
    for (const stage of STAGES) {
      if (stage !== 'develop-plan') await presentNext(id, stage);
      await decide(await gate(id, stage), 'approve');
    }
    return ended(id, 'closed');
  },
  'changes-requested-and-returned': async () => {
    const id = await submitAt(house, BODY);
    await decide(await gate(id, 'develop-plan'), 'request-changes', { reason: 'Say more' });
    await presentNext(id, 'develop-plan');
    await decide(await gate(id, 'develop-plan'), 'approve');
    await presentNext(id, 'support-people');
    await decide(await gate(id, 'support-people'), 'return', {
      reason: 'Plan again',
      returnTo: 'develop-plan',
    });
    await presentNext(id, 'develop-plan');
    await decide(await gate(id, 'develop-plan'), 'decline', { reason: 'No' });
    return ended(id, 'declined');
  },
  asked: async () => {
    const id = await submitAt(house, BODY);
    const { seats } = await gate(id, 'develop-plan');
    const task = seats.find((seat) => seat.role === 'approver')?.task ?? '';
    const approver = await house.as(`approver-1.${BODY}`);
    await approver.post(`/v1/tasks/${task}/request-information`, { question: 'Who pays?' });
    await environment.sleep('8 days');
    await (await house.as(`owner.${BODY}`)).post(`/v1/tasks/${task}/answer`, { answer: 'The trust' });
    const again = await house.as(`approver-1.${BODY}`);
    await again.post(`/v1/tasks/${task}/request-information`, { question: 'And the third year?' });
    await environment.sleep('20 days');
    await until('past due', async () => {
      await environment.sleep('2 days');
      return (await gate(id, 'develop-plan')).pastDue >= 1 ? true : undefined;
    });
    await decide(await gate(id, 'develop-plan'), 'decline', { reason: 'Too late' });
    return ended(id, 'declined');
  },
  reopened: async () => {
    const id = await submitAt(house, BODY);
    await decide(await gate(id, 'develop-plan'), 'decline', { reason: 'Too many wards' });
    await ended(id, 'declined');
    const owner = await house.as(`owner.${BODY}`);
    await owner.patch(`/v1/initiatives/${id}`, { title: 'One ward first' }, { 'if-match': '"1"' });
    await owner.post(`/v1/initiatives/${id}/submit`);
    await decide(await gate(id, 'develop-plan'), 'approve');
    await presentNext(id, 'support-people');
    await decide(await gate(id, 'support-people'), 'decline', { reason: 'Nobody to learn from' });
    return ended(id, 'declined');
  },
  declined: async () => {
    const id = await submitAt(house, BODY);
    await decide(await gate(id, 'develop-plan'), 'decline', { reason: 'Not now' });
    return ended(id, 'declined');
  },
  'reminded-and-past-due': async () => {
    const id = await submitAt(house, BODY);
    const opened = await gate(id, 'develop-plan');
    await until('twice past due', async () => {
      await environment.sleep('2 days');
      return (await gate(id, 'develop-plan')).pastDue >= 2 ? true : undefined;
    });
    await decide(opened, 'decline', { reason: 'Too late' });
    return ended(id, 'declined');
  },
  withdrawn: async () => {
    const id = await submitAt(house, BODY);
    await gate(id, 'develop-plan');
    await (
      await house.as(`owner.${BODY}`)
    ).post(`/v1/initiatives/${id}/withdraw`, { reason: 'No longer needed' });
    return ended(id, 'withdrawn');
  },
  'facts-changed': async () => {
    const id = await submitAt(house, BODY);
    await gate(id, 'develop-plan');
    const owner = await house.as(`owner.${BODY}`);
    await owner.patch(`/v1/initiatives/${id}`, { facts: { capitalGbp: 1_400_000 } }, { 'if-match': '"1"' });
    await until('region', async () =>
      (await gate(id, 'develop-plan')).level === 'region' ? true : undefined,
    );
    await owner.post(`/v1/initiatives/${id}/withdraw`, { reason: 'Too dear' });
    return ended(id, 'withdrawn');
  },
};

for (const [name, go] of Object.entries(ways)) {
  const file = join(FOLDER, `${name}${VERSION}.json`);
  if (existsSync(file)) continue;
  const id = await go(house, environment);
  const handle = environment.client.workflow.getHandle(workflowId(id));
  await handle.result();
  const history = await handle.fetchHistory();
  writeHistory(file, history);
  console.log(`${name}${VERSION}: ${history.events?.length ?? 0} events`);
}
const sums = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(FOLDER, file)))
        .digest('hex')}  ${file}`,
  );
writeFileSync(join(FOLDER, 'SHA256SUMS'), `${sums.join('\n')}\n`);
await house.close();
await environment.teardown();
await stopTestServers();

async function gate(id: string, stage: Stage): Promise<GateView> {
  return openGateOf(await house.as(`owner.${BODY}`), id, stage);
}

async function presentNext(id: string, stage: Stage): Promise<void> {
  const owner = await house.as(`owner.${BODY}`);
  await until(`${stage} to be worked`, async () => {
    const { body } = await owner.get<{ stage: string; stages: { stage: string; state: string }[] }>(
      `/v1/initiatives/${id}`,
    );
    const work = body.stages.find((each) => each.stage === stage);
    return body.stage === stage && work?.state === 'working' ? true : undefined;
  });
  const path = `/v1/initiatives/${id}/stages/${stage}`;
  const etag = (await owner.get(path)).headers.get('etag');
  await owner.put(path, CONTENT[stage], etag === '"0"' ? {} : { 'if-match': etag ?? '' });
  await owner.post(`${path}/present`);
}

async function decide(open: GateView, outcome: string, more: Record<string, unknown> = {}): Promise<void> {
  const people = [`approver-1.${BODY}`, `signatory.${BODY}`, `approver-2.${BODY}`];
  for (const seat of open.seats) {
    const person = await house.as(seat.role === 'signatory' ? `signatory.${BODY}` : (people[0] ?? ''));
    const vote = { outcome, contentHash: open.contentHash, ...more };
    const done = await person.post(`/v1/tasks/${seat.task}/complete`, vote);
    if (done.status !== 200) throw new Error(JSON.stringify(done.body));
    if (outcome !== 'approve') return;
  }
}

async function ended(id: string, status: string): Promise<string> {
  const owner = await house.as(`owner.${BODY}`);
  await until(status, async () => {
    const { body } = await owner.get<{ status: string }>(`/v1/initiatives/${id}`);
    return body.status === status ? true : undefined;
  });
  return id;
}
