import { expect } from 'chai';
import fc from 'fast-check';
import shipped from '../../policies/gates-2.json' with { type: 'json' };
import { reachOf } from '../../domain/gate/reach.ts';
import { readGateRules } from '../../domain/gate/read-rules.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { decide } from '../../domain/initiative/decide.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM, MAP } from '../support/bodies.ts';
import { after, now, stateOf, tell, WORLD, type Moment } from '../support/given.ts';
import { person } from '../support/people.ts';
import { answering, opened, openedAt, type Different } from '../support/stories.ts';
import {
  declined,
  mayFill,
  met,
  type FilterText,
  type Place,
  type SetText,
  type ThresholdText,
  type Voted,
  withSignature,
} from '../support/threshold-reading.ts';

const START: Moment = { state: null, happened: [], world: WORLD };
const OWNER = 'manager';

/** Gates of one body, of an ICS that signs by an approval, of two bodies that decide together. */
const GATES: readonly (readonly [(rules: GateRules) => Moment, readonly string[]])[] = [
  [(rules) => tell(START, [now({ rules }), opened({})]), [BIRMINGHAM]],
  [(rules) => tell(START, [now({ rules }), opened({ lead: 'QHL', affected: ['QHL'] })]), ['QHL']],
];
const TOGETHER: Different = { lead: 'national', affected: ['QHL', 'QJK'] };

const filters: fc.Arbitrary<FilterText> = fc.constantFrom<FilterText>(
  {},
  {},
  {},
  { registered: true },
  { registered: false },
  { professions: ['doctor'] },
  { professions: ['registered-nurse', 'midwife'] },
  { staffGroups: ['01'] },
  { staffGroups: ['03', '08'] },
  { roles: ['signatory'] },
);
const unplaced = filters.filter(({ roles }) => roles === undefined);

const thresholds: fc.Arbitrary<ThresholdText> = fc.record({
  approve: fc.constantFrom(1, 1, 2, 2, 3),
  decline: fc.constantFrom(1, 1, 2),
  filter: filters,
  professions: fc.constantFrom(1, 1, 2),
  bodies: fc.constantFrom(1, 1, 1, 2),
  among: fc.array(fc.record({ atLeast: fc.constant(1), filter: unplaced }), { maxLength: 2 }),
  notOwnersProfession: fc.constantFrom(false, false, true),
});

