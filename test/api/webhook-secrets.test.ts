import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';

interface Told {
  readonly id: string;
  readonly secret: string | null;
  readonly note?: string;
}

describe('the secret of a webhook', function () {
  this.timeout(60_000);
  let house: House;
  before(async () => {
    house = await openHouse({ worker: false });
  });
  after(() => house.close());

  it('is shown once: what lies under an idempotency key is without it, and a repeat says how to have another', async () => {
    const board = await house.as('board.QMJ');
    const system = await house.database.connect('remit_system', 1);
    const hook = { body: 'QMJ', url: 'https://hooks.example.nhs.uk/remit', types: ['gate-opened'] };
    const asked = (path: string, key: string, body?: unknown) =>
      board.post<Told>(path, body, { 'idempotency-key': key });
    const register = () => asked('/v1/webhooks', 'hook', hook);
    const made = await register();
    const rotate = () => asked(`/v1/webhooks/${made.body.id}/secret`, 'another');
    const changed = await rotate();
    for (const { status, body } of [made, changed]) {
      expect(status).to.equal(201);
      expect(body.secret).to.match(/^whsec_/);
      expect(body).to.not.have.property('note');
    }
    expect(changed.body.secret).to.not.equal(made.body.secret);
    const kept: unknown[] = await system.query('select headers, body from idempotency');
    expect(kept).to.have.lengthOf(2);
    expect(JSON.stringify(kept)).to.not.include('whsec_');

    const again = await register();
    expect([again.status, again.body.id, again.body.secret]).to.deep.equal([201, made.body.id, null]);
    expect(again.body.note).to.include(`POST /v1/webhooks/${made.body.id}/secret`);
    expect((await rotate()).body).to.deep.include({ secret: null });
    const anew = await asked(`/v1/webhooks/${made.body.id}/secret`, 'a-third');
    expect(anew.body.secret).to.match(/^whsec_/);
  });
});
