import { expect } from 'chai';
import { createSessions } from '../../web/session.ts';
import { mountPages } from '../../web/pages.ts';
import { openHouse, type Asker, type House } from '../support/house.ts';
import { CONTENT, draftAt, openGateOf, QUIET_FACTS, submitAt } from '../support/initiatives.ts';

const SECRETS = ['a secret for tests that is long enough to seal'];
const ID = '01a20064-5d44-70bb-91cc-686f8f6840be';
const BAD = ['a\u0000b', 'a\ud800b', 'a\udc00'];

interface Refused {
  readonly type: string;
  readonly fields: readonly { readonly field: string; readonly rule: string }[];
}

const cursor = (at: string, id: string) => Buffer.from(JSON.stringify([at, id])).toString('base64url');
const CURSORS = [
  cursor('1', ID),
  cursor('2026-01-01', '------------------------------------'),
  cursor('+275000-01-01T00:00:00.000Z', ID),
];

describe('what cannot be used', function () {
  this.timeout(60_000);
  let house: House;
  let owner: Asker;
  before(async () => {
    const sessions = createSessions({ secrets: SECRETS, secure: false });
    house = await openHouse({
      pages: (app, services, publicUrl) => {
        app.get('/test-session/:subject', async (request, response) => {
          const { subject } = request.params;
          await sessions.start(response, { issuer: services.issuer, subject, name: subject });
          response.end();
        });
        mountPages(app, services, { publicUrl, clientId: 'remit-pages', secrets: SECRETS });
      },
    });
    owner = await house.as('owner.QKS');
  });
  after(() => house.close());

  const pagesOf = async (subject: string) => {
    const started = await fetch(`${house.url}/test-session/${subject}`);
    const cookie = started.headers
      .getSetCookie()
      .map((each) => each.split(';')[0])
      .join('; ');
    return (path: string, form?: string) =>
      fetch(`${house.url}${path}`, {
        redirect: 'manual',
        headers: {
          cookie,
          accept: 'text/html',
          ...(form !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
        ...(form !== undefined && { method: 'POST', body: form }),
      });
  };

  const expectRefused = (answer: { status: number; body: Refused }, ...fields: string[]) => {
    expect([answer.status, answer.body.type]).to.deep.equal([400, 'urn:remit:problem:request-invalid']);
    expect(answer.body.fields.map(({ field, rule }) => `${field} ${rule}`)).to.deep.equal(
      fields.map((field) => `${field} usable-text`),
    );
  };

  it('is text with a character that no text can keep, in every field', async () => {
    const operator = await house.as('operator');
    const id = await draftAt(house, 'QKS');
    const submitted = await submitAt(house, 'QKS');
    const gate = await openGateOf(owner, submitted);
    const task = gate.seats[0]?.task ?? '';
    const approver = await house.as('approver-1.QKS');
    const plan = { ...CONTENT['develop-plan'], evidence: [{ claim: BAD[0], source: 'A review' }] };
    const vote = { outcome: 'return', contentHash: gate.contentHash };
    const lead = { code: 'QKS' };
    for (const bad of BAD) {
      const sent = { title: bad, aim: bad, partners: ['Police', bad], lead };
      expectRefused(await owner.post<Refused>('/v1/initiatives', sent), 'title', 'aim', 'partners[1]');
      expectRefused(
        await approver.post<Refused>(`/v1/tasks/${task}/complete`, {
          ...vote,
          reason: bad,
          conditions: [{ text: bad, owner: 'A', due: '2027-01-01' }],
        }),
        'reason',
        'conditions[0].text',
      );
      const requirement = `/v1/gates/${gate.id}/requirements/plan/override`;
      expectRefused(await owner.post<Refused>(requirement, { reason: bad }), 'reason');
      const place = { code: 'place:QKS:bad', name: bad, kind: 'place' };
      expectRefused(await operator.post<Refused>('/v1/bodies', place), 'name');
      const person = { subject: 'bad', name: bad, roles: [{ role: 'owner', body: 'QKS' }] };
      expectRefused(await operator.post<Refused>('/v1/people', person), 'name');
      const evaluation = { facts: { ...QUIET_FACTS, [bad]: 1, stage: bad }, version: bad };
      expectRefused(
        await owner.post<Refused>('/v1/policies/evaluate', evaluation),
        `facts.${bad.replaceAll(/\0|\p{Surrogate}/gu, '\uFFFD')}`,
        'facts.stage',
        'version',
      );
    }
    const stage = `/v1/initiatives/${id}/stages/develop-plan`;
    expectRefused(await owner.put<Refused>(stage, plan, { 'if-match': '"1"' }), 'evidence[0].claim');
    expectRefused(await owner.get<Refused>('/v1/policies/%00'), 'version');
    expectRefused(await owner.get<Refused>('/v1/people?after=%00'), 'after');
  });

  it('is a body that goes deeper than any field', async () => {
    const deep = await fetch(`${house.url}/v1/policies/evaluate`, {
      method: 'POST',
      headers: { authorization: `Bearer ${owner.token}`, 'content-type': 'application/json' },
      body: `{"facts":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    });
    const told = (await deep.json()) as Refused;
    expect(deep.status).to.equal(400);
    expect(told.fields.map(({ field, rule }) => [field, rule])).to.deep.equal([['facts', 'depth']]);
  });

  it('is JSON in other bytes than UTF-8', async () => {
    const send = async (body: Buffer, charset = '') => {
      const answer = await fetch(`${house.url}/v1/initiatives`, {
        method: 'POST',
        headers: {
          ...{ authorization: `Bearer ${owner.token}`, 'idempotency-key': crypto.randomUUID() },
          'content-type': `application/json${charset}`,
        },
        body: new Uint8Array(body),
      });
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
    };
    const sent = JSON.stringify({ title: 'Café', lead: { code: 'QKS' } });
    for (const garbled of [
      await send(Buffer.from(sent, 'latin1')),
      await send(Buffer.from(sent, 'utf16le'), '; charset=utf-16le'),
    ])
      expect([
        garbled.status,
        garbled.body['type'],
        String(garbled.body['detail']).includes('UTF-8'),
      ]).to.deep.equal([400, 'urn:remit:problem:json-invalid', true]);
    const made = await send(Buffer.from(sent), '; charset=UTF-8');
    expect([made.status, made.body['title']]).to.deep.equal([201, 'Café']);
  });

  it('takes a pair of surrogates for the character that it is', async () => {
    const made = await owner.post('/v1/initiatives', { title: 'Smile 🙂', lead: { code: 'QKS' } });
    expect([made.status, made.body['title']]).to.deep.equal([201, 'Smile 🙂']);
  });

  it('is a cursor that nobody was given', async () => {
    const page = await pagesOf('owner.QKS');
    for (const after of CURSORS) {
      for (const path of ['/v1/initiatives', '/v1/tasks']) {
        const answer = await owner.get(`${path}?after=${after}`);
        expect([answer.status, answer.body['type']], path).to.deep.equal([
          400,
          'urn:remit:problem:cursor-invalid',
        ]);
      }
      for (const path of ['/queue', '/initiatives'])
        expect((await page(`${path}?after=${after}`)).status, path).to.equal(200);
    }
  });

  it('is a day of a year that there was not', async () => {
    const operator = await house.as('operator');
    expect(
      (await owner.get<Refused>('/v1/tasks?queue=mine&dueBefore=0000-01-01')).body.fields[0]?.field,
    ).to.equal('dueBefore');
    expect((await owner.get('/v1/tasks?queue=mine&dueBefore=0001-01-01')).status).to.equal(200);
    const calendar = {
      ...{ id: 'year-0', name: 'Year 0', source: 'Nobody', sourceDate: '0000-01-01' },
      govUk: { division: 'isle', events: [{ title: 'New Year', date: '2027-01-01' }] },
    };
    const answer = await operator.post<Refused>('/v1/calendars', calendar);
    expect([answer.status, answer.body.fields[0]?.field]).to.deep.equal([400, 'sourceDate']);
  });

  it('is a sitting, or an item of one, that no address can have', async () => {
    const page = await pagesOf('board.QKS');
    const csrf =
      /name="_csrf" value="([^"]+)"/.exec(await (await page('/sittings/convene')).text())?.[1] ?? '';
    const form = `_csrf=${encodeURIComponent(csrf)}&version=1&key=${ID}&reason=none&held-day=1&held-month=1`;
    for (const of of ['move', 'people', 'attendance', 'add', 'close', 'cancel', 'items/x/defer']) {
      expect((await page(`/sittings/x/${of}`)).status, of).to.equal(404);
      expect((await page(`/sittings/x/${of}`, form)).status, of).to.equal(404);
    }
    for (const of of ['defer', 'up', 'back'])
      expect((await page(`/sittings/${ID}/items/x/${of}`, form)).status, of).to.equal(404);
    const crafted = await page(
      '/sittings',
      `${form}&body=QKS&title=Old&time=9am&held-year=2027&gate=x&person=x`,
    );
    const told = await crafted.text();
    expect(crafted.status).to.equal(422);
    expect(told)
      .to.contain('Choose from the decisions that stand here')
      .and.to.contain('Invite from the people');
    expect(told).not.to.contain('at most');
    for (const year of ['0000', '0001']) {
      const answer = await page('/sittings', `${form}&body=QKS&title=Old&time=9am&held-year=${year}`);
      expect(answer.status, year).to.equal(422);
    }
  });

  it('is a place in a history that no history reaches', async () => {
    const id = await draftAt(house, 'QKS');
    const answer = await owner.get<Refused>(`/v1/initiatives/${id}/history?after=99999999999999`);
    expect([answer.status, answer.body.fields[0]?.field]).to.deep.equal([400, 'after']);
    expect((await owner.get(`/v1/initiatives/${id}/history?after=2147483647`)).status).to.equal(200);
    const page = await pagesOf('owner.QKS');
    expect((await page(`/initiatives/${id}?events=99999999999`)).status).to.equal(200);
  });

  it('is answered with a page where it came from a form', async () => {
    const id = await submitAt(house, 'QKS');
    const gate = await openGateOf(owner, id);
    const address = `/tasks/${gate.seats[0]?.task ?? ''}`;
    const page = await pagesOf('approver-1.QKS');
    const csrf = /name="_csrf" value="([^"]+)"/.exec(await (await page(address)).text())?.[1] ?? '';
    const form = `_csrf=${encodeURIComponent(csrf)}&contentHash=${gate.contentHash}&outcome=return`;
    const answer = await page(address, `${form}&returnTo=develop-plan&reason=%00abc`);
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
      400,
      'text/html; charset=utf-8',
    ]);
    expect(await answer.text()).to.contain('reason: It has a character that no text can keep');
    expect((await page('/initiatives?status=%00')).status).to.equal(400);
  });

  it('is a list or a map of bodies that contradicts itself', async () => {
    const operator = await house.as('operator');
    const { body: map } = await operator.get<{ items: { code: string }[] }>('/v1/bodies');
    const kent = map.items.find(({ code }) => code === 'QKS');
    const from = '2024-04-01';
    const place = {
      code: 'place:QKS:ashford',
      name: 'Ashford',
      kind: 'place',
      memberships: [{ parent: 'QKS', from }],
    };
    const broken: readonly [unknown, string][] = [
      [[place, place], 'bodies[1].code'],
      [[kent, { ...kent, name: 'Another' }], 'bodies[1].code'],
      [[{ ...place, memberships: [{ parent: 'QKS', from, to: from }] }], 'memberships[0].to'],
      [[{ ...place, memberships: [{ parent: 'QKS', from: '0001-01-01' }] }], 'memberships[0].from'],
      [[{ ...place, memberships: [...place.memberships, ...place.memberships] }], 'memberships[1].from'],
      [[{ ...place, memberships: [{ parent: place.code, from }] }], 'memberships[0].parent'],
      [[{ code: 'other', name: 'Other', kind: 'national' }], 'kind'],
    ];
    for (const [bodies, field] of broken) {
      const answer = await operator.post<Refused>('/v1/bodies/import', { bodies });
      expect([answer.status, answer.body.type], field).to.deep.equal([422, 'urn:remit:problem:invalid']);
      expect(answer.body.fields[0]?.field).to.equal(field);
    }
    const again = await operator.post('/v1/bodies/import', { bodies: map.items });
    expect(again.body).to.deep.equal({ registered: 0, changed: 0, unchanged: map.items.length });
    const ashford = await operator.post('/v1/bodies/import', { bodies: [place] });
    expect(ashford.body).to.deep.equal({ registered: 1, changed: 0, unchanged: 0 });
  });

  it('is not read at all from somebody who says not who they are', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`${house.url}/v1/initiatives`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{"title":',
      });
    expect((await ask({})).status).to.equal(401);
    expect((await ask({ authorization: `Bearer ${owner.token}` })).status).to.equal(400);
  });
});
