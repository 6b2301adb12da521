import { expect } from 'chai';
import { previewOf } from '../../domain/initiative/preview.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given, step, type Past } from '../support/given.ts';
import { ownerOf } from '../support/people.ts';
import { agreed, drafted, editing, opened, openedAt, withdrawing } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);

function preview(...past: readonly Past[]) {
  const { moment, state } = given(...past);
  return previewOf(state, moment.world);
}

const codeOf = (...past: readonly Past[]) => {
  const found = preview(...past);
  return found.ok ? 'a gate' : found.error.code;
};

describe('who would decide', () => {
  it('is told of a draft, and then it is so', () => {
    const found = preview(drafted());
    const { gate } = given(opened());
    expect(found.ok && found.value).to.deep.equal(gate);
    expect(codeOf(openedAt('support-people'))).to.equal('a gate');
  });

  it('is not told of a stage that is decided and moves on, nor of what is over', () => {
    expect(codeOf(opened(), agreed)).to.equal('stage-conflict');
    expect(codeOf(drafted(), did(owner, withdrawing))).to.equal('status-conflict');
  });

  it('is not told before it is said who is affected', () => {
    const found = preview(drafted({ affected: [] }));
    expect(found.ok ? [] : found.error.fields?.map(({ field }) => field)).to.deep.equal(['affected']);
  });

  it('is not told where money above what was approved would send it back to the plan', () => {
    const past = [opened(), agreed, step('move-on')];
    expect(codeOf(past)).to.equal('a gate');
    expect(codeOf(past, did(owner, editing({ facts: { revenueGbp: 40_000 } })))).to.equal('stage-conflict');
  });
});
