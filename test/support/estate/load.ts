import { setTimeout as pause } from 'node:timers/promises';
import type { Stage } from '../../../domain/stage.ts';
import { agree } from './agreeing.ts';
import { Deeds } from './deeds.ts';
import { Desk, type Acknowledged } from './desk.ts';
import type { Estate } from './estate.ts';
import { scriptBy, type Script } from './script.ts';
import { Seats } from './seats.ts';
import { seeded } from './seeded.ts';
import { NobodyLooks, Sight, type Seen } from './sight.ts';

/** How many people answer tasks at once, and how many gates are open before they begin: so that some always wait. */
const APPROVERS = 16;
const PILE = 30;

export interface LoadOptions {
  /** Waited for before each gate is answered; without it people take to their tasks when there are many. */
  readonly pace?: () => Promise<void>;
  /** How often is looked where initiatives stand, in milliseconds. */
  readonly lookEvery?: number;
}

/**
 * People at work on many initiatives at once, each from its draft to its end by a script that follows from the seed.
 * Every command that was acknowledged is written down with the event that it must have left.
 */
export class Load {
  readonly desk: Desk;
  readonly sight: Sight;
  readonly scripts = new Map<string, Script>();
  readonly problems: string[] = [];
  private readonly deeds: Deeds;
  private readonly underWay = new Set<string>();
  private readonly random: () => number;
  private readonly approvers = new Seats(APPROVERS);
  private driving: Promise<void>[] = [];
  private feeding = true;
  private resting = false;

  constructor(
    estate: Estate,
    seed: number,
    private readonly options: LoadOptions = {},
  ) {
    this.desk = new Desk(estate);
    this.sight = new Sight(estate, options.lookEvery);
    this.random = seeded(seed);
    this.deeds = new Deeds(this.desk, this.random);
  }

  /** In the order in which they were answered. */
  get acknowledged(): readonly Acknowledged[] {
    return this.deeds.acknowledged;
  }

  /** Initiatives that are submitted and have not ended. */
  get moving(): number {
    return this.underWay.size;
  }

  /** Keeps this many going: where one ends another is drafted. */
  start(count: number): void {
    this.sight.start();
    this.driving = Array.from({ length: count }, () => this.drive());
  }

  /** Begins no more, and waits until each that was begun has ended. */
  async finish(): Promise<void> {
    this.feeding = false;
    await Promise.all(this.driving);
    await this.sight.stop();
  }

  /** Takes nothing more up: what is in hand is done, and each initiative stays where it then stands. */
  async rest(): Promise<void> {
    this.feeding = false;
    this.resting = true;
    await this.sight.stop();
    await Promise.all(this.driving);
  }

  /** Leaves everything as it is: a test has failed. */
  async abandon(): Promise<void> {
    this.feeding = false;
    this.desk.close();
    await this.sight.stop();
  }

  private async drive(): Promise<void> {
    while (this.feeding) {
      const script = scriptBy(this.random);
      let id = '(not drafted)';
      try {
        id = await this.draft(script);
        await this.carry(id, script);
      } catch (error) {
        if (!(this.resting && error instanceof NobodyLooks)) this.problems.push(`${id}: ${String(error)}`);
        return;
      } finally {
        this.underWay.delete(id);
        this.sight.leave(id);
      }
    }
  }

  private async draft(script: Script): Promise<string> {
    const id = await this.deeds.draft(script);
    this.scripts.set(id, script);
    await this.deeds.sendContent(id, script, 'develop-plan');
    await this.deeds.submit(id, script);
    this.underWay.add(id);
    this.sight.follow(id);
    return id;
  }

  private async carry(id: string, script: Script): Promise<void> {
    for (;;) {
      const { changesAt, at, end } = script;
      const turn = await this.sight.until(id, 'whose turn it is', turnOf);
      if (turn.ended !== null) {
        if (turn.ended !== end) throw new Error(`ended as ${turn.ended}, and was to be ${end}`);
        return;
      }
      const { stage, round } = turn.seen;
      if (turn.whose === 'owner') {
        if (end === 'withdrawn' && at === stage) await this.deeds.withdraw(id, script);
        else await this.present(id, script, stage, round);
        await this.sight.until(id, `${stage} to be presented`, (seen) =>
          seen.status !== 'under-way' || seen.stage_state !== 'working' ? true : undefined,
        );
        continue;
      }
      await this.approvers.take(async () => {
        if (this.resting) return;
        await (this.options.pace?.() ?? this.untilTasksPileUp());
        await (changesAt === stage && turn.seen.gate_round === 1
          ? this.vote(id, turn.seen, 'request-changes')
          : end === 'declined' && at === stage
            ? this.vote(id, turn.seen, 'decline')
            : end === 'withdrawn' && at === 'develop-plan' && stage === 'develop-plan'
              ? this.deeds.withdraw(id, script)
              : agree(this.deeds, id, script, turn.seen));
      });
      await this.sight.until(id, `the gate of ${stage} to be decided and moved on from`, (seen) =>
        seen.status !== 'under-way' || seen.stage !== stage || seen.round !== round ? true : undefined,
      );
    }
  }

  /** People take to their tasks when there are many, as they do. Towards the end there are few, and nobody waits. */
  private async untilTasksPileUp(): Promise<void> {
    const few = () => this.feeding && this.sight.openGates < PILE;
    while (few()) await pause(10);
  }

  private async present(id: string, script: Script, stage: Stage, round: number): Promise<void> {
    if (round === 1) await this.deeds.sendContent(id, script, stage);
    await this.deeds.present(id, script, stage, round);
  }

  private async vote(id: string, seen: Seen, outcome: string): Promise<void> {
    const seat = seen.seats.find((each) => each.kind === 'approval');
    if (seat === undefined) throw new Error('a gate without an approval');
    const by = `approver-1.${seat.bodies[0] ?? ''}`;
    await this.deeds.answer({ id, task: seat.task, by }, seen.content_hash, outcome);
  }
}

type Turn =
  | { readonly ended: string; readonly whose: null; readonly seen: Seen }
  | { readonly ended: null; readonly whose: 'owner' | 'approvers'; readonly seen: Seen };

function turnOf(seen: Seen): Turn | undefined {
  if (seen.status !== 'under-way') return { ended: seen.status, whose: null, seen };
  if (seen.stage_state === 'working') return { ended: null, whose: 'owner', seen };
  const open = seen.gate_state === 'open' && seen.gate_stage === seen.stage && seen.gate_round === seen.round;
  return open && seen.stage_state === 'presented' ? { ended: null, whose: 'approvers', seen } : undefined;
}
