import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { expect } from 'chai';
import { fetchToken } from '../../cli/commands/token.ts';
import { freePorts } from '../../cli/embedded/free-port.ts';
import { findTemporal } from '../../cli/embedded/temporal-binary.ts';
import { startTemporal, type RunningTemporal } from '../../cli/embedded/temporal-server.ts';
import { STAGES } from '../../domain/stage.ts';
import { nudge } from '../../worker/nudge.ts';
import { openHouse, type House } from '../support/house.ts';
import { historyOf } from '../support/initiatives.ts';
import { makeTempFolder, type TempFolder } from '../support/temp-folder.ts';
import { PeopleAtWork } from './people-at-work.ts';
import { readRuns } from './runs.ts';

describe('an initiative that is nudged 5,000 times', function () {
  this.timeout(900_000);
  const NAMESPACE = 'remit-many-nudges';
  const NUDGES = 5_000;
  // Every nudge is an event, so there are three runs more at the least, however many are seen at one look.
  const SUGGEST = ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=1000'];
  let folder: TempFolder;
  let server: RunningTemporal;
  let house: House;
  let connection: Connection;
  before(async () => {
    folder = makeTempFolder('many-nudges');
    const [port = 0] = await freePorts(1);
    const say = () => undefined;
    server = await startTemporal({
      ...{ binary: await findTemporal({ say }), folder: folder.path, port, namespace: NAMESPACE },
      ...{ inMemory: true, extraArgs: SUGGEST, say },
    });
    connection = await Connection.connect({ address: server.address });
    house = await openHouse({ temporal: { address: server.address, namespace: NAMESPACE } });
  });
  after(async () => {
    await house.close();
    await connection.close();
    await server.stop();
    folder.remove();
  });

  /** One that could not be sent is sent again, as the outbox does. */
  const untilSent = async (temporal: Client, id: string): Promise<void> => {
    for (let tries = 1; ; tries += 1)
      try {
        await nudge(temporal, house.taskQueue, id);
        return;
      } catch (error) {
        const late = isGrpcServiceError(error) || isGrpcServiceError((error as Error).cause);
        if (!late || tries === 3) throw error;
      }
  };

  it('crosses at least three continue-as-new, loses no nudge on the way, and ends as it should', async () => {
    const temporal = new Client({ connection, namespace: NAMESPACE });
    const people = new PeopleAtWork((subject) => fetchToken(subject, { issuer: house.issuer }));
    people.addresses = [house.url];
    const id = await people.submit();
    const [last, ...before] = STAGES.toReversed();
    for (const stage of before.toReversed()) {
      // One after the other, as the outbox sends them: it has one job for an initiative. A hundred that come at once,
      // while a workflow task is under way, make the server break that task off (its limit of buffered events).
      const nudging = async () => {
        for (let left = NUDGES / before.length; left > 0; left -= 1) await untilSent(temporal, id);
      };
      // What people do moves it on in the midst of that.
      await Promise.all([people.through(id, stage), nudging()]);
    }
    if (last !== undefined) await people.through(id, last);

    const runs = await readRuns(temporal, [id]);
    expect(runs.count).to.be.at.least(4);
    expect(runs.troubles).to.deep.equal([]);
    expect(people.refusals).to.deep.equal([]);
    const events = await historyOf(await house.as('owner.QKS'), id);
    expect(events.map((event) => event.n)).to.deep.equal(events.map((_, index) => index + 1));
    const opened = events.filter(({ type }) => type === 'gate-opened').map(({ data }) => data['stage']);
    expect(opened).to.deep.equal(STAGES);
    expect(events.at(-1)?.type).to.equal('initiative-closed');
  });
});
