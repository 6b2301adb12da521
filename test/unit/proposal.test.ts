import { expect } from 'chai';
import { partsOf } from '../../domain/initiative/parts.ts';
import { mayNot } from '../../domain/authorisation.ts';
import type { Person } from '../../domain/person.ts';
import { BIRMINGHAM, MAP, SOLIHULL, STOKE } from '../support/bodies.ts';
import { did, given, step, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  answering,
  drafted,
  drafting,
  editing,
  opened,
  openedAt,
  presenting,
  sending,
  submitting,
  withdrawing,
  words,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const colleague = { ...owner, id: 'colleague' };
const declined = [opened(), did(approverOf(BIRMINGHAM, 'doctor'), answering('decline')), step('move-on')];
const closed = [openedAt('assure-accountability'), agreed, step('move-on')];

describe('a proposal', () => {
  describe('is drafted', () => {
    it('by somebody who is owner for its lead body', () => {
      const { state } = given()
        .when(drafting(), owner)
        .then({ type: 'initiative-drafted', data: { owner: owner.id, lead: BIRMINGHAM, scope: 'place' } });
      expect(state).to.include({ status: 'draft', stage: 'develop-plan', revision: 1, n: 1 });
    });

    it('by nobody else', () => {
      for (const by of [ownerOf(SOLIHULL), approverOf(BIRMINGHAM, 'doctor'), boardOf(BIRMINGHAM)])
        given().when(drafting(), by).thenRefused('not-allowed');
    });

    it('with bodies that are registered, and names those that are not', () => {
      const { refusal } = given()
        .when(drafting({ affected: [BIRMINGHAM, 'nowhere'] }), owner)
        .thenRefused('bodies-unknown');
      expect(refusal.fields?.map((each) => each.field)).to.deep.equal(['affected[1]']);
    });

    it('before it is known who is affected, or what the facts are', () => {
      given()
        .when({ ...drafting({ affected: [] }), facts: {} } as never, owner)
        .then({ type: 'initiative-drafted', data: { scope: null } });
    });

    it('once', () => {
      given(drafted()).when(drafting(), owner).thenRefused('already-exists');
      given(opened()).when(drafting(), owner).thenRefused('already-exists');
    });
  });

  describe('is edited', () => {
    it('by its owner, and says which facts changed', () => {
      given(drafted())
        .when(editing({ facts: { revenueGbp: 30_000 } }), owner)
        .then({
          type: 'initiative-edited',
          data: { changed: { revenueGbp: { from: 20_000, to: 30_000 } } },
        });
    });

    it('by nobody else, not even of the same body', () => {
      for (const by of [colleague, approverOf(BIRMINGHAM, 'doctor')])
        given(drafted()).when(editing({}), by).thenRefused('not-allowed');
    });

    it('at the revision that was read', () => {
      const asked = { type: 'edit-initiative', proposal: words(null), facts: {} } as const;
      const proposal = given(drafted()).state.proposal;
      given(drafted())
        .when({ ...asked, proposal, revision: null }, owner)
        .thenRefused('version-required');
      for (const revision of [0, 2])
        given(drafted())
          .when({ ...asked, proposal, revision }, owner)
          .thenRefused('version-stale');
      expect(given(drafted(), did(owner, editing({}))).state.revision).to.equal(2);
    });

    it('while it is a draft to what cannot be submitted yet', () => {
      given(drafted())
        .when(editing({ affected: [] }), owner)
        .then({ type: 'initiative-edited', data: { scope: null } });
      given(drafted())
        .when(editing({ facts: { residualRisk: 7 } }), owner)
        .then('initiative-edited');
    });

    it('to another lead by somebody who drafts for that one too', () => {
      const both = { ...owner, roles: [...owner.roles, { role: 'owner' as const, body: STOKE }] };
      given(drafted({ owner: both }))
        .when(editing({ lead: STOKE }), both)
        .then({ type: 'initiative-edited', data: { lead: STOKE, scope: 'region' } });
      given(drafted())
        .when(editing({ lead: STOKE }), owner)
        .thenRefused('not-allowed');
    });

    it('no more once it is over', () => {
      for (const over of [closed, [opened(), did(owner, withdrawing)]])
        given(...over)
          .when(editing({}), owner)
          .thenRefused('status-conflict');
    });
  });

  describe('is submitted', () => {
    it('by its owner, which presents the plan', () => {
      const { state } = given(drafted())
        .when(submitting, owner)
        .then(
          'initiative-submitted',
          { type: 'stage-started', data: { stage: 'develop-plan', round: 1 } },
          { type: 'stage-presented', data: { stage: 'develop-plan', round: 1 } },
        );
      expect(state.status).to.equal('under-way');
    });

    it('once, and by nobody else', () => {
      given(drafted()).when(submitting, colleague).thenRefused('not-allowed');
      given(opened()).when(submitting, owner).thenRefused('status-conflict');
    });

    it('with somebody affected', () => {
      const { refusal } = given(drafted({ affected: [] }))
        .when(submitting, owner)
        .thenRefused('proposal-incomplete');
      expect(refusal.fields?.[0]?.field).to.equal('affected');
    });

    it('with every fact known and allowed, and names those that are not', () => {
      const { refusal } = given(drafted({ facts: { residualRisk: 7, revenueGbp: -1 } }))
        .when(submitting, owner)
        .thenRefused('facts-invalid');
      expect(refusal.fields?.map((each) => each.field)).to.have.members([
        'facts.residualRisk',
        'facts.revenueGbp',
      ]);
    });

    it('also while its content is not complete: the gate holds it, by name', () => {
      given(drafted({ content: { 'develop-plan': {} } }))
        .when(submitting, owner)
        .then('initiative-submitted', 'stage-started', 'stage-presented');
    });
  });

  describe('has content sent for a stage', () => {
    it('by its owner, for the stage being worked and those to come', () => {
      given(drafted()).when(sending('support-people', {}), owner).then('stage-content-sent');
      given(openedAt('support-people'))
        .when(sending('assure-accountability', {}), owner)
        .then('stage-content-sent');
      given(drafted()).when(sending('support-people', {}), colleague).thenRefused('not-allowed');
    });

    it('at the revision that was read; the first needs none', () => {
      const asked = { type: 'send-stage-content', stage: 'develop-plan', content: words({}) } as const;
      given(drafted())
        .when({ ...asked, revision: null }, owner)
        .thenRefused('version-required');
      for (const revision of [0, 2])
        given(drafted())
          .when({ ...asked, revision }, owner)
          .thenRefused('version-stale');
      given(drafted())
        .when({ ...asked, stage: 'support-people', revision: 3 }, owner)
        .thenRefused('version-stale');
    });

    it('no more for a stage that is decided, or once it is over', () => {
      given(opened(), agreed).when(sending('develop-plan', {}), owner).thenRefused('stage-conflict');
      given(opened(), did(owner, withdrawing))
        .when(sending('support-people', {}), owner)
        .thenRefused('status-conflict');
    });
  });

  describe('presents a stage', () => {
    const working = [opened(), agreed, step('move-on')];

    it('that is being worked', () => {
      given(...working)
        .when(presenting('support-people'), owner)
        .then({ type: 'stage-presented', data: { stage: 'support-people', round: 1 } });
    });

    it('and no other, not twice, and not before it is submitted', () => {
      given(...working)
        .when(presenting('guide-expectations'), owner)
        .thenRefused('stage-conflict');
      given(...working)
        .when(presenting('develop-plan'), owner)
        .thenRefused('stage-conflict');
      given(...working, did(owner, presenting('support-people')))
        .when(presenting('support-people'), owner)
        .thenRefused('stage-conflict');
      given(drafted()).when(presenting('develop-plan'), owner).thenRefused('status-conflict');
    });

    it('by its owner alone', () => {
      given(...working)
        .when(presenting('support-people'), colleague)
        .thenRefused('not-allowed');
    });
  });

  describe('is withdrawn', () => {
    it('by its owner while it is not over; its gate is superseded and its votes stay', () => {
      const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
      const { state } = given(opened(), did(nurse, answering('approve')))
        .when(withdrawing, owner)
        .then('initiative-withdrawn');
      expect(state.status).to.equal('withdrawn');
      expect(state.gate?.state).to.equal('superseded');
      expect(state.gate?.seats.map((seat) => seat.state)).to.deep.equal(['completed', 'superseded']);
    });

    it('once, and by nobody else', () => {
      given(opened()).when(withdrawing, colleague).thenRefused('not-allowed');
      for (const over of [declined, closed, [drafted(), did(owner, withdrawing)]])
        given(...over)
          .when(withdrawing, owner)
          .thenRefused('status-conflict');
    });
  });

  it('closes when its last gate is approved', () => {
    const { state } = given(openedAt('assure-accountability'), agreed)
      .whenStep('move-on')
      .then('initiative-closed');
    expect(state.status).to.equal('closed');
  });

  describe('is seen', () => {
    const bodiesThatSee = (...past: readonly Past[]) => [
      ...new Set(partsOf(given(...past).state, MAP).map((each) => each.body)),
    ];

    it('by its lead alone while it is a draft', () => {
      expect(bodiesThatSee(drafted({ affected: [BIRMINGHAM, SOLIHULL] }))).to.deep.equal([BIRMINGHAM]);
    });

    it('by its lead alone when it was withdrawn as a draft', () => {
      expect(bodiesThatSee(drafted(), did(owner, withdrawing))).to.deep.equal([BIRMINGHAM]);
    });

    it('once submitted by those it affects, and the ICS, region and national body above them', () => {
      const seen = bodiesThatSee(opened({ affected: [BIRMINGHAM, STOKE] }));
      expect(seen).to.have.members([BIRMINGHAM, STOKE, 'QHL', 'QNC', 'Y60', 'national']);
      expect(bodiesThatSee(opened({ affected: [BIRMINGHAM, STOKE] }), did(owner, withdrawing))).to.deep.equal(
        seen,
      );
    });

    it('through nothing else', () => {
      const parts = partsOf(given(opened()).state, MAP);
      const sees = (person: Person) => mayNot(person, 'initiative.read', { parts: () => parts }) === null;
      expect(sees(signatoryOf('QNC'))).to.equal(false);
      expect(sees(approverOf(SOLIHULL, 'doctor'))).to.equal(false);
      expect(sees(signatoryOf('QHL'))).to.equal(true);
      expect(sees({ id: 'op', profession: null, roles: [{ role: 'operator', body: null }] })).to.equal(false);
    });
  });

  it('keeps everybody who wrote it, so that they never decide it', () => {
    expect(given(drafted()).state.editors).to.deep.equal([owner.id]);
  });
});