const sets = (together: boolean): fc.Arbitrary<readonly SetText[]> =>
  fc
    .array(
      fc.record({
        anyOf: fc.array(thresholds, { minLength: 1, maxLength: 2 }),
        waits: fc.boolean(),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .map((all) =>
      all.map(({ anyOf, waits }, index) => ({
        id: `set-${index}`,
        name: `Set ${index}`,
        of: together ? ('deciding-bodies-together' as const) : ('each-deciding-body' as const),
        anyOf,
        after: waits && index > 0 ? [`set-${index - 1}`] : [],
      })),
    );

/** Rules that ask for these sets at the gates of the tests; `null` where nobody could meet them. */
function rulesWith(asked: readonly SetText[], stage: string): GateRules | null {
  const quorum = shipped.quorum.flatMap((rule) => [
    { ...rule, stages: rule.stages.filter((each) => each !== stage) },
    { ...rule, stages: rule.stages.filter((each) => each === stage), sets: asked },
  ]);
  const rules = readGateRules({ ...shipped, quorum: quorum.filter(({ stages }) => stages.length > 0) });
  return rules.ok ? rules.value : null;
}

const PROFESSIONS = [
  'doctor',
  'dentist',
  'registered-nurse',
  'midwife',
  'manager',
  'analyst',
  'student',
  null,
];

const peopleOf = (bodies: readonly string[], most: number) =>
  fc
    .array(
      fc.record({
        profession: fc.constantFrom(...PROFESSIONS),
        role: fc.constantFrom('approver' as const, 'approver' as const, 'signatory' as const),
        body: fc.constantFrom(...bodies),
      }),
      { minLength: 2, maxLength: most },
    )
    .map((all) =>
      all.map(({ profession, role, body }, index) => person(`one, ${index}`, profession, [role, body])),
    );

const ballots = fc.array(
  fc.record({
    who: fc.nat({ max: 99 }),
    seat: fc.nat({ max: 99 }),
    yes: fc.constantFrom(true, true, true, false),
  }),
  { minLength: 4, maxLength: 14 },
);

/** Which set of the rules each seat is a place of, as the gate says it. */
function setsAt(gate: Gate, asked: readonly SetText[]): ReadonlyMap<string, string> {
  return new Map(
    gate.quorum.flatMap((kept) =>
      'places' in kept && !kept.byProfession
        ? []
        : 'places' in kept
          ? kept.places.map(({ task }): [string, string] => [task, kept.id])
          : gate.seats
              .filter(({ kind }) => kind === 'approval')
              .map(({ task }): [string, string] => [task, asked[0]?.id ?? '']),
    ),
  );
}

interface Told {
  readonly moment: Moment;
  readonly accepted: number;
  readonly refused: number;
}

/** Votes one after the other, each held against what the reading of the tests says of it. */
function voteAll(
  start: Moment,
  asked: readonly SetText[],
  people: readonly Person[],
  all: readonly { who: number; seat: number; yes: boolean }[],
): Told {
  let [moment, accepted, refused] = [start, 0, 0];
  for (const { who, seat: pick, yes } of all) {
    const { gate } = stateOf(moment);
    if (gate?.state !== 'open') break;
    const of = setsAt(gate, asked);
    const by = people[who % people.length]!;
    const waiting = gate.seats.filter(({ task, vote }) => vote === null && of.has(task));
    const seat = waiting[pick % Math.max(1, waiting.length)];
    if (seat === undefined) break;
    const textOf = (id: string) => {
      const text = asked.find((each) => id === each.id || id.startsWith(`${each.id}:`))!;
      return gate.bodies.join() === 'QHL' && text === asked[0] ? withSignature(text) : text;
    };
    const id = of.get(seat.task) ?? '';
    const votesOf = (set: string): readonly Voted[] =>
      gate.seats.flatMap(({ task, role, vote }) =>
        of.get(task) === set && vote !== null
          ? [{ profession: vote.profession, body: vote.body, role, yes: vote.outcome === 'approve' }]
          : [],
      );
    const leftOf = (set: string, but: string): readonly Place[] =>
      gate.seats.filter(({ task, vote }) => of.get(task) === set && vote === null && task !== but);
    const body = seat.bodies.find((each) =>
      by.roles.some((held) => held.role === seat.role && held.body === each),
    );
    const ids = [...new Set(of.values())];
    const before = textOf(id).after ?? [];
    const isOpen = ids
      .filter((each) => before.includes(textOf(each).id))
      .every((each) => met(textOf(each), votesOf(each), OWNER));
    const may =
      body !== undefined &&
      isOpen &&
      !gate.seats.some(({ vote }) => vote?.by === by.id) &&
      mayFill(
        textOf(id),
        votesOf(id),
        leftOf(id, seat.task),
        { profession: by.profession, body, role: seat.role },
        OWNER,
      );
    const asks = answering(yes ? 'approve' : 'decline', { task: seat.task });
    const command = typeof asks === 'function' ? asks(stateOf(moment), by) : asks;
    const decision = decide(stateOf(moment), command, { ...moment.world, by });
    expect(decision.accepted, JSON.stringify([asked, by, seat, decision])).to.equal(may);
    if (!decision.accepted) {
      refused += 1;
      continue;
    }
    accepted += 1;
    moment = after(moment, decision.events, by.id);
    const then = stateOf(moment).gate!;
    const votesThen = (set: string): readonly Voted[] =>
      then.seats.flatMap(({ task, role, vote }) =>
        of.get(task) === set && vote !== null
          ? [{ profession: vote.profession, body: vote.body, role, yes: vote.outcome === 'approve' }]
          : [],
      );
    const allMet = ids.every((each) => met(textOf(each), votesThen(each), OWNER));
    const no = declined(textOf(id), votesThen(id), leftOf(id, seat.task), OWNER);
    const signed = then.seats.every(({ kind, vote }) => kind !== 'signature' || vote !== null);
    expect(then.state, JSON.stringify([asked, then.seats])).to.equal(
      no ? 'declined' : allMet && signed ? 'approved' : 'open',
    );
    const voters = then.seats.flatMap(({ vote }) => (vote === null ? [] : [vote.by]));
    expect(new Set(voters).size, 'nobody is counted twice').to.equal(voters.length);
  }
  return { moment, accepted, refused };
}

describe('thresholds, whatever they ask for', function () {
  this.timeout(180_000);

  it('take and refuse votes, and are met and declined, as a reading by counting says', () => {
    const seen = { approved: 0, declined: 0, open: 0, refused: 0 };
    for (const [open, bodies] of GATES)
      fc.assert(
        fc.property(sets(false), peopleOf(bodies, 6), ballots, (asked, people, all) => {
          const rules = rulesWith(asked, 'develop-plan');
          fc.pre(rules !== null);
          const { moment, refused } = voteAll(open(rules), asked, people, all);
          const { state } = stateOf(moment).gate!;
          if (state === 'approved' || state === 'declined' || state === 'open') seen[state] += 1;
          seen.refused += refused;
        }),
        { numRuns: 140 },
      );
    for (const count of Object.values(seen)) expect(count, JSON.stringify(seen)).to.be.above(10);
  });

  it('do so too where several bodies decide together', () => {
    const before = tell(START, [openedAt('support-people', TOGETHER)]);
    expect(stateOf(before).gate?.bodies).to.deep.equal(['Y58', 'Y60']);
    let accepted = 0;
    fc.assert(
      fc.property(sets(true), peopleOf(['Y58', 'Y60'], 6), ballots, (asked, people, all) => {
        const rules = rulesWith(asked, 'support-people');
        fc.pre(rules !== null);
        const start = tell(START, [now({ rules: rules }), openedAt('support-people', TOGETHER)]);
        accepted += voteAll(start, asked, people, all).accepted;
      }),
      { numRuns: 60 },
    );
    expect(accepted).to.be.above(15);
  });

  it('are met by the same votes in whatever order, where none comes after another', () => {
    let approved = 0;
    fc.assert(
      fc.property(sets(false), peopleOf([BIRMINGHAM], 6), ballots, fc.nat(), (asked, people, all, turn) => {
        const unordered = asked.map((set) => ({ ...set, after: [] }));
        const rules = rulesWith(unordered, 'develop-plan');
        fc.pre(rules !== null);
        const yes = all.map((each) => ({ ...each, yes: true }));
        const start = tell(START, [now({ rules: rules }), opened({})]);
        const { moment } = voteAll(start, unordered, people, yes);
        fc.pre(stateOf(moment).gate?.state === 'approved');
        approved += 1;
        const cast = stateOf(moment).gate!.seats.flatMap(({ task, vote }) =>
          vote === null ? [] : [{ task, by: people.find(({ id }) => id === vote.by)! }],
        );
        const other = [...cast.slice(turn % cast.length), ...cast.slice(0, turn % cast.length)].reverse();
        const again = other.reduce((found, { task, by }) => {
          if (stateOf(found).gate?.state !== 'open') return found;
          const asks = answering('approve', { task });
          const command = typeof asks === 'function' ? asks(stateOf(found), by) : asks;
          const decision = decide(stateOf(found), command, { ...found.world, by });
          return decision.accepted ? after(found, decision.events, by.id) : found;
        }, start);
        expect(stateOf(again).gate?.state).to.equal('approved');
      }),
      { numRuns: 40 },
    );
    expect(approved).to.equal(40);
  });

  it('are told to be in reach of the people there are, or out of it, as voting would turn out', () => {
    const told = new Map<boolean, number>();
    fc.assert(
      fc.property(sets(false), peopleOf([BIRMINGHAM], 4), (asked, people) => {
        const rules = rulesWith(asked, 'develop-plan');
        fc.pre(rules !== null);
        const moment = tell(START, [now({ rules: rules }), opened({})]);
        const { gate, ...state } = stateOf(moment);
        fc.pre(gate !== null && gate.seats.length <= 4);
        const reachable = reachOf(state, gate, people, MAP).outOfReach.length === 0;
        expect(reachable, JSON.stringify([asked, people])).to.equal(canBeVoted(moment, people));
        told.set(reachable, (told.get(reachable) ?? 0) + 1);
      }),
      { numRuns: 100 },
    );
    expect(told.get(true)).to.be.above(5);
    expect(told.get(false)).to.be.above(5);
  });
});

/** Whether some of these people, in some order, bring it to be approved. */
function canBeVoted(moment: Moment, people: readonly Person[]): boolean {
  const gate = stateOf(moment).gate;
  if (gate?.state !== 'open') return gate?.state === 'approved';
  return gate.seats.some(
    (seat) =>
      seat.vote === null &&
      people.some((by) => {
        const asks = answering('approve', { task: seat.task });
        const command = typeof asks === 'function' ? asks(stateOf(moment), by) : asks;
        const decision = decide(stateOf(moment), command, { ...moment.world, by });
        return decision.accepted && canBeVoted(after(moment, decision.events, by.id), people);
      }),
  );
}
