import { expect } from 'chai';
import { Client, Connection } from '@temporalio/client';
import { NUDGE_SIGNAL, workflowId } from '../../contracts/names.ts';
import { examined } from '../support/estate/doctor.ts';
import { complain, openEstate, type Estate } from '../support/estate/estate.ts';
import { Desk } from '../support/estate/desk.ts';
import { atOnce } from '../support/at-once.ts';
import { cast, openGates } from '../support/estate/gates.ts';
import { until } from '../support/initiatives.ts';
import { Sight, type Seen } from '../support/estate/sight.ts';

/** So many signals the server takes for one run in this test; a run of an ordinary initiative gets a dozen. */
const MOST_SIGNALS = 80;

describe('a nudge that fails for ever for one initiative', function () {
  this.timeout(300_000);
  let estate: Estate;
  let desk: Desk;
  let sight: Sight;
  let temporal: Client;
  before(async () => {
    estate = await openEstate({
      temporalArgs: ['--dynamic-config-value', `history.maximumSignalsPerExecution=${MOST_SIGNALS}`],
      workerPort: true,
    });
    desk = new Desk(estate);
    sight = new Sight(estate);
    sight.start();
    const connection = await Connection.connect({ address: estate.temporalAddress });
    temporal = new Client({ connection, namespace: estate.namespace });
  });
  afterEach(function () {
    complain(this.currentTest, estate);
  });
  after(async () => {
    desk.close();
    await sight.stop();
    await temporal.connection.close();
    await estate.close();
  });

  it('holds up nobody else, is seen by the operator, and is done once the cause is repaired', async () => {
    const votes = await openGates(desk, sight, 12);
    const poor = votes[0]?.initiative ?? '';
    const others = [...new Set(votes.map((vote) => vote.initiative))].filter((id) => id !== poor);
    const run = temporal.workflow.getHandle(workflowId(poor));
    await saturate(run);
    // It has looked for the last of them, so that it sees nothing of what comes after.
    await until('a run that has nothing to look at', async () =>
      (await run.describe()).raw.pendingWorkflowTask ? undefined : true,
    );

    await atOnce(votes, 8, (vote) => cast(desk, vote));
    const second = (id: string) =>
      sight.until(id, 'the second stage', (seen) => (isAtSecond(seen) ? seen : undefined), 60_000);
    await Promise.all(others.map(second));

    // What the operator sees: the doctor names it with the error, and the metrics count it.
    const report = await examined(estate, { patience: 15_000 });
    expect(new Set(report.findings.map((finding) => finding.initiative))).to.deep.equal(new Set([poor]));
    const failing = report.findings.find((finding) => finding.code === 'nudge-failing');
    expect(failing?.says).to.match(/signal/i);
    const figures = await (await fetch(`${estate.workerUrls[0] ?? ''}/metrics`)).text();
    expect(figures).to.match(/remit_relay_nudge_seconds_count\{[^}]*result="failed"[^}]*\} [1-9]/);
    expect(await sight.until(poor, 'where it stands', (seen) => seen.stage)).to.equal('develop-plan');

    // The cause is repaired: the run that takes no more signals is ended, and the next nudge starts another.
    await run.terminate('takes no more signals');
    await second(poor);
    const after = await examined(estate);
    expect([...after.findings, ...after.moving]).to.deep.equal([]);
  });

  /** Signals a run until the server takes no more. */
  async function saturate(run: ReturnType<Client['workflow']['getHandle']>): Promise<void> {
    for (let sent = 0; sent <= MOST_SIGNALS; sent += 1) {
      const refused = await run.signal(NUDGE_SIGNAL).then(
        () => null,
        (error: unknown) => error,
      );
      if (refused !== null) return;
    }
    throw new Error('the server takes signals without end');
  }
});

function isAtSecond(seen: Seen): boolean {
  return seen.stage === 'support-people' && seen.stage_state === 'working';
}
