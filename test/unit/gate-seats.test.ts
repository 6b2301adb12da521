import { expect } from 'chai';
import type { Seat } from '../../domain/gate/gate.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import {
  BIRMINGHAM,
  FIRE_SERVICE,
  MIDLANDS_COLLABORATIVE,
  ONLY_REGIONS,
  SOLIHULL,
  TORBAY,
  WIDE_COLLABORATIVE,
} from '../support/bodies.ts';
import { given, now, type Past } from '../support/given.ts';
import { ownerOf } from '../support/people.ts';
import { opened, openedAt, type Different } from '../support/stories.ts';

/** A seat in a few words: "approval approver QKS". */
const said = ({ kind, role, bodies }: Seat) => `${kind} ${role} ${bodies.join('|')}`;
const seatsOf = (...past: readonly Past[]) => given(...past).gate.seats.map(said);
const approval = (body: string) => `approval approver ${body}`;
const signing = (body: string) => `approval signatory ${body}`;
const signature = (...bodies: string[]) => `signature signatory ${bodies.join('|')}`;
const regionSigns = (body: string) => `signature approver ${body}`;
const advice = (body: string) => `advice approver ${body}`;

const SYSTEM = { lead: 'QKS', affected: ['QKS'] };
const REGION = { lead: 'Y59', affected: ['QXU', 'QKS', 'QNX'] };
const NATIONAL = { lead: 'Y60', affected: ['QHL', 'QNC', 'QJG', 'QE1'] };
const NATIONALLY_LED = { lead: 'national', affected: ['QHL', 'QJK'] };
const LATER = STAGES.slice(1);
const MIDDLE = ['support-people', 'guide-expectations', 'deliver-improvement'] as const;

