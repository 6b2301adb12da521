import { expect } from 'chai';
import { allMet, requirementName, requirementsOf } from '../../domain/gate/requirements.ts';
import type { StageContent } from '../../domain/initiative/initiative.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { BIRMINGHAM } from '../support/bodies.ts';
import { changed, COMPLETE, fieldsOf } from '../support/contents.ts';
import { did, given, now, RULES, step, type Past } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  editing,
  opened,
  openedAt,
  overriding,
  presenting,
  sending,
  withFacts,
} from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');

const open = (stage: Stage, content: StageContent): Past =>
  openedAt(stage, { content: { [stage]: content } });

/** The requirements that hold a gate on which everybody agreed. */
function holding(...past: readonly Past[]): readonly string[] {
  const { state, gate } = given(...past, agreed);
  const results = requirementsOf(state, gate, RULES);
  const held = results.filter((each) => each.state !== 'satisfied' && each.state !== 'overridden');
  expect(gate.state === 'approved', 'approved').to.equal(held.length === 0);
  expect(allMet(results)).to.equal(held.length === 0);
  for (const each of held) expect(each.missing, each.id).not.to.deep.equal([]);
  return held.map((each) => each.id);
}

/** What each field of a complete content is needed for. */
const NEEDED: Readonly<Record<Stage, Readonly<Record<string, string>>>> = {
  'develop-plan': {
    plan: 'plan',
    evidence: 'evidence',
    'assessments.sustainability': 'sustainability',
    'assessments.equality': 'equality',
    'assessments.quality': 'quality',
    'assessments.dataProtection': 'data-protection',
    deliverability: 'deliverability',
  },
  'support-people': { people: 'support-for-people', systems: 'support-for-systems' },
  'guide-expectations': { measure: 'measure', standards: 'standards' },
  'deliver-improvement': { milestones: 'milestones', cycles: 'cycles' },
  'assure-accountability': { outcome: 'outcome', sustainedBy: 'sustained-by', lesson: 'lesson' },
};

