import { expect } from 'chai';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import {
  asThere,
  MOST_LINKS,
  standsInFor,
  withCover,
  type Cover,
  type CoveredRole,
} from '../../domain/cover.ts';
import { LEVELS, type Level } from '../../domain/level.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import type { Person } from '../../domain/person.ts';
import { decidersOf, personById } from '../../store/registry.ts';
import { Registered } from '../support/registered.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const DAYS = [1, 2, 3, 4, 5, 6].map((n) => `2026-11-0${n}`);
const BODIES = ['QKS', 'QHL'] as const;
const ROLES = ['approver', 'signatory'] as const;
const IDS = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => uuidFrom('somebody who is away', n));

/** Everybody approves or signs for something of their own. */
const PEOPLE: readonly Person[] = IDS.map((id, n) => ({
  id,
  profession: 'doctor',
  roles: [
    { role: ROLES[n % 2]!, body: BODIES[Math.floor(n / 2) % 2]! },
    ...(n % 3 === 0
      ? ([
          { role: ROLES[(n + 1) % 2]!, body: 'QHL' },
          { role: 'board', body: 'QKS' },
        ] as const)
      : []),
  ],
}));

const some = <T>(of: readonly T[]) =>
  fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.subarray([...of], { minLength: 1 }) },
  );

/** Leaves that overlap, follow on each other and go round. */
const leaves: fc.Arbitrary<readonly Cover[]> = fc
  .array(
    fc.record({
      person: fc.nat(7),
      substitute: fc.nat(7),
      nobody: fc.nat(9),
      from: fc.nat(5),
      days: fc.integer({ min: 1, max: 5 }),
      scope: fc.record({ roles: some(ROLES), bodies: some(BODIES), levels: some(LEVELS) }),
    }),
    { minLength: 3, maxLength: 14 },
  )
  .map((all) =>
    all
      .filter(({ person, substitute }) => person !== substitute)
      .map(({ person, substitute, nobody, from, days, scope }, n) => ({
        id: uuidFrom('leave', n),
        person: IDS[person]!,
        substitute: nobody === 0 ? null : IDS[substitute]!,
        scope,
        from: DAYS[from]!,
        to: `2026-11-${String(from + 1 + days).padStart(2, '0')}`,
      })),
  );

type Right = `${CoveredRole} ${string} ${Level} of ${string}`;

/**
 * Read anew, right by right: whether a way leads from somebody who is away to who asks, over people none of whom comes
 * twice, each of them away and named for this very right by the one before.
 */
function byHand(asks: string, covers: readonly Cover[], day: string): readonly Right[] {
  const reaches = (at: string, seen: readonly string[], right: (cover: Cover) => boolean): boolean => {
    if (at === asks) return true;
    if (seen.length > MOST_LINKS) return false;
    return covers.some(
      (cover) =>
        cover.person === at &&
        cover.substitute !== null &&
        !seen.includes(cover.substitute) &&
        day >= cover.from &&
        day < cover.to &&
        right(cover) &&
        reaches(cover.substitute, [...seen, cover.substitute], right),
    );
  };
  return PEOPLE.filter(({ id }) => id !== asks).flatMap(({ id, roles }) =>
    roles.flatMap(({ role, body }) =>
      role === 'board'
        ? []
        : LEVELS.filter((level) =>
            reaches(
              id,
              [id],
              ({ scope }) =>
                (scope.roles === null || scope.roles.some((each) => each === role)) &&
                (scope.bodies === null || scope.bodies.includes(body ?? '')) &&
                (scope.levels === null || scope.levels.includes(level)),
            ),
          ).map((level): Right => `${role as CoveredRole} ${body ?? ''} ${level} of ${id}`),
    ),
  );
}

const rightsOf = ({ roles }: Person): readonly Right[] =>
  [
    ...new Set(
      roles.flatMap(({ role, body, onBehalfOf, levels }) =>
        onBehalfOf === undefined
          ? []
          : (levels ?? LEVELS).map(
              (level): Right => `${role as CoveredRole} ${body ?? ''} ${level} of ${onBehalfOf}`,
            ),
      ),
    ),
  ].toSorted();

