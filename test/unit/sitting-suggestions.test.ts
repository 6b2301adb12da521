import { expect } from 'chai';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { MOST_ITEMS } from '../../domain/sitting/sitting.ts';
import { suggest, type Candidate } from '../../domain/sitting/suggest.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import { agreed, approving, opened } from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const LATER = '2026-11-09T09:00:00.000Z';

const open = (): Initiative => given(opened()).state;
const gateOf = ({ gate }: Initiative) => {
  if (gate === null) throw new Error('No gate');
  return gate;
};

describe('an agenda', () => {
  it('is suggested of gates that the same people could decide, without those whose own one is', () => {
    const candidate = (state: Initiative) => ({
      gate: gateOf(state),
      initiative: state,
      priority: 'usual' as const,
      sittings: [],
    });
    const nursesOwn = { ...open(), editors: [nurse.id] };
    const answered = given(opened(), did(nurse, approving)).state;
    const suggested = suggest(
      [open(), nursesOwn, answered, open()].map(candidate),
      [nurse, doctor],
      BIRMINGHAM,
    );
    expect(suggested.map(({ people, items }) => [people.length, items.length])).to.deep.equal([
      [2, 2],
      [1, 2],
    ]);
    const over = given(opened(), agreed).state;
    expect(suggest([over].map(candidate), [nurse, doctor], BIRMINGHAM)).to.deep.equal([]);
  });

  it('is suggested last of gates that other sittings are to take already, which make room for others', () => {
    const elsewhere = [{ id: 'another', heldAt: LATER }];
    const candidate = (id: string, state: Initiative, sittings: Candidate['sittings'] = []): Candidate => ({
      ...{ gate: { ...gateOf(state), id }, initiative: state, priority: 'usual', sittings },
    });
    const suggested = (...candidates: readonly Candidate[]) =>
      suggest(candidates, [nurse, doctor], BIRMINGHAM).map(({ items }) => items.map(({ gate }) => gate.id));
    const later = { ...open(), editors: [nurse.id] };
    const due = { ...later, gate: { ...gateOf(later), dueAt: '2027-01-04T17:00:00.000Z' } };
    expect(suggested(candidate('a', open(), elsewhere), candidate('b', due))).to.deep.equal([['b'], ['a']]);
    expect(suggested(candidate('a', open(), elsewhere), candidate('b', due, elsewhere))).to.deep.equal([
      ['a'],
      ['b'],
    ]);
    const mixed = [candidate('a', open(), elsewhere), candidate('b', open()), candidate('c', due)];
    expect(suggested(...mixed)).to.deep.equal([['a', 'b'], ['c']]);
    const many = Array.from({ length: MOST_ITEMS }, (_, index) =>
      candidate(`taken ${index}`, open(), elsewhere),
    );
    const [full = []] = suggested(...many, candidate('free', open()));
    expect([full.length, full.at(-1)]).to.deep.equal([MOST_ITEMS, 'free']);
  });

  it('is suggested in the order of due dates, what is urgent first, and then as it was opened', () => {
    const candidate = (id: string, openedAt: string, more: Partial<Candidate> = {}): Candidate => ({
      ...{ gate: { ...gateOf(open()), id, openedAt }, initiative: open(), priority: 'usual', sittings: [] },
      ...more,
    });
    const early = candidate('3', LATER);
    const [group] = suggest(
      [
        candidate('1', '2026-11-03T09:00:00.000Z'),
        candidate('2', '2026-11-02T09:00:00.000Z'),
        { ...early, gate: { ...early.gate, dueAt: '2026-11-10T09:00:00.000Z' } },
        candidate('4', '2026-11-04T09:00:00.000Z', { priority: 'high' }),
      ],
      [nurse, doctor],
      BIRMINGHAM,
    );
    expect(group?.items.map(({ gate }) => gate.id)).to.deep.equal(['3', '4', '2', '1']);
  });
});
