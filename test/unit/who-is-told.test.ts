import { expect } from 'chai';
import { partsOf } from '../../domain/initiative/parts.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { Person } from '../../domain/person.ts';
import { whatIsHeard } from '../../domain/telling/hears.ts';
import { fateOf, restAfter } from '../../domain/telling/retry.ts';
import { nextDigest, whenTold } from '../../domain/telling/way.ts';
import { whoIsTold } from '../../domain/telling/who-is-told.ts';
import { asking as inOrder } from '../support/asked-sets.ts';
import { BIRMINGHAM, MAP, SOLIHULL } from '../support/bodies.ts';
import { CALENDAR, did, given, ID, step, type Moment, type Past, now } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import {
  answering,
  informing,
  approving,
  asking,
  assigning,
  challenging,
  claiming,
  delegating,
  editing,
  opened,
  recusing,
  reminding,
  takingOver,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const board = boardOf(BIRMINGHAM);
const stranger = approverOf(SOLIHULL, 'doctor');
const ics = approverOf('QHL', 'doctor');
const region = approverOf('Y60', 'doctor');
const PEOPLE: Readonly<Record<string, Person>> = { owner, nurse, doctor, board, stranger, ics, region };

/** Who hears of the last thing that was done, and as what. */
function heard(...past: readonly Past[]): Readonly<Record<string, string>> {
  const { happened }: Moment = given(...past).moment;
  const last = happened.at(-1);
  const since = happened.findLastIndex(({ actor, at }) => actor !== last?.actor || at !== last.at) + 1;
  const told: Record<string, string> = {};
  for (let index = since; index < happened.length; index += 1) {
    const event = happened[index];
    if (event === undefined) continue;
    const before = index === 0 ? null : fold(ID, happened.slice(0, index));
    const after = fold(ID, happened.slice(0, index + 1));
    const tellings = whoIsTold(event, before, after);
    for (const [name, person] of Object.entries(PEOPLE)) {
      const what = whatIsHeard(tellings, person, { actor: event.actor, after, parts: partsOf(after, MAP) });
      if (what !== null) told[name] = what.notice;
    }
  }
  return told;
}

describe('who is told', () => {
  it('those who may decide are asked when a gate opens, and its owner hears who has it', () => {
    expect(heard(opened())).to.deep.equal({ nurse: 'asked', doctor: 'asked', owner: 'with-deciders' });
  });

  it('nobody of a body without a part hears anything', () => {
    expect(heard(opened())).to.not.have.property('stranger');
  });

  it('a claim and a vote are told to nobody; who does something is not told of it', () => {
    expect(heard(opened(), did(nurse, claiming()))).to.deep.equal({});
    expect(heard(opened(), did(nurse, approving))).to.deep.equal({});
  });

  it('those whose turn comes with a vote are asked, and with votes that stand again; others not yet', () => {
    const ordered = [
      inOrder([
        { anyOf: [{ approve: 1, filter: { professions: ['registered-nurse'] } }] },
        { after: ['set-0'] },
      ]),
      opened(),
    ];
    expect(heard(...ordered)).to.deep.equal({ nurse: 'asked', owner: 'with-deciders' });
    const given_ = did(nurse, answering('approve', { seat: 0 }));
    expect(heard(...ordered, given_)).to.deep.equal({ doctor: 'asked' });
    const undone = [
      editing({ proposal: { aim: 'Otherwise.' } }),
      editing({ proposal: { aim: 'A week less to wait by spring.' } }),
    ];
    expect(heard(...ordered, given_, ...undone.map((each) => did(owner, each)))).to.deep.equal({
      nurse: 'stands-again',
      doctor: 'asked',
    });
  });

  it('who stands in for somebody hears of what is theirs at that level and in that matter, and of nothing else', () => {
    const forNurse = { id: stranger.id, profession: 'doctor', standsFor: [nurse.id] };
    const held = { role: 'approver', body: BIRMINGHAM, onBehalfOf: nurse.id } as const;
    const { moment } = given(opened());
    const event = moment.happened.findLast(({ type }) => type === 'gate-opened')!;
    const tellings = whoIsTold(event, moment.state, moment.state!);
    const hears = (person: Person) =>
      whatIsHeard(tellings, person, {
        actor: event.actor,
        after: moment.state!,
        parts: partsOf(moment.state!, MAP),
      })?.notice;
    expect(hears({ ...forNurse, roles: [held] })).to.equal('asked');
    expect(hears({ ...forNurse, roles: [{ ...held, levels: ['place'] }] })).to.equal('asked');
    expect(hears({ ...forNurse, roles: [{ ...held, levels: ['national'] }] })).to.equal(undefined);
    const interested = [{ by: nurse.id, kind: 'body', of: BIRMINGHAM }] as const;
    expect(hears({ ...forNurse, roles: [held], interests: interested })).to.equal(undefined);
  });

  it('whom a task is assigned or delegated to, and from whom it is taken', () => {
    expect(heard(opened(), did(nurse, claiming()), did(doctor, takingOver()))).to.deep.equal({
      nurse: 'taken-over',
    });
    expect(heard(opened(), did(nurse, assigning(doctor)))).to.deep.equal({ doctor: 'assigned' });
    expect(heard(opened(), did(nurse, claiming()), did(nurse, delegating(doctor)))).to.deep.equal({
      doctor: 'delegated',
    });
  });

  it('of a challenge its owner, and whoever may settle it: the bodies that the highest verdict names', () => {
    const raised = heard(opened(), did(ics, challenging('revenueGbp', 2_000_000)));
    expect(raised).to.deep.include({ owner: 'challenged', region: 'to-settle' });
    expect(raised).not.to.include.any.keys('ics', 'board', 'nurse', 'stranger');
    const stays = heard(opened(), did(nurse, challenging('residualRisk', 8)));
    expect(stays).to.deep.equal({ owner: 'challenged', doctor: 'to-settle' });
  });

  it('who has an interest hears nothing that asks them to decide', () => {
    const told = heard(opened(), did(doctor, recusing), did(nurse, challenging('residualRisk', 8)));
    expect(told).to.deep.equal({ owner: 'challenged' });
  });

  it('the owner hears a question, and who asked hears the answer', () => {
    expect(heard(opened(), did(nurse, asking()))).to.deep.equal({ owner: 'question' });
    expect(heard(opened(), did(nurse, asking()), did(owner, informing()))).to.deep.equal({
      nurse: 'answered',
    });
  });

  it('a reminder goes to whom the task waits for', () => {
    expect(heard(opened(), did(owner, reminding()))).to.deep.equal({
      nurse: 'reminded-all',
      doctor: 'reminded-all',
    });
    expect(heard(opened(), did(nurse, claiming()), did(owner, reminding()))).to.deep.equal({
      nurse: 'reminded',
    });
  });

  it('who voted on what has changed is asked again', () => {
    expect(
      heard(opened(), did(nurse, approving), did(owner, editing({ proposal: { aim: 'Two weeks less.' } }))),
    ).to.deep.equal({ nurse: 'asked-again' });
    const aim = (words: string): Past => did(owner, editing({ proposal: { aim: words } }));
    expect(
      heard(opened(), did(nurse, approving), aim('Two weeks less.'), aim('A week less to wait by spring.')),
      'once it is undone',
    ).to.deep.equal({ nurse: 'stands-again' });
  });

  it('a past due date is told to who is late and to the step of the chain within the level', () => {
    const late = (days: number): Past => now({ now: `2027-0${days}-15T12:00:00.000Z` });
    const past = [opened(), late(1), step('remind'), late(2), step('escalate-within-level')];
    expect(heard(...past)).to.deep.equal({ nurse: 'past-due', doctor: 'past-due' });
    expect(heard(...past, late(3), step('escalate-within-level'))).to.deep.equal({
      nurse: 'past-due',
      doctor: 'past-due',
      board: 'past-due',
    });
  });

  it('the owner hears once how a gate was decided: by the decision, or by what comes back', () => {
    const back = [opened(), did(nurse, answering('request-changes'))];
    expect(heard(...back)).to.deep.equal({});
    expect(heard(...back, step('move-on'))).to.deep.equal({ owner: 'sent-back' });
  });
});

describe('how somebody is told', () => {
  const friday = '2026-11-06T15:00:00.000Z';

  it('each thing at once, or only what is theirs', () => {
    expect(whenTold({ how: 'each', hour: 8 }, 'asked', friday, CALENDAR)?.at).to.equal(friday);
    expect(whenTold({ how: 'assigned', hour: 8 }, 'asked', friday, CALENDAR)).to.equal(null);
    expect(whenTold({ how: 'assigned', hour: 8 }, 'assigned', friday, CALENDAR)?.at).to.equal(friday);
  });

  it('a digest comes at an hour of working days, as the clock on the wall says', () => {
    expect(nextDigest(friday, 8, CALENDAR)).to.equal('2026-11-09T08:00:00.000Z');
    expect(nextDigest('2026-11-09T07:59:00.000Z', 8, CALENDAR)).to.equal('2026-11-09T08:00:00.000Z');
    expect(nextDigest('2026-11-09T08:00:00.000Z', 8, CALENDAR)).to.equal('2026-11-10T08:00:00.000Z');
    expect(nextDigest('2026-12-24T12:00:00.000Z', 8, CALENDAR), 'after Christmas').to.equal(
      '2026-12-29T08:00:00.000Z',
    );
    expect(nextDigest('2027-06-04T12:00:00.000Z', 8, CALENDAR), 'in summer').to.equal(
      '2027-06-07T07:00:00.000Z',
    );
  });
});

describe('how often a message is tried', () => {
  it('after five seconds, then twice as long each time, and at least hourly', () => {
    expect([1, 2, 3, 10, 11, 500].map(restAfter)).to.deep.equal(
      [5, 10, 20, 2560, 3600, 3600].map((seconds) => seconds * 1000),
    );
  });

  it('three times in its place, then after others; and for three days in all', () => {
    const since = '2026-11-02T09:00:00.000Z';
    const fate = (attempts: number, at: string, receiver = true) => fateOf({ attempts, since, receiver }, at);
    expect(fate(1, since)).to.deep.equal({ is: 'waiting', at: null });
    expect(fate(3, since)).to.deep.equal({ is: 'waiting', at: '2026-11-02T09:00:20.000Z' });
    expect(fate(1, since, false)).to.deep.equal({ is: 'waiting', at: '2026-11-02T09:00:05.000Z' });
    expect(fate(9, '2026-11-05T08:59:59.999Z').is).to.equal('waiting');
    expect(fate(9, '2026-11-05T09:00:00.000Z')).to.deep.equal({ is: 'dead' });
  });
});
