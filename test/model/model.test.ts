import { expect } from 'chai';
import { openModelled, type Modelled } from '../support/model/run.ts';

/** By hand: `REMIT_MODEL_RUNS=2000`, and `REMIT_MODEL_SEED` to do the same ones again. */
const RUNS = Number(process.env['REMIT_MODEL_RUNS'] ?? 60);
const SEED = process.env['REMIT_MODEL_SEED'];

describe(`the API and the database beside a model of the rules (runs: ${RUNS})`, function () {
  this.timeout(60_000 + RUNS * 2_000);
  let modelled: Modelled | undefined;
  before(async () => {
    modelled = await openModelled();
  });
  after(() => modelled?.close());

  it('say the same after each command of whatever anybody asks, in whatever order', async () => {
    const ran = await modelled!.compare({ runs: RUNS, ...(SEED !== undefined && { seed: Number(SEED) }) });
    const often = [...ran.met].map(([event, times]) => `${event} ${times}`).sort();
    console.log(`      ${ran.runs} runs, ${ran.commands} commands; ${often.join(', ')}`);
    expect(ran.difference, ran.difference ?? '').to.equal(null);
    expect(ran.runs).to.equal(RUNS);
  });
});
