import { expect } from 'chai';
import { isLinearizable } from '../support/linearizability/check.ts';
import {
  byGate,
  NOTHING_SEEN,
  UNKNOWN,
  type Kind,
  type Operation,
  type Result,
  type SeatSeen,
} from '../support/linearizability/history.ts';
import { askPorcupine, findPorcupine } from '../support/linearizability/porcupine.ts';

const NURSE = 0;
const DOCTOR = 1;
const MANAGER = 2;
const SECOND_NURSE = 3;

const READY: SeatSeen = { state: 'ready', holder: -1, outcome: '' };
const heldBy = (holder: number): SeatSeen => ({ state: 'claimed', holder, outcome: '' });
const approvedBy = (holder: number): SeatSeen => ({ state: 'completed', holder, outcome: 'approve' });

const declinedBy = (holder: number): SeatSeen => ({ state: 'completed', holder, outcome: 'decline' });

const done = (seat: number, seen: SeatSeen): Result => ({
  ...{ outcome: 'ok', code: '', seat, gate: '', seats: [seen] },
});
const refused = (code: string): Result => ({ ...NOTHING_SEEN, outcome: 'refused', code, seat: -1 });
const sees = (gate: string, ...seats: readonly SeatSeen[]): Result => ({
  ...{ outcome: 'ok', code: '', seat: -1, gate, seats },
});

/** An operation from `call` to `end`. */
function op(
  who: number,
  kind: Kind,
  seat: number,
  call: number,
  end: number | null,
  result: Result,
): Operation {
  const answered = result.seats[0]?.outcome === 'decline' ? 'decline' : 'approve';
  const vote = kind === 'complete' ? answered : '';
  return { gate: 'a gate', client: who, kind, who, seat, vote, call, return: end, result };
}

const HISTORIES: readonly {
  readonly what: string;
  readonly so: boolean;
  readonly history: readonly Operation[];
}[] = [
  { what: 'nothing at all', so: true, history: [] },
  {
    what: 'one of two claims at once',
    so: true,
    history: [
      op(NURSE, 'claim', 0, 1, 9, refused('claimed-by-another')),
      op(DOCTOR, 'claim', 0, 2, 8, done(0, heldBy(DOCTOR))),
    ],
  },
  {
    what: 'two claims of one task that both succeed',
    so: false,
    history: [
      op(NURSE, 'claim', 0, 1, 9, done(0, heldBy(NURSE))),
      op(DOCTOR, 'claim', 0, 2, 8, done(0, heldBy(DOCTOR))),
    ],
  },
  {
    what: 'a task that is decided twice',
    so: false,
    history: [
      op(NURSE, 'complete', 0, 1, 5, done(0, approvedBy(NURSE))),
      op(DOCTOR, 'complete', 0, 2, 6, done(0, approvedBy(DOCTOR))),
    ],
  },
  {
    what: 'two approvals of two seats, of which both asked for the first',
    so: true,
    history: [
      op(NURSE, 'complete', 0, 1, 5, done(0, approvedBy(NURSE))),
      op(DOCTOR, 'complete', 0, 2, 6, done(1, approvedBy(DOCTOR))),
    ],
  },
  {
    what: 'a gate that is read as it was before an answer that had come already',
    so: false,
    history: [
      op(NURSE, 'complete', 0, 1, 2, done(0, approvedBy(NURSE))),
      op(DOCTOR, 'read-gate', 0, 3, 4, sees('open', READY, READY)),
    ],
  },
  {
    what: 'a gate that is read while an answer is given',
    so: true,
    history: [
      op(NURSE, 'complete', 0, 1, 5, done(0, approvedBy(NURSE))),
      op(DOCTOR, 'read-gate', 0, 3, 4, sees('open', READY, READY)),
    ],
  },
  {
    what: 'a claim that was never answered and was done',
    so: true,
    history: [
      op(NURSE, 'claim', 0, 1, null, UNKNOWN),
      op(DOCTOR, 'claim', 0, 5, 6, refused('claimed-by-another')),
    ],
  },
  {
    what: 'a claim that was never answered and was not done',
    so: true,
    history: [op(NURSE, 'claim', 0, 1, null, UNKNOWN), op(DOCTOR, 'claim', 0, 5, 6, done(0, heldBy(DOCTOR)))],
  },
  {
    what: 'a claim that was never answered, and is not done any more once it was seen not to be and to be',
    so: false,
    history: [
      op(NURSE, 'claim', 0, 1, null, UNKNOWN),
      op(DOCTOR, 'read-task', 0, 5, 6, done(0, heldBy(NURSE))),
      op(DOCTOR, 'read-task', 0, 7, 8, done(0, READY)),
    ],
  },
  {
    what: 'a recall that succeeds after the decision',
    so: false,
    history: [
      op(NURSE, 'complete', 0, 1, 2, done(0, approvedBy(NURSE))),
      op(MANAGER, 'complete', 1, 3, 4, done(1, approvedBy(MANAGER))),
      op(NURSE, 'recall', 0, 5, 6, done(0, READY)),
    ],
  },
  {
    what: 'a claim that goes back to the queue as an approval takes its profession',
    so: true,
    history: [
      op(SECOND_NURSE, 'claim', 0, 1, 2, done(0, heldBy(SECOND_NURSE))),
      op(NURSE, 'complete', 1, 3, 4, done(1, approvedBy(NURSE))),
      op(DOCTOR, 'read-task', 0, 5, 6, done(0, READY)),
    ],
  },
  {
    what: 'a claim that is cancelled in the hands of who has it, as a decline ends the gate',
    so: true,
    history: [
      op(SECOND_NURSE, 'claim', 0, 1, 2, done(0, heldBy(SECOND_NURSE))),
      op(NURSE, 'complete', 1, 3, 4, done(1, declinedBy(NURSE))),
      op(DOCTOR, 'read-task', 0, 5, 6, done(0, { ...heldBy(SECOND_NURSE), state: 'cancelled' })),
    ],
  },
];

describe('the checkers of recorded histories', function () {
  this.timeout(240_000);

  for (const { what, so, history } of HISTORIES)
    it(`${so ? 'explain' : 'find that no order explains'} ${what}`, () => {
      expect(isLinearizable(history)).to.equal(so);
    });

  it('agree, where there is porcupine to ask', async () => {
    const porcupine = await findPorcupine();
    if ('missing' in porcupine) {
      console.log(`      porcupine was not asked: ${porcupine.missing}`);
      return;
    }
    const all = HISTORIES.flatMap(({ what, history }) => history.map((each) => ({ ...each, gate: what })));
    const { wrong, gates } = await askPorcupine(porcupine.program, all);
    expect(gates).to.equal(byGate(all).size);
    expect(wrong).to.have.members(HISTORIES.filter(({ so }) => !so).map(({ what }) => what));
  });
});
