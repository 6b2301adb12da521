import { expect } from 'chai';
import { changeFacts } from '../support/moved/facts-change.ts';
import { drawOf } from '../support/small-tables.ts';

/** By hand: `REMIT_MOVES=500` moves, and `REMIT_MOVES_SEED` for others. */
const MOVES = Number(process.env['REMIT_MOVES'] ?? 60);
const SEED = Number(process.env['REMIT_MOVES_SEED'] ?? 7);

describe(`a gate that is moved up and down by changing facts (${MOVES} times)`, function () {
  this.timeout(60_000 + MOVES * 1_000);

  it('is always at the level of the verdict of its present facts; no vote is lost that still counts; history says each move and why', () => {
    const walked = changeFacts(drawOf(SEED), MOVES, (wrong) => {
      expect(wrong).to.deep.equal([]);
    });
    console.log(`      ${JSON.stringify(walked)}`);
    // It is worth looking at.
    expect(walked.carried).to.be.greaterThan(MOVES / 5);
    expect(walked.left).to.be.greaterThan(MOVES / 5);
  });
});
