import { expect } from 'chai';
import { SECTIONS } from '../../domain/gate/sections.ts';
import { sectionHashesOf } from '../../domain/gate/shown.ts';
import { contentHashOf } from '../../domain/initiative/initiative.ts';
import { STAGES } from '../../domain/stage.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { did, given, type Past } from '../support/given.ts';
import { approverOf, ownerOf } from '../support/people.ts';
import {
  answering,
  approving,
  claiming,
  editing,
  opened,
  openedAt,
  recalling,
  sending,
  type Different,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const otherNurse = approverOf(BIRMINGHAM, 'registered-nurse', 'other');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const AIM = 'A week less to wait by spring.';
const edited = (different: Different): Past => did(owner, editing(different));
const changed: Past = edited({ proposal: { aim: 'Two weeks less.' } });
const undoing = editing({ proposal: { aim: AIM } });

describe('a vote after an edit', () => {
  it('that read everything is bound by the hash of everything', () => {
    const { gate, state } = given(opened(), did(nurse, approving));
    expect(gate.seats[0]?.vote).not.to.have.property('sections');
    expect(gate.seats[0]?.vote?.contentHash).to.equal(contentHashOf(state, 'develop-plan'));
  });

  it('that says of every section what it held, as votes once did, read everything', () => {
    const { moment, gate, state } = given(opened(), did(nurse, approving));
    const vote = { ...gate.seats[0]!.vote!, sections: sectionHashesOf(state, 'develop-plan') };
    const seats = gate.seats.map((seat, index) => (index === 0 ? { ...seat, vote } : seat));
    const old = () => ({ ...moment, state: { ...moment.state!, gate: { ...gate, seats } } });
    const after = given(old)
      .when(editing({ proposal: { aim: 'Two weeks less.' } }), owner)
      .then('initiative-edited', { type: 'votes-outdated', data: { tasks: [gate.seats[0]!.task] } });
    given(() => after.moment)
      .when(undoing, owner)
      .then('initiative-edited', 'votes-outdated', 'votes-stand-again');
  });

  it('read what belongs to a later stage with all the rest', () => {
    const early = { ...COMPLETE['develop-plan'], milestones: [{ name: 'Too early', due: '2027-01-01' }] };
    given(opened(), did(nurse, approving))
      .when(sending('develop-plan', early), owner)
      .then('stage-content-sent', { type: 'votes-outdated', data: { sections: ['other'] } });
  });

  it('stands where a field that held nothing is said to hold nothing', () => {
    given(opened(), did(nurse, approving))
      .when(sending('develop-plan', { ...COMPLETE['develop-plan'], milestones: null }), owner)
      .then('stage-content-sent', { type: 'votes-outdated', data: { tasks: [], sections: [] } });
  });

  it('says which sections changed', () => {
    given(opened(), did(nurse, approving))
      .when(editing({ proposal: { aim: 'Two weeks less.' }, facts: { revenueGbp: 30_000 } }), owner)
      .then('initiative-edited', 'verdict-retaken', {
        type: 'votes-outdated',
        data: { sections: ['aim', 'money'] },
      });
  });

  describe('that is undone', () => {
    it('stands again, as it was given, and what was decided by it is', () => {
      const voted = given(opened(), did(nurse, approving));
      const { gate } = given(opened(), did(nurse, approving), changed)
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated', {
          type: 'votes-stand-again',
          data: { tasks: [voted.gate.seats[0]!.task] },
        });
      expect(gate).to.deep.equal(voted.gate);
      given(opened(), did(nurse, approving), changed, did(owner, undoing))
        .when(approving, doctor)
        .then('task-completed', 'gate-decided');
    });

    it('stands again when it was not there and then is what was missing', () => {
      const { equality: _, ...assessments } = COMPLETE['develop-plan']['assessments'] as { equality: string };
      const unfinished = { ...COMPLETE['develop-plan'], assessments };
      given(
        opened(),
        did(nurse, approving),
        did(owner, sending('develop-plan', unfinished)),
        did(doctor, answering('approve', { seat: 1 })),
      )
        .when(sending('develop-plan', COMPLETE['develop-plan']), owner)
        .then(
          'stage-content-sent',
          { type: 'votes-outdated', data: { sections: ['equality'] } },
          'votes-stand-again',
        );
    });

    it('is not put in the place of who meanwhile claimed it, or answered', () => {
      given(opened(), did(nurse, approving), changed, did(doctor, claiming()))
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated');
      given(opened(), did(nurse, approving), changed, did(doctor, approving))
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated');
    });

    it('waits for its person where they read it again themselves', () => {
      given(opened(), did(nurse, approving), changed, did(nurse, claiming(1)))
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated');
    });

    it('does not take the profession of who holds the other task', () => {
      given(opened(), did(nurse, approving), changed, did(otherNurse, claiming(1)))
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated');
    });

    it('stays away where its person took it back, which they may while nobody holds its task', () => {
      const past = [opened(), did(nurse, approving), changed];
      given(...past, did(nurse, recalling()))
        .when(undoing, owner)
        .then('initiative-edited', 'votes-outdated');
      given(...past, did(doctor, claiming()))
        .when(recalling(), nurse)
        .thenRefused('not-answered-by-you');
      given(...past)
        .when(recalling(), doctor)
        .thenRefused('not-answered-by-you');
    });
  });
});

describe('the sections of what is shown', () => {
  it('change where the whole does, stage by stage, and come back with it', () => {
    for (const stage of STAGES) {
      const { state } = given(openedAt(stage));
      const before = sectionHashesOf(state, stage);
      for (const [field, value] of Object.entries(COMPLETE[stage])) {
        const other = field === 'assessments' ? { equality: 'Otherwise' } : 'Otherwise';
        const content = { ...COMPLETE[stage], [field]: Array.isArray(value) ? [] : other };
        const sealed = { ...state.stages[stage].content!, value: content };
        const stages = { ...state.stages, [stage]: { ...state.stages[stage], content: sealed } };
        const after = { ...state, stages };
        expect(contentHashOf(after, stage)).not.to.equal(contentHashOf(state, stage));
        const differ = SECTIONS.filter(
          (section) => sectionHashesOf(after, stage)[section] !== before[section],
        );
        expect(differ, `${stage}: ${field}`).not.to.deep.equal([]);
        expect(differ).not.to.include('other');
      }
      expect(before.other, 'every field that there is has its section').to.equal('');
    }
  });

  it('are of the words and not of the salts that they are sealed with', () => {
    const { state } = given(opened());
    const proposal = { ...state.proposal, hash: 'another', salt: 'another' };
    expect(sectionHashesOf({ ...state, proposal }, 'develop-plan')).to.deep.equal(
      sectionHashesOf(state, 'develop-plan'),
    );
  });
});