describe('the seats of a gate', () => {
  describe('at place', () => {
    it('are two approvals for the plan and for accountability', () => {
      for (const stage of ['develop-plan', 'assure-accountability'] as const)
        expect(seatsOf(openedAt(stage)), stage).to.deep.equal([approval(BIRMINGHAM), approval(BIRMINGHAM)]);
    });

    it('are one at the other stages, of another profession than the owner’s', () => {
      for (const stage of MIDDLE) {
        const { gate } = given(openedAt(stage));
        expect(gate.seats.map(said), stage).to.deep.equal([approval(BIRMINGHAM)]);
        expect(gate.quorum).to.deep.equal([
          { body: BIRMINGHAM, approvals: 1, professions: 1, registered: 0, notProfession: 'manager' },
        ]);
      }
    });

    it('sign nothing: the ICS is told', () => {
      expect(given(openedAt('guide-expectations')).moment.happened.at(-1)).to.deep.include({
        type: 'systems-told',
      });
      expect(given(opened()).moment.happened.at(-1)?.data).to.deep.include({ systems: ['QHL'] });
    });

    it('are the affected place’s where its ICS leads', () => {
      expect(seatsOf(opened({ lead: 'QHL', affected: [SOLIHULL] }))).to.deep.equal([
        approval(SOLIHULL),
        approval(SOLIHULL),
      ]);
    });
  });

  describe('at system', () => {
    it('are two approvals at every stage, one by a signatory, which is the ICS’s signature', () => {
      for (const stage of STAGES)
        expect(seatsOf(openedAt(stage, SYSTEM)), stage).to.deep.equal([approval('QKS'), signing('QKS')]);
    });

    it('have advice of the place where it came up from there, and say that it did', () => {
      const { gate, moment } = given(opened({ facts: { residualRisk: 15 } }));
      expect(gate).to.deep.include({ home: 'place', level: 'system', bodies: ['QHL'] });
      expect(gate.seats.map(said)).to.deep.equal([approval('QHL'), signing('QHL'), advice(BIRMINGHAM)]);
      expect(moment.happened.at(-1)).to.deep.include({ type: 'gate-escalated', actor: 'workflow' });
      expect(moment.happened.at(-1)?.data).to.deep.include({
        from: 'place',
        to: 'system',
        deciding: ['S-20'],
      });
    });

    it('are told to nobody: the ICS decides itself', () => {
      const types = given(opened(SYSTEM)).moment.happened.map((event) => event.type);
      expect(types).not.to.include('systems-told');
      expect(types).not.to.include('gate-escalated');
    });
  });

  describe('at region', () => {
    it('are two approvals, and a signature of every affected ICS beside them for the plan', () => {
      expect(seatsOf(opened(REGION))).to.deep.equal([
        approval('Y59'),
        approval('Y59'),
        signature('QKS'),
        signature('QNX'),
        signature('QXU'),
      ]);
    });

    it('are two approvals and one signature of any affected ICS later', () => {
      for (const stage of LATER)
        expect(seatsOf(openedAt(stage, REGION)), stage).to.deep.equal([
          approval('Y59'),
          approval('Y59'),
          signature('QKS', 'QNX', 'QXU'),
        ]);
    });

    it('have the signature of the one ICS and the advice of its place where it came from there', () => {
      const past = opened({
        lead: TORBAY,
        facts: { revenueGbp: 60_000, consultancyGbp: 50_000.01 },
      });
      expect(seatsOf(past)).to.deep.equal([
        approval('Y58'),
        approval('Y58'),
        signature('QJK'),
        advice(TORBAY),
      ]);
    });

    it('have the advice of the ICS where it came from one, which signs as well', () => {
      expect(seatsOf(opened({ ...SYSTEM, facts: { substantialServiceChange: true } }))).to.deep.equal([
        approval('Y59'),
        approval('Y59'),
        signature('QKS'),
        advice('QKS'),
      ]);
    });

    it('are of both ICSs that a collaborative spans', () => {
      expect(seatsOf(opened({ lead: MIDLANDS_COLLABORATIVE }))).to.deep.equal([
        approval('Y60'),
        approval('Y60'),
        signature('QHL'),
        signature('QNC'),
      ]);
    });
  });

  describe('at national', () => {
    it('are two approvals of the national body, the signature of every ICS, advice of the lead’s region', () => {
      const { gate } = given(opened(NATIONAL));
      expect(gate).to.deep.include({ home: 'region', level: 'national', bodies: ['national'] });
      expect(gate.seats.map(said)).to.deep.equal([
        approval('national'),
        approval('national'),
        signature('QE1'),
        signature('QHL'),
        signature('QJG'),
        signature('QNC'),
        advice('Y60'),
      ]);
    });

    it('ask one ICS alone to sign when standards are set', () => {
      expect(seatsOf(openedAt('guide-expectations', NATIONAL))).to.deep.equal([
        approval('national'),
        approval('national'),
        signature('QE1', 'QHL', 'QJG', 'QNC'),
        advice('Y60'),
      ]);
    });

    it('come straight up from a place when a rule says so, which advises', () => {
      const { gate, moment } = given(opened({ facts: { changesNationalStandard: true } }));
      expect(gate.seats.map(said)).to.deep.equal([
        approval('national'),
        approval('national'),
        signature('QHL'),
        advice(BIRMINGHAM),
      ]);
      expect(moment.happened.at(-1)?.data).to.deep.include({ from: 'place', to: 'national' });
    });
  });

  describe('of several regions, at the stages that regions determine', () => {
    it('are the lead’s region’s, one ICS signs, and every other affected region', () => {
      for (const stage of ['support-people', 'deliver-improvement', 'assure-accountability'] as const)
        expect(seatsOf(openedAt(stage, NATIONAL)), stage).to.deep.equal([
          approval('Y60'),
          approval('Y60'),
          signature('QE1', 'QHL', 'QJG', 'QNC'),
          regionSigns('Y61'),
          regionSigns('Y62'),
        ]);
    });

    it('are of the affected regions together, each with its own approvals, where a national body leads', () => {
      const { gate } = given(openedAt('support-people', NATIONALLY_LED));
      expect(gate.bodies).to.deep.equal(['Y58', 'Y60']);
      expect(gate.quorum.flatMap((each) => ('body' in each ? [each.body] : []))).to.deep.equal([
        'Y58',
        'Y60',
      ]);
      expect(gate.seats.map(said)).to.deep.equal([
        approval('Y58'),
        approval('Y58'),
        approval('Y60'),
        approval('Y60'),
        signature('QHL', 'QJK'),
      ]);
    });

    it('ask each of those regions for advice when the national body decides', () => {
      expect(seatsOf(opened(NATIONALLY_LED))).to.deep.equal([
        approval('national'),
        approval('national'),
        signature('QHL'),
        signature('QJK'),
        advice('Y58'),
        advice('Y60'),
      ]);
    });

    it('are of both regions that a collaborative spans', () => {
      expect(given(openedAt('support-people', { lead: WIDE_COLLABORATIVE })).gate.bodies).to.deep.equal([
        'Y58',
        'Y60',
      ]);
    });
  });

  describe('where a partner leads', () => {
    const ledBy = (different: Different): Different => ({ ...different, lead: FIRE_SERVICE });
    it('are those of the bodies that it affects', () => {
      expect(given(opened(ledBy({ affected: [BIRMINGHAM] }))).gate.bodies).to.deep.equal([BIRMINGHAM]);
      expect(given(opened(ledBy({ affected: ['QKS'] }))).gate.bodies).to.deep.equal(['QKS']);
      expect(given(opened(ledBy({ affected: ['QKS', 'QNX'] }))).gate.bodies).to.deep.equal(['Y59']);
    });
  });

  describe('in an organisation with regions and a national body alone', () => {
    const alone = now({ bodies: ONLY_REGIONS });
    const north = { lead: 'north', affected: ['north'], owner: ownerOf('north') };
    it('have no signature of an ICS at any stage', () => {
      for (const stage of STAGES)
        expect(seatsOf(alone, openedAt(stage, north)), stage).to.deep.equal([
          approval('north'),
          approval('north'),
        ]);
    });

    it('are the national body’s when a rule says so, with the advice of the region', () => {
      const past = opened({ ...north, facts: { caseToGovernment: true } });
      expect(seatsOf(alone, past)).to.deep.equal([
        approval('national'),
        approval('national'),
        advice('north'),
      ]);
    });
  });

  it('each have a task of their own, which follows from the gate', () => {
    const tasks = (stage: Stage) => given(openedAt(stage, REGION)).gate.seats.map((seat) => seat.task);
    expect(new Set([...tasks('develop-plan'), ...tasks('support-people')])).to.have.length(8);
    expect(tasks('develop-plan')).to.deep.equal(tasks('develop-plan'));
  });

  it('are due ten working days on, with a reminder two before', () => {
    expect(given(opened()).gate).to.include({
      openedAt: '2026-11-02T09:00:00.000Z',
      dueAt: '2026-11-16T17:00:00.000Z',
      nextLookAt: '2026-11-12T17:00:00.000Z',
    });
  });
});