describe('who stands in for whom', function () {
  this.timeout(60_000);
  let database: TestDatabase;
  let owner: DataSource;

  before(async () => {
    database = await createTestDatabase();
    owner = await database.connect('remit_owner', 1);
    await owner.query(
      `insert into body (code, name, kind) values ('QKS', 'One', 'system'), ('QHL', 'Other', 'system')`,
    );
    const registered = new Registered(owner);
    for (const person of PEOPLE) await registered.see(person);
  });
  after(() => database.drop());

  it('is as one finds by following each right by hand, whatever leaves there are', () => {
    const chains = new Set<number>();
    fc.assert(
      fc.property(leaves, fc.constantFrom(...DAYS), (covers, day) => {
        const known = new Map(PEOPLE.map((person) => [person.id, person]));
        for (const person of PEOPLE) {
          const found = withCover(person, standsInFor(person.id, covers, day), known);
          expect(rightsOf(found)).to.deep.equal([...new Set(byHand(person.id, covers, day))].toSorted());
          chains.add(found.standsFor?.length ?? 0);
        }
      }),
      { numRuns: 1_000 },
    );
    expect(
      [...chains].filter((each) => each > 2),
      'chains were met',
    ).to.not.be.empty;
  });

  it('is the same in the statement that reads who acts, and those who are away are not counted on', async () => {
    const known = new Map(PEOPLE.map((person) => [person.id, person]));
    const until = Date.now() + 15_000;
    await fc.assert(
      fc.asyncProperty(leaves, fc.constantFrom(...DAYS), async (covers, day) => {
        if (Date.now() > until) return;
        await owner.query('truncate cover');
        for (const { id, person, substitute, scope, from, to } of covers)
          await owner.query('insert into cover values ($1, $2, $3, $4, $5, $6, $7, $8)', [
            ...[id, person, substitute, scope.roles, scope.bodies, scope.levels, from, to],
          ]);
        const now = `${day}T12:00:00.000Z`;
        const there = new Map(
          (await decidersOf(owner.manager, [...BODIES], now)).map((each) => [each.id, each]),
        );
        for (const person of PEOPLE) {
          const expected = withCover(person, standsInFor(person.id, covers, day), known);
          const found = await personById(owner.manager, person.id, now);
          expect(rightsOf(found!)).to.deep.equal(rightsOf(expected));
          expect([...(found?.standsFor ?? [])].toSorted()).to.deep.equal(
            [...(expected.standsFor ?? [])].toSorted(),
          );
          const counted = asThere(expected, covers, day);
          expect(rightsOf(there.get(person.id)!)).to.deep.equal(rightsOf(counted));
          const own = ({ roles }: Person) =>
            roles.filter(({ onBehalfOf }) => onBehalfOf === undefined).length;
          expect(own(there.get(person.id)!)).to.equal(own(counted));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('is found at once where everybody has named everybody, and there are more ways than anybody could follow', async () => {
    const all = Array.from({ length: 20 }, (_, n) => uuidFrom('one of many who are away', n));
    const covers = all.flatMap((person) =>
      all
        .filter((substitute) => substitute !== person)
        .map((substitute) => ({
          ...{ id: uuidFrom('leave', person, substitute), person, substitute },
          ...{ scope: { roles: null, bodies: null, levels: null }, from: DAYS[0]!, to: DAYS[5]! },
        })),
    );
    const first = all[0]!;
    await owner.query(
      `insert into person (id, issuer, subject, name) select id, 'many', id::text, 'One of many' from unnest($1::uuid[]) as id`,
      [all],
    );
    await owner.query('truncate cover');
    await owner.query(
      `insert into cover (id, person, substitute, valid_from, valid_to)
       select id, person, substitute, "from", "to"
         from jsonb_to_recordset($1) as c(id uuid, person uuid, substitute uuid, "from" date, "to" date)`,
      [JSON.stringify(covers)],
    );
    await owner.query(`set statement_timeout = '4s'`);
    const found = await personById(owner.manager, first, `${DAYS[1]!}T12:00:00.000Z`);
    await owner.query('reset statement_timeout');
    expect(found?.standsFor?.toSorted()).to.deep.equal(all.slice(1).toSorted());
    const stands = standsInFor(first, covers, DAYS[1]!);
    expect(stands.map(({ person }) => person).toSorted()).to.deep.equal(all.slice(1).toSorted());
  });
});