describe('requirements', () => {
  for (const stage of STAGES) {
    describe(`of ${stage}`, () => {
      it('are all met by a complete content', () => {
        expect(holding(open(stage, COMPLETE[stage]))).to.deep.equal([]);
      });

      it('are none of them met by nothing, except what is not of the content', () => {
        const ids = [...new Set(Object.values(NEEDED[stage]))];
        expect(holding(open(stage, {}))).to.deep.equal(ids);
      });

      for (const field of fieldsOf(COMPLETE[stage])) {
        const [, wanted] = Object.entries(NEEDED[stage]).find(([path]) => field.startsWith(path))!;
        it(`hold it without ${field}, and name ${wanted}`, () => {
          expect(holding(open(stage, changed(COMPLETE[stage], field)))).to.deep.equal([wanted]);
          expect(holding(open(stage, changed(COMPLETE[stage], field, ' ')))).to.deep.equal([wanted]);
          expect(holding(open(stage, changed(COMPLETE[stage], field, null)))).to.deep.equal([wanted]);
        });
      }
    });
  }

  it('name the field that is missing', () => {
    const { state, gate } = given(
      open('develop-plan', changed(COMPLETE['develop-plan'], 'evidence.0.source')),
    );
    const evidence = requirementsOf(state, gate, RULES).find((each) => each.id === 'evidence');
    expect(evidence).to.deep.include({ state: 'unsatisfied', missing: ['content.evidence[0].source'] });
  });

  it('are looked at when the gate is decided, and kept with it', () => {
    const { gate } = given(opened(), agreed);
    expect(gate.decision?.requirements.map((each) => each.state)).to.deep.equal(
      RULES.requirements['develop-plan'].map(() => 'satisfied'),
    );
  });

  describe('of the plan, beside its content', () => {
    it('want an aim', () => {
      for (const aim of [null, ' ']) expect(holding(opened({ proposal: { aim } }))).to.deep.equal(['aim']);
    });

    it('want a team of two professions', () => {
      for (const team of [[], ['doctor'], ['doctor', 'doctor'], ['doctor', 'wizard']])
        expect(holding(opened({ proposal: { team } }))).to.deep.equal(['team']);
    });

    it('want neither capacity nor funding red', () => {
      for (const what of ['capacity', 'funding'])
        expect(
          holding(open('develop-plan', changed(COMPLETE['develop-plan'], `deliverability.${what}`, 'red'))),
        ).to.deep.equal(['deliverability']);
    });

    it('take where evidence was looked for in place of evidence', () => {
      const content = changed(COMPLETE['develop-plan'], 'evidence');
      expect(holding(open('develop-plan', { ...content, evidenceNoneFound: 'Two libraries' }))).to.deep.equal(
        [],
      );
      for (const evidenceNoneFound of ['', false, true, 0])
        expect(holding(open('develop-plan', { ...content, evidenceNoneFound }))).to.deep.equal(['evidence']);
    });

    it('have the facts confirmed by an approval', () => {
      const state = (...past: readonly Past[]) => {
        const story = given(opened(), ...past);
        return requirementsOf(story.state, story.gate, RULES).find((each) => each.id === 'facts-confirmed')
          ?.state;
      };
      expect(state()).to.equal('unsatisfied');
      expect(state(did(nurse, approving))).to.equal('satisfied');
      expect(state(did(nurse, answering('decline')))).to.equal('unsatisfied');
      expect(state(did(nurse, approving), did(owner, editing({ facts: { revenueGbp: 1 } })))).to.equal(
        'unsatisfied',
      );
    });
  });

  it('of the plan have the facts confirmed by who decides, and not by an ICS that signs', () => {
    const { state, gate } = given(
      opened({ lead: 'Y59', affected: ['QKS', 'QNX'] }),
      did(signatoryOf('QKS'), approving),
    );
    const found = requirementsOf(state, gate, RULES).find((each) => each.id === 'facts-confirmed');
    expect(found?.state).to.equal('unsatisfied');
  });

  it('take why no standard applies in place of standards', () => {
    const content = changed(COMPLETE['guide-expectations'], 'standards');
    expect(
      holding(open('guide-expectations', { ...content, standardsNoneApply: 'Nobody did it before.' })),
    ).to.deep.equal([]);
  });

  it('of delivery hold money above what was approved', () => {
    const { state, gate } = given(openedAt('deliver-improvement'));
    const money = (revenueGbp: number) =>
      requirementsOf(withFacts(state, { revenueGbp }), gate, RULES).find((each) => each.id === 'money')
        ?.state;
    expect(money(20_000)).to.equal('satisfied');
    expect(money(20_000.01)).to.equal('unsatisfied');
  });

  it('decide the gate when what was missing is sent after nothing else is left, and votes are cast anew', () => {
    const past = [open('support-people', {}), did(nurse, approving)];
    expect(given(...past).gate.state).to.equal('open');
    given(...past, did(owner, sending('support-people', COMPLETE['support-people'])))
      .when(approving, nurse)
      .then('task-completed', { type: 'gate-decided', data: { state: 'approved' } });
  });

  describe('set aside', () => {
    const held = [opened({ proposal: { aim: null } }), did(nurse, approving), did(doctor, approving)];

    it('by an approver of the deciding body, with a reason, let the gate go', () => {
      const { gate } = given(...held)
        .when(overriding('aim'), doctor)
        .then(
          { type: 'requirement-overridden', data: { requirement: 'aim', by: doctor.id } },
          { type: 'gate-decided', data: { state: 'approved' } },
        );
      const aim = gate?.decision?.requirements.find((each) => each.id === 'aim');
      expect(aim).to.deep.include({ state: 'overridden', evidence: gate?.overrides[0]?.reason.hash });
    });

    it('and met after all are met, not set aside', () => {
      const aim = did(owner, editing({ proposal: { aim: 'A week less to wait.' } }));
      const { gate } = given(
        opened({ proposal: { aim: null } }),
        did(doctor, overriding('aim')),
        aim,
        agreed,
      );
      expect(gate.decision?.requirements[0]).to.deep.include({ id: 'aim', state: 'satisfied' });
    });

    it('are so only with a reason', () => {
      for (const reason of ['', '  '])
        given(...held)
          .when(overriding('aim', reason), doctor)
          .thenRefused('reason-required');
    });

    it('are so by nobody else', () => {
      for (const by of [approverOf('QHL', 'doctor'), signatoryOf('QHL'), boardOf(BIRMINGHAM), owner])
        given(...held)
          .when(overriding('aim'), by)
          .thenRefused('not-allowed');
      given(opened({ lead: 'QHL', affected: ['QHL'], proposal: { aim: null } }))
        .when(overriding('aim'), signatoryOf('QHL'))
        .thenRefused('not-allowed');
      const both = { ...owner, roles: [...owner.roles, { role: 'approver' as const, body: BIRMINGHAM }] };
      given(opened({ owner: both, proposal: { aim: null } }))
        .when(overriding('aim'), both)
        .thenRefused('own-proposal');
    });

    it('are there, and not met', () => {
      given(...held)
        .when(overriding('nothing'), doctor)
        .thenRefused('not-found');
      given(...held)
        .when(overriding('plan'), doctor)
        .thenRefused('stage-conflict');
      given(...held, did(doctor, overriding('aim')))
        .when(overriding('aim'), doctor)
        .thenRefused('late');
    });

    it('never replace an approval', () => {
      given(opened({ proposal: { aim: null } }), did(nurse, approving))
        .when(overriding('aim'), doctor)
        .then('requirement-overridden');
    });
  });

  describe('that an approval makes', () => {
    const wanted = { text: 'Ask the patients', owner: 'Programme lead', due: '2027-01-31' };
    const conditional = [
      opened(),
      did(nurse, answering('approve', { conditions: [wanted] })),
      did(doctor, approving),
      step('move-on'),
    ];
    const next = (content: StageContent) => [
      ...conditional,
      did(owner, sending('support-people', content)),
      did(owner, presenting('support-people')),
      step('open-gate'),
    ];
    const made = () => given(...conditional).state.conditions[0]!;
    const answer = (evidence: string) => ({
      ...COMPLETE['support-people'],
      conditions: [{ condition: made().id, evidence }],
    });

    it('are requirements of the next gate, with their words', () => {
      const { gate } = given(...next(COMPLETE['support-people']));
      expect(made()).to.deep.include({ from: 'develop-plan' });
      expect(made().text.value).to.deep.equal(wanted);
      const name = requirementName(`condition:${made().id}`, gate, RULES);
      expect(name).to.equal('Condition: Ask the patients');
    });

    it('hold it until they are met', () => {
      expect(holding(...next(COMPLETE['support-people']))).to.deep.equal([`condition:${made().id}`]);
      expect(holding(...next(answer(' ')))).to.deep.equal([`condition:${made().id}`]);
      expect(holding(...next(answer('They were asked in June.')))).to.deep.equal([]);
    });

    it('are gone after it', () => {
      const { state } = given(...next(answer('They were asked in June.')), agreed);
      expect(state.conditions).to.deep.equal([]);
    });

    it('come with an approval, and not of the last stage', () => {
      given(opened())
        .when(answering('decline', { conditions: [wanted] }), nurse)
        .thenRefused('no-next-gate');
      given(openedAt('assure-accountability'))
        .when(answering('approve', { conditions: [wanted] }), nurse)
        .thenRefused('no-next-gate');
    });

    it('are those of every approval, each its own', () => {
      const { state } = given(
        opened(),
        did(nurse, answering('approve', { conditions: [wanted, wanted] })),
        did(doctor, answering('approve', { conditions: [wanted] })),
      );
      expect(new Set(state.conditions.map((each) => each.id))).to.have.length(3);
    });
  });

  it('have names that people read', () => {
    const { gate } = given(opened(), now({}));
    const name = (id: string) => requirementName(id, gate, RULES);
    expect(name('consent:treasury')).to.equal('Consent of HM Treasury');
    expect(name('notice:secretary-of-state')).to.equal('Notice to the Secretary of State');
    expect(name('aim')).to.equal('An aim');
    expect(name('condition:gone')).to.equal('Condition: erased');
  });
});
