import { expect } from 'chai';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { workingDaysAfter } from '../../domain/calendar.ts';
import { seal } from '../../domain/content.ts';
import { checkRecord } from '../../domain/doctor/check-record.ts';
import { delegateOf, isHeld, type Seat } from '../../domain/gate/gate.ts';
import { cannotClaim, notTheirs } from '../../domain/gate/seat.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Person } from '../../domain/person.ts';
import { CommandHandler } from '../../store/handler.ts';
import { readMaps } from '../../store/read/maps.ts';
import { readRecords } from '../../store/read/records.ts';
import { listTasks } from '../../store/read/tasks.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { showTo } from '../../store/reading.ts';
import { changeRegistry, SETUP } from '../../store/registry.ts';
import { World } from '../../store/world.ts';
import { BIRMINGHAM, BODIES, SOLIHULL } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import { CALENDAR, NOW, type Asked } from '../support/given.ts';
import { approverOf, boardOf, ownerOf, signatoryOf } from '../support/people.ts';
import { spoil } from '../support/spoil-record.ts';
import { storedEvents } from '../support/stored.ts';
import { drafting, sending, submitting, type Different } from '../support/stories.ts';
import { Registered } from '../support/registered.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { beginnings, moves, nextOf } from '../support/walk/walk.ts';

