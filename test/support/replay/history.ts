import type { DataSource } from 'typeorm';
import type pg from 'pg';
import { seal } from '../../../domain/content.ts';
import type { Facts } from '../../../domain/facts.ts';
import { uuidFrom } from '../../../domain/log/hash.ts';
import type { PersonCommand } from '../../../domain/initiative/commands.ts';
import type { Initiative } from '../../../domain/initiative/initiative.ts';
import type { Person } from '../../../domain/person.ts';
import { STAGES, type Stage } from '../../../domain/stage.ts';
import { CommandHandler } from '../../../store/handler.ts';
import { readInitiative } from '../../../store/read-initiative.ts';
import { changeRegistry, SETUP } from '../../../store/registry.ts';
import { World } from '../../../store/world.ts';
import { BIRMINGHAM, BODIES, SOLIHULL, STOKE, TORBAY } from '../bodies.ts';
import { COMPLETE } from '../contents.ts';
import { NOW, type Asked } from '../given.ts';
import { ownerOf } from '../people.ts';
import { Registered } from '../registered.ts';
import {
  answering,
  challenging,
  drafting,
  fillerOf,
  presenting,
  recording,
  sending,
  submitting,
  withdrawing,
  type Different,
} from '../stories.ts';
import type { TestDatabase } from '../test-database.ts';
import { copyHistory } from './copies.ts';

/** How an initiative that others are copied from went: its gates are decided up to this stage, whose gate is open. */
interface Pattern extends Different {
  readonly upTo: Stage;
  readonly ends?: 'withdrawn' | 'challenged';
  /** A fact that each copy has its own amount of, from just over one threshold of the shipped policy to the next. */
  readonly varies?: { readonly fact: keyof Facts; readonly over: number; readonly upTo: number };
}

const PLAN = 'develop-plan';
const CAPITAL = { fact: 'capitalGbp', over: 1_000_000, upTo: 25_000_000 } as const;
const REVENUE = { fact: 'revenueGbp', over: 50_000, upTo: 1_000_000 } as const;

/** Of every level, decided and under way, in every stage, with what raises verdicts and what does not. */
export const PATTERNS: readonly Pattern[] = [
  { upTo: PLAN },
  { upTo: 'deliver-improvement' },
  { upTo: 'guide-expectations', facts: { residualRisk: 16 } },
  { upTo: PLAN, facts: { capitalGbp: 1_500_000 }, varies: CAPITAL },
  { upTo: 'support-people', facts: { capitalGbp: 1_500_000 }, varies: CAPITAL },
  { upTo: PLAN, facts: { revenueGbp: 100_000 }, varies: REVENUE },
  { upTo: 'assure-accountability', facts: { revenueGbp: 100_000 }, varies: REVENUE },
  { upTo: PLAN, facts: { residualRisk: 25 } },
  { upTo: 'support-people', affected: [BIRMINGHAM, SOLIHULL] },
  { upTo: PLAN, lead: 'QKS', affected: ['QKS'], facts: { substantialServiceChange: true } },
  { upTo: PLAN, lead: 'QKS', affected: ['QKS'], facts: { revenueGbp: 700_000 } },
  { upTo: PLAN, lead: 'Y59', affected: ['QKS', 'QNX'], facts: { capitalGbp: 1_900_000 }, varies: CAPITAL },
  { upTo: PLAN, lead: 'Y60', affected: ['QHL', 'QJG'] },
  { upTo: PLAN, lead: 'national', affected: [STOKE, TORBAY] },
  { upTo: PLAN, lead: 'Y60', affected: ['QHL'], facts: { novelContentiousOrRepercussive: true } },
  { upTo: PLAN, ends: 'withdrawn', facts: { capitalGbp: 3_000_000 }, varies: CAPITAL },
  { upTo: PLAN, ends: 'challenged', facts: { capitalGbp: 40_000 } },
];

/** A history in a database of a test's own: the initiatives that the others were copied from, and how many there are in all. */
export interface TestHistory {
  readonly originals: readonly string[];
  readonly initiatives: number;
}

/**
 * Fills a database with so many initiatives: one of each pattern, brought where it is by the commands of people and workflow,
 * and copies of its rows, words and events, each with facts of its own.
 */
