import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import pg from 'pg';
import { readToken, writeToken } from '../../api/replay-token.ts';
import { createLog } from '../../contracts/log.ts';
import type { ReplayReport } from '../../domain/policy/replay/report.ts';
import { personBySubject } from '../../store/registry.ts';
import { readingAs } from '../../store/replay/reading-only.ts';
import { beginReplay, replayHistory, type Progress } from '../../store/replay/replay-history.ts';
import { World } from '../../store/world.ts';
import { startMail } from '../../worker/telling/mail/start.ts';
import { startTelling } from '../../worker/telling/start.ts';
import { connectClient } from '../../worker/temporal.ts';
import { openHouse, type House } from '../support/house.ts';
import { openGateOf, QUIET_FACTS, submitAt, until } from '../support/initiatives.ts';
import { startMailServer, type MailServer } from '../support/mail-server.ts';
import { digestOf } from '../support/replay/digest.ts';
import { replayHere } from '../support/replay/run-replay.ts';
import { DRAFT_XML } from '../support/replay-draft.ts';
import { policyOf } from '../support/shipped-policy.ts';

interface Answer {
  readonly report: ReplayReport;
  readonly looked: number;
  readonly next: string | null;
}

const REPLAY = '/v1/policies/draft-2/replay';
const log = createLog('test', process.env['REMIT_LOG'] ?? 'silent');

