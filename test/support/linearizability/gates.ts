import { Deeds } from '../estate/deeds.ts';
import { Desk } from '../estate/desk.ts';
import type { Estate } from '../estate/estate.ts';
import { Sight } from '../estate/sight.ts';
import { untilAnswered } from './desk.ts';
import { PEOPLE } from './history.ts';

const PLACES = ['place:QHL:west-birmingham', 'place:QJK:torbay', 'place:QNC:royal-stoke'] as const;

/** A gate of a place at which people are at work. */
export interface OpenGate {
  readonly id: string;
  readonly initiative: string;
  readonly place: string;
  readonly tasks: readonly string[];
  readonly contentHash: string;
  /** How many operations are still to be done at it, and how many are under way. */
  left: number;
  underWay: number;
}

/** Opens one gate after the other, some ahead of those at work, and closes those that they are done with. */
export class Gates {
  readonly byId = new Map<string, OpenGate>();
  private readonly people = new Map<string, number>();
  private readonly desk: Desk;
  private readonly deeds: Deeds;
  private readonly sight: Sight;
  private made = 0;

  constructor(
    private readonly estate: Estate,
    private readonly operationsAtEach: number,
  ) {
    this.desk = new Desk(estate);
    this.deeds = new Deeds(this.desk, () => 1);
    this.sight = new Sight(estate);
    this.sight.start();
  }

  /** A second nurse for each place: two of one profession do not decide together. */
  async register(): Promise<void> {
    for (const place of PLACES) {
      const roles = [{ role: 'approver', body: place }];
      const body = { subject: `nurse-2.${place}`, name: 'A nurse', profession: 'registered-nurse', roles };
      await untilAnswered(this.estate, 'operator', '/v1/people', { method: 'POST', body });
      const of = encodeURIComponent(place);
      const told = await untilAnswered(this.estate, 'operator', `/v1/people?limit=100&body=${of}`);
      for (const { id, subject } of told.body['items'] as { id: string; subject: string }[])
        this.people.set(
          id,
          PEOPLE.findIndex((title) => subject === `${title}.${place}`),
        );
    }
  }

  /** The number of a person, or -1 for nobody. */
  numberOf(id: string | undefined): number {
    return id === undefined ? -1 : (this.people.get(id) ?? -1);
  }

  async open(): Promise<OpenGate> {
    const index = this.made;
    this.made += 1;
    const place = PLACES[index % PLACES.length] ?? PLACES[0];
    const script = { body: place, end: 'withdrawn', at: 'develop-plan', changesAt: null, seed: 0 } as const;
    const initiative = await this.deeds.draft(script);
    await this.deeds.sendContent(initiative, script, 'develop-plan');
    await this.deeds.submit(initiative, script);
    this.sight.follow(initiative);
    const seen = await this.sight.until(initiative, 'its gate', (each) =>
      each.gate_state === 'open' ? each : undefined,
    );
    this.sight.leave(initiative);
    const gate: OpenGate = {
      id: String(seen.gate),
      initiative,
      place,
      tasks: seen.seats.map(({ task }) => task),
      contentHash: seen.content_hash,
      left: this.operationsAtEach,
      underWay: 0,
    };
    this.byId.set(gate.id, gate);
    return gate;
  }

  /** What nobody works at any more is withdrawn, so that it is nobody's next. That is after all that was recorded of it. */
  async close({ initiative, place }: OpenGate): Promise<void> {
    const path = `/v1/initiatives/${initiative}/withdraw`;
    await untilAnswered(this.estate, `owner.${place}`, path, { method: 'POST', body: {} });
  }

  async stop(): Promise<void> {
    this.desk.close();
    await this.sight.stop();
  }
}
