import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';

describe('who asks', function () {
  this.timeout(120_000);
  let house: House;

  before(async () => {
    house = await openHouse({ worker: false });
  });
  after(() => house.close());

  it('may do what their roles allow as they ask, however long it is known who they are', async () => {
    const registry = await house.database.connect('remit_owner', 1);
    const owner = await house.as('owner.place:QHL:west-birmingham');
    const draft = { title: 'Once more', lead: { code: 'place:QHL:west-birmingham' }, affected: [] };
    const made = await owner.post<{ id: string }>('/v1/initiatives', draft);
    expect(made.status).to.equal(201);
    const { body: me } = await owner.get<{ id: string }>('/v1/people/me');
    const set = 'update role_held set valid_from = $2, valid_to = $3 where person = $1';
    await registry.query(set, [me.id, '2000-01-01', '2000-01-02']);
    const refused = await owner.post('/v1/initiatives', draft);
    expect([refused.status, refused.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
    const unseen = await owner.get(`/v1/initiatives/${made.body.id}`);
    expect(unseen.status).to.equal(403);
    await registry.query(set, [me.id, '2000-01-01', null]);
    expect((await owner.post('/v1/initiatives', draft)).status).to.equal(201);
  });

  it('is answered no more once the registry does not know them', async () => {
    const registry = await house.database.connect('remit_owner', 1);
    const operator = await house.as('operator');
    const subject = 'somebody.for.a.day';
    const made = await operator.post('/v1/people', {
      subject,
      name: 'A Day',
      roles: [{ role: 'owner', body: 'QHL' }],
    });
    expect(made.status).to.equal(201);
    const somebody = await house.as(subject);
    expect((await somebody.get('/v1/people/me')).status).to.equal(200);
    await registry.query('delete from role_held where person = (select id from person where subject = $1)', [
      subject,
    ]);
    await registry.query('delete from person where subject = $1', [subject]);
    const command = await somebody.post('/v1/initiatives', {
      title: 'Late',
      lead: { code: 'QHL' },
      affected: [],
    });
    for (const answer of [
      command,
      await somebody.get('/v1/people/me'),
      await somebody.get('/v1/initiatives'),
    ])
      expect([answer.status, answer.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-registered']);
  });

  it('is nobody here once another identity stands in the registry', async () => {
    const registry = await house.database.connect('remit_owner', 1);
    const subject = 'owner.place:QJK:torbay';
    const owner = await house.as(subject);
    const draft = { title: 'Taken away', lead: { code: 'place:QJK:torbay' }, affected: [] };
    expect((await owner.post('/v1/initiatives', draft)).status).to.equal(201);
    for (const column of ['issuer', 'subject']) {
      const set = `update person set ${column} = ${column} || $2 where id = (select id from person where name = $1)`;
      const { body: me } = await owner.get<{ name: string }>('/v1/people/me');
      await registry.query(set, [me.name, '.elsewhere']);
      for (const answer of [await owner.post('/v1/initiatives', draft), await owner.get('/v1/initiatives')])
        expect([answer.status, answer.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-registered']);
      await registry.query(`update person set ${column} = replace(${column}, $2, '') where name = $1`, [
        me.name,
        '.elsewhere',
      ]);
      expect((await owner.post('/v1/initiatives', draft)).status).to.equal(201);
    }
  });

  it('is answered once for a key, however the address is spelt', async () => {
    const owner = await house.as('owner.QKS');
    const draft = { title: 'Once', lead: { code: 'QKS' }, affected: [] };
    const ids = new Set<unknown>();
    for (const address of ['/v1/initiatives', '/v1/initiatives/', '/V1/Initiatives']) {
      const answer = await fetch(`${house.url}${address}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${owner.token}`,
          'content-type': 'application/json',
          'idempotency-key': 'spelt',
        },
        body: JSON.stringify(draft),
      });
      expect(answer.status).to.equal(201);
      ids.add(((await answer.json()) as { id: unknown }).id);
    }
    expect(ids.size).to.equal(1);
  });

  it('is told that an initiative is not theirs, also where they would change it', async () => {
    const owner = await house.as('owner.QKS');
    const draft = { title: 'Not theirs', lead: { code: 'QKS' }, affected: [] };
    const { body } = await owner.post<{ id: string }>('/v1/initiatives', draft);
    const other = await house.as('owner.QH8');
    const refused = await other.patch(
      `/v1/initiatives/${body.id}`,
      { title: 'Theirs' },
      { 'if-match': '"1"' },
    );
    expect([refused.status, refused.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-allowed']);
  });

  it('is somebody that the registry knows', async () => {
    const unknown = await (await house.as('somebody.else')).get('/v1/people/me');
    expect([unknown.status, unknown.body['type']]).to.deep.equal([403, 'urn:remit:problem:not-registered']);
    const bare = await fetch(`${house.url}/v1/tasks`);
    expect([bare.status, bare.headers.get('www-authenticate')]).to.deep.equal([401, 'Bearer realm="remit"']);
  });
});
