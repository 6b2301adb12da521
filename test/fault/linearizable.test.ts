import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import { complain, openEstate, type Estate } from '../support/estate/estate.ts';
import { isLinearizable } from '../support/linearizability/check.ts';
import { asLines, byGate, type Operation } from '../support/linearizability/history.ts';
import { askPorcupine, findPorcupine, type Porcupine } from '../support/linearizability/porcupine.ts';
import { record } from '../support/linearizability/record.ts';

/** By hand: REMIT_LINEAR_OPERATIONS=20000; REMIT_LINEAR_KEEP names a file that the recording is kept in. */
const OPERATIONS = Number(process.env['REMIT_LINEAR_OPERATIONS'] ?? 1_500);
const KILLS = Math.max(1, Math.round(OPERATIONS / 2_000));
const SEED = Number(process.env['REMIT_FAULT_SEED'] ?? 20_261_126);

describe(`one gate after the other, and everything at once (operations: ${OPERATIONS}, seed: ${SEED})`, function () {
  this.timeout(180_000 + OPERATIONS * 120);
  let estate: Estate;
  let porcupine: Porcupine;
  before(async () => {
    [estate, porcupine] = await Promise.all([openEstate(), findPorcupine()]);
    if ('missing' in porcupine) console.log(`      porcupine was not asked: ${porcupine.missing}`);
  });
  afterEach(function () {
    complain(this.currentTest, estate);
  });
  after(() => estate.close());

  it('each task and gate is as if one had been asked after the other, whoever is killed meanwhile', async () => {
    const { history, kills, gates, sentAgain } = await record(estate, {
      operations: OPERATIONS,
      kills: KILLS,
      seed: SEED,
    });
    const keep = process.env['REMIT_LINEAR_KEEP'];
    if (keep !== undefined) writeFileSync(keep, asLines(history));
    const unknown = history.filter(({ result }) => result.outcome === 'unknown').length;
    const done = history.filter(({ result }) => result.outcome === 'ok').length;
    console.log(
      `      ${history.length} operations at ${gates} gates: ${done} done, ${unknown} never answered, ` +
        `${sentAgain} sent again until they were; ${kills} kills`,
    );
    expect(history.length).to.be.at.least(OPERATIONS * 0.95);
    expect(kills).to.equal(KILLS * 2);
    expect(await wrongIn(history, porcupine)).to.deep.equal([]);
  });
});

/** The gates whose results no order explains, by both checkers where there are two: they must agree. */
async function wrongIn(history: readonly Operation[], porcupine: Porcupine): Promise<readonly string[]> {
  const began = performance.now();
  const wrong = [...byGate(history)].filter(([, each]) => !isLinearizable(each)).map(([gate]) => gate);
  const took = performance.now() - began;
  if ('missing' in porcupine) {
    console.log(`      checked in ${Math.round(took)} ms`);
    return wrong;
  }
  const asked = performance.now();
  const opinion = await askPorcupine(porcupine.program, history);
  const porcupineTook = performance.now() - asked;
  console.log(`      checked in ${Math.round(took)} ms, by porcupine in ${Math.round(porcupineTook)} ms`);
  expect(opinion.undecided).to.deep.equal([]);
  expect(opinion.gates).to.equal(byGate(history).size);
  expect(opinion.wrong).to.deep.equal(wrong.toSorted());
  return wrong;
}