describe('rows and events', () => {
  let database: TestDatabase;
  let app: DataSource;
  let system: DataSource;
  let now = NOW;
  let people: CommandHandler;
  let steps: CommandHandler;
  let registered: Registered;

  before(async () => {
    database = await createTestDatabase();
    [app, system] = await Promise.all([
      database.connect('remit_app', 4),
      database.connect('remit_system', 4),
    ]);
    await changeRegistry(system, SETUP, NOW, () =>
      Promise.resolve({
        events: BODIES.map((data) => ({ type: 'body-registered', data }) as const),
        result: null,
      }),
    );
    registered = new Registered(await database.connect('remit_owner', 1));
    people = new CommandHandler(app, new World(), () => now);
    steps = new CommandHandler(system, new World(), () => now);
  });

  beforeEach(() => {
    now = NOW;
  });

  after(() => database.drop());

  async function ask(initiative: string, by: Person, asked: Asked): Promise<string | null> {
    const turn = await people.open({
      by: await registered.see(by),
      about: { kind: 'initiative', id: initiative },
      once: null,
    });
    if ('before' in turn) throw new Error('No key was sent');
    try {
      // Somebody who may not see it asks in the dark: what follows from a state is not theirs to build.
      const blind: PersonCommand = { type: 'submit-initiative' };
      const command =
        typeof asked !== 'function' ? asked : turn.state === null ? blind : asked(turn.state, by);
      if (command.type === 'attach-file' && turn.state !== null) await upload(command.id, turn.state.id);
      const outcome = turn.decide(
        command.type === 'draft-initiative' ? { ...command, id: initiative } : command,
      );
      await turn.commit({ status: 200, headers: {}, body: null });
      return outcome.ok ? null : outcome.refusal.code;
    } finally {
      await turn.close();
    }
  }

  /** As somebody's bytes are kept before the event that names them. */
  async function upload(id: string, initiative: string): Promise<void> {
    await system.query(
      `insert into upload (id, initiative, store) values ($1, $2, 'postgres') on conflict do nothing`,
      [id, initiative],
    );
  }

  async function stateOf(id: string): Promise<Initiative> {
    const state = await readInitiative(system.manager, id);
    if (state === null) throw new Error('Nothing was drafted');
    return state;
  }

  async function begin(different: Different = {}): Promise<string> {
    const id = uuid();
    const owner = ownerOf(different.lead ?? BIRMINGHAM);
    const command = drafting(different) as Extract<PersonCommand, { type: 'draft-initiative' }>;
    await ask(id, owner, { ...command, salt: seal(id, 'salt') });
    await ask(id, owner, sending('develop-plan', COMPLETE['develop-plan']));
    return id;
  }

  /** Everybody's queue has what the rules let them do, and of seats alike one. */
  async function expectQueues(state: Initiative): Promise<void> {
    const { gate } = state;
    if (gate === null) return;
    const professions = [null, 'student', 'manager', 'analyst', 'registered-nurse', 'doctor', 'midwife'];
    const fillers = gate.seats.flatMap(({ bodies, role }) =>
      bodies.flatMap((body) =>
        professions.map((each) => (role === 'signatory' ? signatoryOf : approverOf)(body, each)),
      ),
    );
    const holders = gate.seats.flatMap(({ claimedBy, claimedAs, bodies, role }): readonly Person[] =>
      claimedBy === null
        ? []
        : [{ id: claimedBy, profession: claimedAs, roles: bodies.map((body) => ({ role, body })) }],
    );
    for (const one of [...holders, ...fillers]) {
      const found = await app.transaction(async (manager) => {
        await showTo(manager, one);
        const filter = {
          queue: 'mine',
          initiative: state.id,
          sort: 'dueAt',
          after: null,
          limit: 50,
        } as const;
        return listTasks(manager, one, filter);
      });
      const may = gate.seats.filter((seat) => {
        if (isHeld(seat)) return seat.claimedBy === one.id || delegateOf(seat) === one.id;
        return (
          gate.state === 'open' &&
          seat.state === 'ready' &&
          notTheirs(state, seat, one) === null &&
          cannotClaim(gate, seat, one) === null
        );
      });
      const alike = ({ kind, role, bodies }: Seat) => [kind, role, bodies].join();
      const shown = may.filter(
        (seat, index) =>
          isHeld(seat) ||
          !may.slice(0, index).some((other) => !isHeld(other) && alike(other) === alike(seat)),
      );
      expect(
        found.items.map(({ seat }) => seat.task).toSorted(),
        `${one.profession ?? 'no profession'} of ${JSON.stringify(one.roles)}`,
      ).to.deep.equal(shown.map((seat) => seat.task).toSorted());
    }
  }

  it('are equal after whatever anybody asks', async () => {
    // On a slow machine there are fewer of them. A walk that began is walked to its end.
    const until = Date.now() + 20_000;
    await fc.assert(
      fc.asyncProperty(beginnings, moves(24), fc.nat(), async (beginning, way, pick) => {
        if (Date.now() > until) return;
        now = NOW;
        const id = await begin(beginning);
        for (const move of way) {
          const state = await stateOf(id);
          const next = nextOf(move, state, now);
          if ('days' in next) {
            const later = workingDaysAfter(now, next.days, CALENDAR);
            if (later > now) now = later;
          } else if ('by' in next) await ask(id, next.by, next.asked);
          else await steps.step(id, { type: next.step });
          const stored = await stateOf(id);
          if (stored.n === state.n) expect(stored).to.deep.equal(state);
          else expect(stored).to.deep.equal(fold(id, await storedEvents(system.manager, id)));
        }
        await expectQueues(await stateOf(id));
        // The doctor says so too, and finds whatever is changed.
        const maps = await readMaps(system);
        const [record] = await readRecords(system, [id]);
        if (record === undefined) throw new Error('There is no record');
        expect(checkRecord(record, maps).findings).to.deep.equal([]);
        for (let each = 0; each < 20; each += 1)
          expect(checkRecord(spoil(record, pick + each), maps).findings, `${pick + each}`).to.not.be.empty;
      }),
      { numRuns: 200 },
    );
  });

  describe('are seen', () => {
    const TABLES = ['initiative', 'stage', 'gate', 'task', 'event', 'content', 'part'] as const;

    async function submitted(): Promise<string> {
      const id = await begin();
      await ask(id, ownerOf(BIRMINGHAM), submitting);
      await steps.step(id, { type: 'open-gate' });
      return id;
    }

    const seen = async (by: Person, id: string) =>
      app.transaction(async (manager) => {
        await showTo(manager, by);
        const found: string[] = [];
        for (const table of TABLES) {
          const column = table === 'initiative' ? 'id' : 'initiative';
          const rows: unknown[] = await manager.query(`select from ${table} where ${column} = $1`, [id]);
          if (rows.length > 0) found.push(table);
        }
        return found;
      });

    it('by a body with a part', async () => {
      const id = await submitted();
      for (const by of [
        ownerOf(BIRMINGHAM),
        approverOf(BIRMINGHAM, 'doctor'),
        signatoryOf('QHL'),
        boardOf('Y60'),
      ])
        expect(await seen(by, id), by.roles[0]?.body ?? '').to.deep.equal(TABLES);
    });

    it('by nobody without one, in any table', async () => {
      const id = await submitted();
      const operator: Person = { id: uuid(), profession: null, roles: [{ role: 'operator', body: null }] };
      for (const by of [approverOf(SOLIHULL, 'doctor'), signatoryOf('QNC'), boardOf('Y58'), operator])
        expect(await seen(by, id), by.roles[0]?.body ?? '').to.deep.equal([]);
    });

    it('by the lead alone while it is a draft', async () => {
      const id = await begin();
      expect(await seen(signatoryOf('QHL'), id)).to.deep.equal([]);
      expect(await seen(ownerOf(BIRMINGHAM), id)).to.include('initiative');
    });

    it('by nobody where nobody is said to ask', async () => {
      const id = await submitted();
      const rows: unknown[] = await app.query('select from event where initiative = $1', [id]);
      expect(rows).to.deep.equal([]);
    });

    it('and a command of somebody who sees nothing is refused', async () => {
      const id = await submitted();
      const answer = await ask(id, approverOf(SOLIHULL, 'doctor'), {
        type: 'withdraw-initiative',
        reason: null,
      });
      expect(answer).to.equal('not-allowed');
    });
  });

  describe('the app’s role', () => {
    const refused = async (statement: string, parameters: unknown[] = []) => {
      const by = ownerOf(BIRMINGHAM);
      const id = await begin();
      return app
        .transaction(async (manager) => {
          await showTo(manager, by);
          await manager.query(statement.replaceAll(':id', `'${id}'`), parameters);
        })
        .then(
          () => 'it was done',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
    };

    for (const table of ['event', 'content'])
      for (const statement of [
        `delete from ${table} where initiative = :id`,
        `update ${table} set initiative = null where initiative = :id`,
        `truncate ${table}`,
      ])
        it(`may not ${statement}`, async () => {
          expect(await refused(statement)).to.match(/permission denied/);
        });

    it('may not delete an initiative, a gate or a task', async () => {
      for (const table of ['initiative', 'stage', 'gate', 'task'])
        expect(await refused(`delete from ${table}`), table).to.match(/permission denied/);
    });

    it('may not add a job, except by asking to look at an initiative', async () => {
      expect(await refused(`select jobs.add_job('look')`)).to.match(/permission denied|does not exist/);
      expect(await refused(`insert into jobs._private_jobs (task_id) values (1)`)).to.match(
        /permission denied|does not exist/,
      );
      expect(await refused('select jobs.nudge(:id)')).to.equal('it was done');
    });

    it('owns no table, and may not make one', async () => {
      expect(await refused('create table mine (id int)')).to.match(/permission denied/);
      expect(await refused('alter table event disable row level security')).to.match(/must be owner/);
    });
  });
});