export async function fillWithHistory(
  database: TestDatabase,
  client: pg.Client,
  initiatives: number,
): Promise<TestHistory> {
  const [app, system] = await Promise.all([
    database.connect('remit_app', 2),
    database.connect('remit_system', 2),
  ]);
  await changeRegistry(system, SETUP, NOW, () =>
    Promise.resolve({
      events: BODIES.map((data) => ({ type: 'body-registered', data }) as const),
      result: null,
    }),
  );
  const teller = new Teller(app, system, new Registered(await database.connect('remit_owner', 1)));
  const originals: string[] = [];
  for (const [index, pattern] of PATTERNS.entries()) originals.push(await teller.tell(pattern, index));
  const each = Math.floor((initiatives - PATTERNS.length) / PATTERNS.length);
  const left = initiatives - PATTERNS.length * (each + 1);
  for (const [index, { varies = null }] of PATTERNS.entries()) {
    const copies = each + (index < left ? 1 : 0);
    await copyHistory(client, originals[index] ?? '', { copies, varies });
  }
  return { originals, initiatives };
}

/** Does what a pattern says, as the people whom the gates ask for. */
class Teller {
  private readonly people: CommandHandler;
  private readonly steps: CommandHandler;

  constructor(
    app: DataSource,
    private readonly system: DataSource,
    private readonly registered: Registered,
  ) {
    this.people = new CommandHandler(app, new World(), () => NOW);
    this.steps = new CommandHandler(system, new World(), () => NOW);
  }

  async tell(pattern: Pattern, index: number): Promise<string> {
    const id = uuidFrom('pattern', index);
    const owner = ownerOf(pattern.lead ?? BIRMINGHAM);
    const command = drafting(pattern) as Extract<PersonCommand, { type: 'draft-initiative' }>;
    await this.ask(id, owner, { ...command, id, salt: seal(id, 'salt') });
    for (const stage of STAGES.slice(0, STAGES.indexOf(pattern.upTo) + 1)) {
      await this.ask(id, owner, sending(stage, COMPLETE[stage]));
      await this.ask(id, owner, stage === PLAN ? submitting : presenting(stage));
      await this.steps.step(id, { type: 'open-gate' });
      if (stage === pattern.upTo) break;
      await this.agree(id);

      await this.steps.step(id, { type: 'move-on' });
    }
    if (pattern.ends === 'withdrawn') await this.ask(id, owner, withdrawing);
    if (pattern.ends === 'challenged') {
      const seat = (await this.stateOf(id)).gate?.seats[0];
      if (seat === undefined) throw new Error('No gate was opened');
      await this.ask(id, fillerOf(seat, 0), challenging('capitalGbp', 1_800_000));
    }
    return id;
  }

  private async agree(id: string): Promise<void> {
    const { gate } = await this.stateOf(id);
    const seats = gate?.seats ?? [];
    for (const { authority, kind } of gate?.referrals ?? [])
      await this.ask(
        id,
        fillerOf(seats[0]!, 0),
        recording(authority, kind === 'consent' ? 'consented' : 'notified'),
      );
    for (const [index, seat] of seats.entries())
      if (seat.kind !== 'advice')
        await this.ask(id, fillerOf(seat, index), answering('approve', { seat: index }));
  }

  private async stateOf(id: string): Promise<Initiative> {
    const state = await readInitiative(this.system.manager, id);
    if (state === null) throw new Error('Nothing was drafted');
    return state;
  }

  private async ask(initiative: string, by: Person, asked: Asked): Promise<void> {
    const turn = await this.people.open({
      by: await this.registered.see(by),
      about: { kind: 'initiative', id: initiative },
      once: null,
    });
    if ('before' in turn) throw new Error('No key was sent');
    try {
      const command = typeof asked !== 'function' ? asked : asked(turn.state!, by);
      const outcome = turn.decide(command);
      await turn.commit({ status: 200, headers: {}, body: null });
      if (!outcome.ok) throw new Error(`${command.type} was refused: ${outcome.refusal.detail}`);
    } finally {
      await turn.close();
    }
  }
}
