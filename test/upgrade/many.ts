import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { v7 as uuid } from 'uuid';
import { SHIPPED_CALENDAR } from '../../domain/calendars/calendars.ts';
import { seal } from '../../domain/content.ts';
import type { PersonCommand } from '../../domain/initiative/commands.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import { standingOf } from '../../domain/initiative/standing.ts';
import type { Person } from '../../domain/person.ts';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { CommandHandler } from '../../store/handler.ts';
import { readInitiative } from '../../store/read-initiative.ts';
import { changeRegistry, SETUP } from '../../store/registry.ts';
import { World } from '../../store/world.ts';
import { atOnce } from '../support/at-once.ts';
import { BODIES } from '../support/bodies.ts';
import { COMPLETE } from '../support/contents.ts';
import type { Asked } from '../support/given.ts';
import { storedEvents } from '../support/stored.ts';
import { answering, drafting, fillerOf, OWNER, presenting, sending, submitting } from '../support/stories.ts';
import { Registered } from '../support/registered.ts';
import type { TestDatabase } from '../support/test-database.ts';

/** How many commands are under way at once. */
const AT_ONCE = 8;

/** Many initiatives of one place, each taken along the same way by its people; what is the workflow's is left to it. */
export class Many {
  private readonly seen = new Map<string, number>();

  private constructor(
    private readonly people: CommandHandler,
    private readonly system: DataSource,
    private readonly registered: Registered,
  ) {}

  static async at(database: TestDatabase): Promise<Many> {
    const clock = () => new Date().toISOString();
    const [app, system] = await Promise.all([
      database.connect('remit_app', AT_ONCE),
      database.connect('remit_system', AT_ONCE),
    ]);
    await changeRegistry(system, SETUP, clock(), () =>
      Promise.resolve({
        events: BODIES.map((data) => ({ type: 'body-registered', data }) as const),
        result: null,
      }),
    );
    const registered = new Registered(await database.connect('remit_owner', 1));
    return new Many(new CommandHandler(app, new World(), clock), system, registered);
  }

  /** Drafts and submits so many, and gives their ids. */
  async submit(count: number): Promise<readonly string[]> {
    const ids = Array.from({ length: count }, () => uuid());
    await atOnce(ids, AT_ONCE, async (id) => {
      const draft = drafting() as Extract<PersonCommand, { type: 'draft-initiative' }>;
      await this.ask(id, OWNER, { ...draft, salt: seal(id, 'salt') });
      await this.ask(id, OWNER, sending('develop-plan', COMPLETE['develop-plan']));
      await this.ask(id, OWNER, submitting);
    });
    return ids;
  }

  /** Does what is people's to do until each of them has an open gate at this stage, or is over. */
  async carry(ids: readonly string[], to: Stage | 'closed', withinMs = 600_000): Promise<void> {
    const late = Date.now() + withinMs;
    this.seen.clear();
    for (;;) {
      const behind = await this.behind(ids, to);
      if (behind.length === 0) return;
      if (Date.now() > late)
        throw new Error(
          `${behind.length} of ${ids.length} are still not at ${to}: ${behind.map((each) => each.id).join(' ')}`,
        );
      const moved = behind.filter(({ id, n }) => this.seen.get(id) !== n);
      await atOnce(moved, AT_ONCE, async ({ id, n }) => {
        this.seen.set(id, n);
        await this.advance(id, to);
      });
      if (moved.length === 0) await pause(50);
    }
  }

  /**
   * What happened to one, without what is its own: ids, hashes and instants. A gate of the last release does not say by which
   * calendar it counts, and that is the shipped one: where this version says just that, they tell the same. Nor does its receipt
   * say what would raise its level.
   */
  async story(id: string): Promise<string> {
    const events = await storedEvents(this.system.manager, id);
    const told = events.map((event) => {
      const { n, type, actor } = event;
      if (event.type !== 'gate-opened') return { n, type, actor, data: event.data };
      const { calendar = SHIPPED_CALENDAR, receipt, ...data } = event.data;
      const { lessLocal: _, ...said } = receipt;
      expect(calendar).to.deep.equal(SHIPPED_CALENDAR);
      return { n, type, actor, data: { ...data, receipt: said } };
    });
    return JSON.stringify(told)
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'an id')
      .replace(/\b(?:[0-9a-f]{64}|[0-9a-f]{32})\b/g, 'a hash')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'an instant');
  }

  private async behind(
    ids: readonly string[],
    to: Stage | 'closed',
  ): Promise<readonly { readonly id: string; readonly n: number }[]> {
    return this.system.query(
      to === 'closed'
        ? `select id, n from initiative where id = any ($1) and status = 'under-way'`
        : `select i.id, i.n from initiative i left join gate g on g.id = i.gate and g.state = 'open'
            where i.id = any ($1) and i.status = 'under-way'
              and (array_position($2, g.stage) is null or array_position($2, g.stage) < array_position($2, $3))`,
      to === 'closed' ? [ids] : [ids, STAGES, to],
    );
  }

  private async advance(id: string, to: Stage | 'closed'): Promise<void> {
    const state = await this.stateOf(id);
    const { stage } = state;
    const standing = standingOf(state, new Date().toISOString());
    if (standing.doing === 'work') {
      await this.ask(id, OWNER, sending(stage, COMPLETE[stage]));
      await this.ask(id, OWNER, presenting(stage));
    } else if (standing.doing === 'decide' && stage !== to) {
      for (const [index, seat] of (state.gate?.seats ?? []).entries())
        if (seat.kind !== 'advice' && seat.vote === null)
          await this.ask(id, fillerOf(seat, index), answering('approve', { seat: index }));
    }
  }

  private async stateOf(id: string): Promise<Initiative> {
    const state = await readInitiative(this.system.manager, id);
    if (state === null) throw new Error(`No initiative ${id}`);
    return state;
  }

  private async ask(id: string, by: Person, asked: Asked): Promise<void> {
    const identity = await this.registered.see(by);
    const turn = await this.people.open({ by: identity, about: { kind: 'initiative', id }, once: null });
    if ('before' in turn) throw new Error('No key was sent');
    try {
      const command =
        typeof asked !== 'function' ? asked : turn.state === null ? submitting : asked(turn.state, by);
      const outcome = turn.decide(command.type === 'draft-initiative' ? { ...command, id } : command);
      await turn.commit({ status: 200, headers: {}, body: null });
      if (!outcome.ok) throw new Error(`A command was refused: ${JSON.stringify(outcome.refusal)}`);
    } finally {
      await turn.close();
    }
  }
}
