import { expect } from 'chai';
import { addressOf } from '../../api/limit-requests.ts';
import { RateLimits, type Shared } from '../../api/rate-limits.ts';
import type { RateCount } from '../../store/rate-counts.ts';

/** The table, as Postgres would keep it. */
function table() {
  const rows = new Map<string, number>();
  const asked: number[] = [];
  const shared: Shared = {
    add: (counted) => {
      asked.push(counted.length);
      const sums = counted.map(({ caller, minute, n }): RateCount => {
        const sum = (rows.get(`${caller} ${minute}`) ?? 0) + n;
        rows.set(`${caller} ${minute}`, sum);
        return { caller, minute, n: sum };
      });
      return Promise.resolve(sums);
    },
    forget: () => Promise.resolve(),
  };
  return { shared, rows, asked };
}

const LIMIT = { caller: 100, address: 3 };

describe('a rate limit', () => {
  let now = Date.parse('2026-11-02T09:00:20.000Z');
  const clock = () => now;
  const refusedOf = (limits: RateLimits, times: number, id = 'ann') =>
    Array.from({ length: times }, () => limits.take('caller', id)).filter((taken) => taken?.refused === true)
      .length;

  it('lets so many in, says how many are left, and until when', () => {
    const limits = new RateLimits(LIMIT, table().shared, clock);
    expect(limits.take('caller', 'ann')).to.deep.equal({
      kind: 'caller',
      limit: 100,
      left: 99,
      resets: 40,
      refused: false,
    });
    expect(refusedOf(limits, 99)).to.equal(0);
    expect(limits.take('caller', 'ann')).to.deep.include({ left: 0, resets: 40, refused: true });
  });

  it('holds up nobody else, and passes with its minute', () => {
    const limits = new RateLimits(LIMIT, table().shared, clock);
    refusedOf(limits, 200);
    expect(limits.take('caller', 'bob')?.refused).to.equal(false);
    expect(limits.take('address', 'ann')?.refused).to.equal(false);
    now += 39_999;
    expect(limits.take('caller', 'ann')?.refused).to.equal(true);
    now += 1;
    expect(limits.take('caller', 'ann')).to.deep.include({ left: 99, resets: 60, refused: false });
  });

  it('is one for all processes, but for what was not added yet', async () => {
    const { shared } = table();
    const [here, there] = [new RateLimits(LIMIT, shared, clock), new RateLimits(LIMIT, shared, clock)];
    let admitted = 0;
    for (let n = 0; n < 200; n += 1) {
      for (const each of [here, there]) if (each.take('caller', 'ann')?.refused === false) admitted += 1;
      // Whatever was begun is done before the next request.
      await Promise.all([here.add(), there.add()].slice(0, n % 10 === 0 ? 2 : 0));
    }
    expect(admitted).to.be.within(100, 120);
    expect(here.take('caller', 'ann')?.refused).to.equal(true);
    expect(there.take('caller', 'ann')?.refused).to.equal(true);
  });

  it('adds what many callers did in one statement, and nothing where nobody asked', async () => {
    const { shared, asked } = table();
    const limits = new RateLimits(LIMIT, shared, clock);
    for (let n = 0; n < 50; n += 1) limits.take('caller', `person ${n}`);
    await limits.add();
    await limits.add();
    expect(asked).to.deep.equal([50]);
  });

  it('goes on by its own count while Postgres is away, and adds it all once that is back', async () => {
    const { shared, rows } = table();
    let away = true;
    const add: Shared['add'] = (counted) => (away ? Promise.reject(new Error('away')) : shared.add(counted));
    const limits = new RateLimits(LIMIT, { ...shared, add }, clock);
    expect(refusedOf(limits, 60)).to.equal(0);
    await limits.add();
    expect(refusedOf(limits, 60)).to.equal(20);
    await limits.add();
    away = false;
    await limits.add();
    expect([...rows.values()]).to.deep.equal([100]);
  });

  it('of 0 limits nothing', () => {
    const limits = new RateLimits({ caller: 0, address: 0 }, table().shared, clock);
    expect(limits.take('caller', 'ann')).to.equal(null);
  });
});

describe('the address that a stranger is counted by', () => {
  const of = (ip: string) => addressOf({ ip });

  it('is a whole network of IPv6, however it is written', () => {
    expect(of('2001:db8:1:2:3:4:5:6')).to.equal('2001:db8:1:2::/64');
    expect(of('2001:db8:1:2::9')).to.equal('2001:db8:1:2::/64');
    expect(of('2001:db8::9')).to.equal('2001:db8:0:0::/64');
    expect(of('::1')).to.equal('0:0:0:0::/64');
    expect(of('::1:2:3:4:5:6:7')).to.equal('0:1:2:3::/64');
  });

  it('is itself of IPv4', () => {
    expect(of('192.0.2.7')).to.equal('192.0.2.7');
    expect(of('::ffff:192.0.2.7')).to.equal('192.0.2.7');
  });
});
