import { expect } from 'chai';
import { openHouse, type House } from '../support/house.ts';
import { draftAt, openGateOf, submitAt } from '../support/initiatives.ts';
import { runSchemathesis } from '../support/schemathesis/run.ts';

/** `REMIT_SCHEMATHESIS_REQUESTS=20000` for the long run, and `REMIT_SCHEMATHESIS_SEED` for another one. */
const REQUESTS = Number(process.env['REMIT_SCHEMATHESIS_REQUESTS'] ?? 500);
const SEED = Number(process.env['REMIT_SCHEMATHESIS_SEED'] ?? 1);

/** A short run is of two people, a long one of more. */
const EVERYBODY = ['owner.QMJ', 'operator', 'approver-1.QMJ', 'owner.QHL'];
const WHO = REQUESTS > 500 ? EVERYBODY : EVERYBODY.slice(0, 2);
const STRANGER = 'somebody.who.is.not.registered';

type Schema = Record<string, unknown>;
interface Document {
  readonly paths: Record<string, Record<string, { parameters?: { name: string; schema: Schema }[] }>>;
}

describe('whatever the OpenAPI document allows', function () {
  this.timeout(3_600_000);
  let house: House;
  let document: Document;
  let operations: number;

  before(async () => {
    house = await openHouse();
    const ids = { initiatives: [] as string[], gates: [] as string[], tasks: [] as string[] };
    for (const lead of ['QMJ', 'QHL']) {
      const submitted = await submitAt(house, lead);
      const gate = await openGateOf(await house.as(`owner.${lead}`), submitted);
      ids.initiatives.push(await draftAt(house, lead), submitted);
      ids.gates.push(gate.id);
      ids.tasks.push(...gate.seats.map(({ task }) => task));
    }
    document = (await (await fetch(`${house.url}/openapi.json`)).json()) as Document;
    operations = Object.values(document.paths).flatMap((path) => Object.values(path)).length;
    nameThem(document, ids);
  });
  after(() => house.close());

  /** Answers so far, by status: as the server counts them, and so whoever asks. */
  const answered = async () => {
    const { values } = await house.services.metrics.requests.get();
    const counts = new Map<number, number>();
    for (const { metricName, labels, value } of values)
      if (metricName?.endsWith('_count') === true && String(labels.route).startsWith('/v1'))
        counts.set(Number(labels.status), (counts.get(Number(labels.status)) ?? 0) + value);
    return counts;
  };
  const ask = async (subject: string, each: number) => {
    const { token } = await house.as(subject);
    const before = await answered();
    const ran = await runSchemathesis({ url: house.url, document, token, each, seed: SEED });
    const after = await answered();
    const counts = [...after].map(([status, n]): [number, number] => [status, n - (before.get(status) ?? 0)]);
    return { ...ran, counts: counts.filter(([, n]) => n > 0) };
  };
  const each = () => Math.max(2, Math.ceil(REQUESTS / operations / WHO.length));

  for (const who of WHO)
    it(`is answered to ${who} as it says`, async () => {
      const { held, said, counts } = await ask(who, each());
      expect(held, said).to.equal(true);
      const total = counts.reduce((sum, [, n]) => sum + n, 0);
      console.log(`      ${total} answers: ${counts.map(([status, n]) => `${n} of ${status}`).join(', ')}`);
      expect(counts.filter(([status]) => status >= 500)).to.deep.equal([]);
      // What is refused whatever is sent tries nothing.
      expect(counts.some(([status]) => status === 200)).to.equal(true);
    });

  it('is answered with no success to somebody who is not registered', async () => {
    const { held, said, counts } = await ask(STRANGER, 2);
    expect(held, said).to.equal(true);
    expect(
      counts.map(([status]) => status).filter((status) => status !== 403 && status !== 401),
    ).to.deep.equal([]);
  });
});

/** Half of the ids that are made up are of something that is there. */
function nameThem({ paths }: Document, ids: Readonly<Record<string, readonly string[]>>): void {
  for (const [path, methods] of Object.entries(paths)) {
    const known = ids[path.split('/')[2] ?? ''];
    if (known === undefined) continue;
    for (const { parameters = [] } of Object.values(methods))
      for (const parameter of parameters)
        if (parameter.name === 'id') parameter.schema = { anyOf: [{ enum: known }, parameter.schema] };
  }
}
