import { expect } from 'chai';
import { openModelled, type Modelled } from '../support/model/run.ts';

/** By hand: `REMIT_MODEL_RUNS=2000`, and `REMIT_MODEL_SEED` to do the same ones again (`seed:path` to begin with the one that differed). */
const BY_HAND = process.env['REMIT_MODEL_RUNS'];
const RUNS = Number(BY_HAND ?? 80);
const [seed, path] = process.env['REMIT_MODEL_SEED']?.split(':') ?? [];

describe(`the API and the database beside a model of the rules (runs: ${RUNS})`, function () {
  this.timeout(120_000 + RUNS * 10_000);
  let modelled: Modelled | undefined;
  before(async () => {
    modelled = await openModelled();
  });
  after(() => modelled?.close());

  it('say the same after each command of whatever anybody asks, in whatever order', async () => {
    const ran = await modelled!.compare({
      runs: RUNS,
      ...(BY_HAND === undefined && { within: 35_000 }),
      ...(seed !== undefined && { seed: Number(seed) }),
      ...(path !== undefined && { path }),
    });
    const often = [...ran.met].map(([event, times]) => `${event} ${times}`).sort();
    console.log(`      ${ran.runs} runs, ${ran.commands} commands; ${often.join(', ')}`);
    expect(ran.difference, ran.difference ?? '').to.equal(null);
    // A busy machine does fewer of those that are done each time.
    if (BY_HAND !== undefined) expect(ran.runs).to.equal(RUNS);
  });
});
