import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { wrongWithStored } from '../support/estate/count.ts';
import { examined } from '../support/estate/doctor.ts';
import { complain, openEstate, type Estate } from '../support/estate/estate.ts';
import { Load } from '../support/estate/load.ts';
import type { Part } from '../support/estate/part.ts';
import { seeded } from '../support/estate/seeded.ts';

/** Each round kills and freezes every one of the four. Twenty are run by hand: REMIT_FAULT_ROUNDS=20. */
const ROUNDS = Number(process.env['REMIT_FAULT_ROUNDS'] ?? 1);
const SEED = Number(process.env['REMIT_FAULT_SEED'] ?? 20_261_122);

/** What must be going on when something is killed: fewer would prove less. */
const AT_LEAST = { moving: 50, openGates: 20, unanswered: 10 };

describe(`the real processes killed and frozen at work (rounds: ${ROUNDS}, seed: ${SEED})`, function () {
  this.timeout((4 + ROUNDS * 4) * 60_000);
  let estate: Estate;
  let load: Load;
  before(async () => {
    estate = await openEstate();
  });
  afterEach(async function () {
    complain(this.currentTest, estate);
    await load.abandon();
  });
  after(() => estate.close());

  it('every acknowledged command is there once, none twice, and all initiatives reach their end', async () => {
    const random = seeded(SEED);
    load = new Load(estate, SEED);
    load.start(110);
    const told: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1)
      for (const { part, kind } of shuffled(blows(estate), random)) {
        const seen = await inTheMiddle(load);
        const away = Math.floor(random() * 2_000);
        if (kind === 'frozen') part.freeze();
        else await part.kill();
        await pause(away);
        if (kind === 'frozen') part.thaw();
        else await part.start();
        await goesOn(load);
        told.push(`${round}. ${part.name} ${kind} for ${away} ms with ${JSON.stringify(seen)}`);
      }
    await load.finish();
    console.log(told.map((line) => `      ${line}`).join('\n'));
    console.log(`      ${load.scripts.size} initiatives, ${load.acknowledged.length} commands acknowledged`);
    expect(load.problems).to.deep.equal([]);
    expect(load.desk.broken).to.deep.equal([]);
    expect(await wrongWithStored(estate, load.acknowledged, load.scripts)).to.deep.equal([]);
    const report = await examined(estate);
    expect([...report.findings, ...report.moving]).to.deep.equal([]);
    expect(report.initiatives).to.equal(load.scripts.size);
  });
});

/** Each of the four killed, and each of them frozen. */
function blows(estate: Estate): readonly { readonly part: Part; readonly kind: 'killed' | 'frozen' }[] {
  const parts = [...estate.webs, ...estate.workers, estate.temporal, estate.postgres];
  return parts.flatMap((part) => [
    { part, kind: 'killed' },
    { part, kind: 'frozen' },
  ]);
}

/** Waits for a moment in which enough is going on, and says how much. */
async function inTheMiddle(load: Load): Promise<typeof AT_LEAST> {
  const late = Date.now() + 60_000;
  for (;;) {
    const now = { moving: load.moving, openGates: load.sight.openGates, unanswered: load.desk.unanswered };
    if (
      now.moving >= AT_LEAST.moving &&
      now.openGates >= AT_LEAST.openGates &&
      now.unanswered >= AT_LEAST.unanswered
    )
      return now;
    if (load.problems.length > 0) throw new Error(load.problems.join('\n'));
    if (Date.now() > late) throw new Error(`too little was going on: ${JSON.stringify(now)}`);
    await pause(2);
  }
}

/** People are answered again, and the workflow opens gates again. */
async function goesOn(load: Load): Promise<void> {
  const [answered, late] = [load.acknowledged.length, Date.now() + 60_000];
  while (load.acknowledged.length < answered + 50) {
    if (load.problems.length > 0) throw new Error(load.problems.join('\n'));
    if (Date.now() > late) throw new Error('60 s after it was back, hardly anything was acknowledged');
    await pause(20);
  }
}

function shuffled<T>(list: readonly T[], random: () => number): readonly T[] {
  return list
    .map((each) => ({ each, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ each }) => each);
}