describe('a policy replayed through the API', function () {
  this.timeout(90_000);
  let house: House;
  let server: MailServer;
  let telling: { stop(): Promise<void> };
  let client: pg.Client;

  before(async () => {
    [house, server] = await Promise.all([openHouse(), startMailServer()]);
    const database = await house.database.connect('remit_system', 5);
    const clock = () => new Date().toISOString();
    const publicUrl = 'https://remit.example';
    const mail = { database, world: new World(), clock, from: 'Remit <remit@remit.example>', publicUrl };
    telling = await startTelling({
      ...{ database, clock, log, publicUrl, allowed: new Set<string>() },
      mail: startMail({ ...mail, smtp: server.smtp }),
    });
    client = new pg.Client({ connectionString: house.database.url, options: '-c search_path=remit' });
    await client.connect();
    const { version, name, hash } = await policyOf(DRAFT_XML);
    await client.query(
      `insert into policy (kind, version, name, hash, source, state) values ('subsidiarity', $1, $2, $3, $4, 'draft')`,
      [version, name, hash, DRAFT_XML],
    );
    const facts = { ...QUIET_FACTS, capitalGbp: 1_500_000 };
    for (const body of ['QKS', 'QHL']) {
      const id = await submitAt(house, body, { facts });
      await openGateOf(await house.as(`owner.${body}`), id);
    }
  });

  after(async () => {
    await client.end();
    await telling.stop();
    await server.close();
    await house.close();
  });

  const ask = async (subject: string, body: unknown = {}) =>
    (await house.as(subject)).post<Answer>(REPLAY, body);

  it('tells the national board of everything, and the board of a region of what is theirs', async () => {
    const { status, body } = await ask('board.national');
    expect(status).to.equal(200);
    expect(body).to.include({ next: null });
    expect(body.report).to.deep.include({ initiatives: 2, verdicts: 2, underWay: 2 });
    expect(body.report.levels).to.deep.equal([
      { stage: 'develop-plan', from: 'region', to: 'system', verdicts: 2, underWay: 2 },
    ]);
    const ofTheirs = await ask('board.Y60');
    expect(
      ofTheirs.body.report.examples.map(({ bodies, bodiesAfter }) => [bodies, bodiesAfter]),
    ).to.deep.equal([[['Y60'], ['QHL']]]);
  });

  it('tells it as lines of CSV', async () => {
    const { token } = await house.as('board.national');
    const response = await fetch(`${house.url}${REPLAY}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, accept: 'text/csv' },
    });
    expect(response.headers.get('content-type')).to.contain('text/csv');
    expect(response.headers.get('remit-next')).to.equal(null);
    const rows: Record<string, string>[] = parse(await response.text(), { columns: true });
    expect(rows.map(({ what, from, to, decided_by: rule }) => [what, from, to, rule])).to.deep.equal([
      ['more-local', 'region', 'system', 'S-11'],
      ['more-local', 'region', 'system', 'S-11'],
    ]);
  });

  it('goes on from what it gave, whichever process is asked, and comes to the same', async () => {
    const { body: whole } = await ask('board.national');
    const token = writeToken((await policyOf(DRAFT_XML)).hash, await firstPage());
    const { body } = await ask('board.national', { after: token });
    expect(body).to.deep.equal(whole);
  });

  it('goes on with nothing that it did not give', async () => {
    const { hash } = await policyOf(DRAFT_XML);
    const progress = await firstPage();
    const token = writeToken(hash, progress);
    expect(readToken(token, hash)).to.deep.equal(progress);
    const made = { ...progress, tally: { ...progress.tally, levels: { 'not a list': 1 } } };
    for (const after of ['x', writeToken('other', progress), writeToken(hash, made)]) {
      const { status, body } = await ask('board.national', { after });
      expect(status).to.equal(400);
      expect((body as unknown as { type: string }).type).to.contain('cursor-invalid');
    }
    expect((await ask('board.national', { after: token, since: '2026-01-01' })).status).to.equal(400);
  });

  it('is for boards, of a version that is stored', async () => {
    expect((await ask('approver-1.QHL')).status).to.equal(403);
    expect((await ask('owner.QHL')).status).to.equal(403);
    const board = await house.as('board.national');
    expect((await board.post('/v1/policies/none/replay', {})).status).to.equal(404);
    expect((await board.post<Answer>('/v1/policies/1/replay', {})).body.report.outcomes).to.include({
      same: 2,
    });
    expect((await board.post<Answer>(REPLAY, { since: '2999-01-01' })).body.report.verdicts).to.equal(0);
  });

  it('leaves no row, job, event, mail or signal behind, where everything runs', async () => {
    await until('nothing that is still to be done', async () => {
      const before = await everything();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      return JSON.stringify(await everything()) === JSON.stringify(before) ? true : undefined;
    });
    const before = await everything();
    expect(before.temporal).to.have.length(2);
    await ask('board.national');
    await ask('board.Y60');
    await replayHere(house.database.url, 'draft-2', { json: true });
    // Whatever it had set going would be there by now.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await everything()).to.deep.equal(before);
  });

  /** All that could tell: rows, jobs, sequences; how long each history in Temporal is, signals among them; and mails. */
  async function everything() {
    // Whoever runs says all the while that it lives, and holds its lanes.
    const alive = ['remit.relay', 'remit.lane', 'remit.rate_count', 'remit.feed'];
    const tables = Object.entries(await digestOf(client));
    const digest = Object.fromEntries(tables.filter(([name]) => !alive.includes(name)));
    const temporal = await connectClient({ address: house.temporal.address }, house.temporal.namespace);
    try {
      const lengths: string[] = [];
      for await (const each of temporal.workflow.list({ query: `TaskQueue = '${house.taskQueue}'` }))
        lengths.push(`${each.workflowId} ${each.runId} ${String(each.historyLength)}`);
      return { digest, temporal: lengths.toSorted(), mails: server.took.length };
    } finally {
      await temporal.connection.close();
    }
  }

  /** A replay as the national board that has looked at one initiative. */
  async function firstPage(): Promise<Progress> {
    const { database, clock } = house.services;
    const person = await personBySubject(house.services.sql, house.issuer, 'board.national', await clock());
    const read = readingAs(database, person!);
    const pages = replayHistory(read, await policyOf(DRAFT_XML), await beginReplay(read, null), {
      page: 1,
      ahead: 0,
    });
    for await (const { progress } of pages) return progress;
    throw new Error('There is no page');
  }
});
