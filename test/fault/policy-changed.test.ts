import { expect } from 'chai';
import { QUIET_FACTS } from '../support/initiatives.ts';
import { openHouse, type House } from '../support/house.ts';

describe('a policy whose text is not the one that was put in force', function () {
  this.timeout(60_000);
  let house: House;
  beforeEach(async () => {
    house = await openHouse({ worker: false });
  });
  afterEach(() => house.close());

  for (const kind of ['subsidiarity', 'gates'])
    it(`decides nothing: ${kind}`, async () => {
      const owner = await house.database.connect('remit_owner', 1);
      const write = (text: string) =>
        owner.query(`update policy set source = ${text} where kind = $1`, [kind]);
      const refused: unknown = await write(`source || ' '`).catch((error: unknown) => error);
      expect(String(refused)).to.contain('its text stands');
      // Who owns the tables can do away with that, and the hash remains.
      await owner.query('alter table policy disable trigger policy_stands');
      await write(`source || ' '`);
      const somebody = await house.as('owner.QKS');
      const facts = { ...QUIET_FACTS, scope: 'system' };
      const asked = await somebody.post('/v1/policies/evaluate', { facts });
      const drafted = await somebody.post('/v1/initiatives', {
        title: 'By which rules?',
        lead: { code: 'QKS' },
        affected: [],
      });
      for (const { status, body } of [asked, drafted])
        expect([status, body['type']]).to.deep.equal([500, 'urn:remit:problem:policy-changed']);
      await write(`rtrim(source, ' ')`);
      const again = await somebody.post('/v1/policies/evaluate', { facts });
      expect(again.body['type']).to.not.equal('urn:remit:problem:policy-changed');
    });
});
