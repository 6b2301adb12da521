import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { expect } from 'chai';
import { exampleAccounts, examplePeople } from '../../cli/organisation/example-people.ts';
import type { BodyRecord } from '../../cli/organisation/gather-bodies.ts';
import { readBodies } from '../../cli/organisation/read-bodies.ts';
import { isRegistered } from '../../domain/professions.ts';

describe('the example people', () => {
  let bodies: readonly BodyRecord[];
  before(async () => {
    const read = await readBodies(['reference/bodies-2023-04.csv', 'examples/places.csv']);
    if (!read.ok) throw new Error('the shipped bodies were not read');
    bodies = read.value;
  });

  it('are named ROLE.BODY, and nobody twice', () => {
    const people = examplePeople(bodies);
    const subjects = people.map(({ subject }) => subject);
    expect(subjects).to.include.members([
      'owner.QKS',
      'approver-1.QKS',
      'signatory.QKS',
      'board.Y59',
      'board.national',
      'owner.place:QHL:west-birmingham',
      'operator',
    ]);
    expect(people.length).to.equal(5 * 53 + 42 + 1);
    expect(new Set(subjects).size).to.equal(people.length);
    expect(new Set(people.map(({ name }) => name)).size).to.equal(people.length);
  });

  it('keep their names whatever else is in the organisation', () => {
    const all = examplePeople(bodies);
    const few = examplePeople(bodies.filter(({ code }) => code === 'QKS'));
    const alike = all.filter(({ roles }) => roles[0]?.body === 'QKS' || roles[0]?.role === 'operator');
    expect(few.map(({ name }) => name)).to.deep.equal(alike.map(({ name }) => name));
  });

  it('give every body approvers of three professions, and every ICS one signatory', () => {
    const people = examplePeople(bodies);
    for (const { code, kind } of bodies) {
      const here = people.filter(({ roles }) => roles.some(({ body }) => body === code));
      const approvers = here.filter(({ roles }) => roles[0]?.role === 'approver');
      expect(new Set(approvers.map(({ profession }) => profession)).size, code).to.equal(3);
      expect(
        approvers.some(({ profession }) => isRegistered(profession)),
        code,
      ).to.equal(true);
      const signatories = here.filter(({ roles }) => roles[0]?.role === 'signatory');
      expect(signatories.length, code).to.equal(kind === 'system' ? 1 : 0);
    }
  });

  it('describe themselves', () => {
    const accounts = exampleAccounts(examplePeople(bodies), bodies);
    expect(accounts.find(({ subject }) => subject === 'approver-1.QKS')?.description).to.equal(
      'Registered nurse, approver, NHS Kent and Medway Integrated Care Board',
    );
  });

  it('stand in every body of the shared cases', function () {
    const folder = process.env['REMIT_SHARED'] ?? '../shared';
    if (!existsSync(`${folder}/cases`)) return;
    const known = new Set(bodies.map(({ code }) => code));
    for (const file of readdirSync(`${folder}/cases`)) {
      const text = readFileSync(`${folder}/cases/${file}`, 'utf8');
      const { lead, affected } = JSON.parse(text) as { lead: { code: string }; affected: string[] };
      expect(known, file).to.include.all.keys([lead.code, ...affected]);
    }
  });
});
