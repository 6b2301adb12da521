import { expect } from 'chai';
import type { Happened } from '../../domain/initiative/events.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { standingOf } from '../../domain/initiative/standing.ts';
import { CommandHandler } from '../../store/handler.ts';
import { readHistory } from '../../store/read/initiatives.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import type { Sql } from '../../store/sql.ts';
import { World } from '../../store/world.ts';
import { openHouse, type House } from '../support/house.ts';
import { CONTENT, QUIET_FACTS } from '../support/initiatives.ts';
import { assemble, holdsFor, type KnownPerson } from '../support/model/cast.ts';
import { PLACE } from '../support/model/scenarios.ts';
import { unsaidMoves, wrongWithMoved } from '../support/moved/wrong-with.ts';
import { drawOf } from '../support/small-tables.ts';

/** By hand: `REMIT_MOVES=500` moves, and `REMIT_MOVES_SEED` for others. */
const MOVES = Number(process.env['REMIT_MOVES'] ?? 12);
const SEED = Number(process.env['REMIT_MOVES_SEED'] ?? 3);
const DAY = 86_400_000;

const VALUES = {
  revenueGbp: [20_000, 100_000, 2_000_000, 20_000_000],
  residualRisk: [4, 16],
  changesNationalStandard: [false, true],
  regulatedProgramme: [false, true],
} as const;

describe(`a gate that facts move ${MOVES} times, in the database`, function () {
  this.timeout(120_000 + MOVES * 3_000);
  let house: House;
  let cast: readonly KnownPerson[];
  let system: Sql;
  let steps: CommandHandler;
  const clock = { now: '2026-11-02T09:00:00.000Z' };
  before(async () => {
    const nowhere = { address: 'no Temporal is asked for', namespace: '' };
    house = await openHouse({ worker: false, clock: () => clock.now, temporal: nowhere });
    cast = await assemble(house);
    const database = await house.database.connect('remit_system', 2);
    system = database;
    steps = new CommandHandler(database, new World(), () => clock.now);
  });
  after(() => house.close());

  const draw = drawOf(SEED);
  const of = <T>(list: readonly T[]): T => list[draw(list.length)]!;
  const owner = () => cast.find(({ subject }) => subject === `chief.${PLACE}`)!;

  async function begin(): Promise<string> {
    const { asks } = owner();
    const made = await asks.post<{ id: string }>('/v1/initiatives', {
      title: 'Title',
      aim: 'Halve the wait',
      lead: { code: PLACE },
      affected: [PLACE],
      team: ['doctor', 'registered-nurse'],
      facts: QUIET_FACTS,
    });
    await asks.put(`/v1/initiatives/${made.body.id}/stages/develop-plan`, CONTENT['develop-plan']);
    await asks.post(`/v1/initiatives/${made.body.id}/submit`);
    return made.body.id;
  }

  async function due(id: string): Promise<Initiative> {
    for (let most = 0; most < 10; most += 1) {
      const state = (await readInitiative(system, id))!;
      const { doing } = standingOf(state, clock.now);
      if (doing === 'work' || doing === 'decide' || doing === 'nothing') return state;
      await steps.step(id, { type: doing });
    }
    throw new Error('The workflow comes to no end');
  }

  const eventsOf = async (id: string): Promise<readonly Happened[]> => {
    const all: Happened[] = [];
    for (let more = true; more;) {
      const items = await readHistory(system, id, all.at(-1)?.n ?? 0, 500);
      all.push(...(items as unknown as Happened[]));
      more = items.length === 500;
    }
    return all;
  };

  async function changeAFact(id: string, state: Initiative): Promise<void> {
    const fact = of(Object.keys(VALUES) as (keyof typeof VALUES)[]);
    const value = of<number | boolean>(VALUES[fact]);
    const about = `/v1/initiatives/${id}`;
    const how = draw(5);
    if (how < 2) {
      const { asks } = owner();
      const etag = (await asks.get(about)).headers.get('etag') ?? '';
      await asks.patch(about, { facts: { ...state.facts, [fact]: value } }, { 'if-match': etag });
      return;
    }
    const body = of(['QHL', 'Y60', 'national']);
    const by = of(cast.filter((each) => holdsFor(each, 'approver', [body]) !== undefined));
    const [made] = state.claims.challenges;
    if (how === 2 || made === undefined) {
      await by.asks.post(`${about}/facts/${fact}/challenge`, { value, reason: 'It is written so.' });
      return;
    }
    const deciding = cast.filter(
      (each) => holdsFor(each, 'approver', state.gate?.bodies ?? []) !== undefined && each.id !== made.by,
    );
    await of(deciding).asks.post(`${about}/challenges/${made.id}/${of(['dismiss', 'dismiss', 'uphold'])}`, {
      reason: 'The bid was read again.',
    });
  }

  async function work(state: Initiative): Promise<void> {
    const { gate } = state;
    const seat = of(gate!.seats);
    const able = cast.filter((each) => holdsFor(each, seat.role, seat.bodies) !== undefined);
    const by = of(able);
    const outcome = seat.kind === 'advice' ? 'advise' : 'approve';
    if (draw(8) === 0) await by.asks.post(`/v1/tasks/${seat.task}/recall`, {});
    else
      await by.asks.post(`/v1/tasks/${seat.task}/complete`, {
        outcome,
        contentHash: gate!.contentHash,
        ...(outcome === 'advise' && { reason: 'Do.' }),
      });
  }

  it('is always at the level of its facts, loses no vote that counts, says each move; and its rows follow from its events', async () => {
    const walked = { moves: 0, carried: 0, things: 0, initiatives: 0 };
    while (walked.moves < MOVES) {
      const id = await begin();
      walked.initiatives += 1;
      let happened: readonly Happened[] = [];
      const moves = () =>
        happened.filter((each) => each.type === 'gate-decided' && each.data.state === 'superseded').length;
      for (;;) {
        // Each at a moment of its own, as on a clock that goes on.
        clock.now = new Date(Date.parse(clock.now) + 1_000).toISOString();
        const state = await due(id);
        happened = await eventsOf(id);
        expect(wrongWithMoved({ state, happened, linked: [], lean: false })).to.deep.equal([]);
        if (state.gate?.state !== 'open' || happened.length > 400 || walked.moves + moves() >= MOVES) break;
        walked.things += 1;
        if (draw(3) === 0) await changeAFact(id, state);
        else await work(state);
      }
      expect(unsaidMoves(happened)).to.deep.equal([]);
      expect(fold(id, happened)).to.deep.equal(await readInitiative(system, id));
      walked.moves += moves();
      walked.carried += happened.reduce(
        (sum, each) => sum + (each.type === 'votes-carried' ? each.data.carried.length : 0),
        0,
      );
      clock.now = new Date(Date.parse(clock.now) + DAY).toISOString();
    }
    console.log(`      ${JSON.stringify(walked)}`);
    expect(walked.carried).to.be.greaterThan(MOVES / 12);
  });
});
