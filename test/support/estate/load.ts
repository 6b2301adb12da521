import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Stage } from '../../../domain/stage.ts';
import { CONTENT, QUIET_FACTS } from '../initiatives.ts';
import { Desk, type Acknowledged, type Command, type Told } from './desk.ts';
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
  readonly acknowledged: Acknowledged[] = [];
  readonly scripts = new Map<string, Script>();
  readonly problems: string[] = [];
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
    const { body } = script;
    const made = await this.done(
      {
        by: `owner.${body}`,
        method: 'POST',
        path: '/v1/initiatives',
        body: {
          title: 'Shorter waits',
          aim: 'Halve the wait',
          lead: { code: body },
          affected: [body],
          team: ['doctor', 'registered-nurse'],
          facts: QUIET_FACTS,
        },
      },
      null,
      'initiative-drafted',
      {},
    );
    const id = String(made.body['id']);
    this.scripts.set(id, script);
    await this.sendContent(id, script, 'develop-plan');
    await this.done(
      { by: `owner.${body}`, method: 'POST', path: `/v1/initiatives/${id}/submit` },
      id,
      'initiative-submitted',
      {},
    );
    // To submit is to present the plan.
    const data = { stage: 'develop-plan', round: 1 };
    this.acknowledged.push({ initiative: id, type: 'stage-presented', data });
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
        if (end === 'withdrawn' && at === stage) await this.withdraw(id, script);
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
          ? this.vote(id, script, turn.seen, 'request-changes')
          : end === 'declined' && at === stage
            ? this.vote(id, script, turn.seen, 'decline')
            : end === 'withdrawn' && at === 'develop-plan' && stage === 'develop-plan'
              ? this.withdraw(id, script)
              : this.agree(id, script, turn.seen));
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
    if (round === 1) await this.sendContent(id, script, stage);
    await this.done(
      {
        by: `owner.${script.body}`,
        method: 'POST',
        path: `/v1/initiatives/${id}/stages/${stage}/present`,
      },
      id,
      'stage-presented',
      { stage, round },
    );
  }

  private async withdraw(id: string, { body }: Script): Promise<void> {
    await this.done(
      { by: `owner.${body}`, method: 'POST', path: `/v1/initiatives/${id}/withdraw`, body: {} },
      id,
      'initiative-withdrawn',
      {},
    );
  }

  /** Content has no key: when the answer to a first sending was lost, the second is told that there is content. */
  private async sendContent(id: string, script: Script, stage: Stage): Promise<void> {
    const path = `/v1/initiatives/${id}/stages/${stage}`;
    const told = await this.desk.send({
      by: `owner.${script.body}`,
      method: 'PUT',
      path,
      body: CONTENT[stage],
    });
    const wasThere = told.tries > 1 && (told.status === 428 || told.status === 412);
    if (told.status >= 300 && !wasThere) throw new Error(`PUT ${path}: ${JSON.stringify(told)}`);
    this.acknowledged.push({ initiative: id, type: 'stage-content-sent', data: { stage } });
  }

  private async agree(id: string, script: Script, seen: Seen): Promise<void> {
    const votes = seen.seats.filter((seat) => seat.kind !== 'advice');
    for (const [index, seat] of votes.entries()) {
      const body = seat.bodies[0] ?? '';
      const before = votes
        .slice(0, index)
        .filter((each) => each.role === seat.role && each.bodies[0] === body);
      const by = seat.role === 'signatory' ? `signatory.${body}` : `approver-${before.length + 1}.${body}`;
      const { task } = seat;
      // Now and then somebody else has the task, and is away.
      if (index === 0 && seat.role === 'approver' && seen.stage === 'develop-plan' && script.seed < 0.2) {
        const away = { by: `approver-3.${body}`, method: 'POST', path: `/v1/tasks/${task}/claim` } as const;
        await this.done(away, id, 'task-claimed', { task });
        const over = { by, method: 'POST', path: `/v1/tasks/${task}/take-over` } as const;
        await this.done(over, id, 'task-taken-over', { task });
      } else if ((script.seed * 1000 + index) % 2 < 1)
        await this.done({ by, method: 'POST', path: `/v1/tasks/${seat.task}/claim` }, id, 'task-claimed', {
          task: seat.task,
        });
      // Now and then somebody wants to know something first, and the clock stands still.
      if ((Math.floor(script.seed * 1000) + index) % 5 === 0) {
        const question = { question: 'Who pays for the second year?' };
        const ask = {
          by,
          method: 'POST',
          path: `/v1/tasks/${task}/request-information`,
          body: question,
        } as const;
        await this.done(ask, id, 'information-requested', { task });
        const owner = `owner.${script.body}`;
        const tell = {
          by: owner,
          method: 'POST',
          path: `/v1/tasks/${task}/answer`,
          body: { answer: 'The trust.' },
        } as const;
        await this.done(tell, id, 'information-given', { task });
      }
      await this.answer(id, seen, seat.task, by, 'approve');
      // Now and then somebody thinks again, while the gate still waits for others.
      if (index < votes.length - 1 && (Math.floor(script.seed * 1000) + index) % 7 === 0) {
        await this.done({ by, method: 'POST', path: `/v1/tasks/${task}/recall` }, id, 'vote-recalled', {
          task,
        });
        await this.answer(id, seen, task, by, 'approve');
      }
    }
  }

  private async vote(id: string, _script: Script, seen: Seen, outcome: string): Promise<void> {
    const seat = seen.seats.find((each) => each.kind === 'approval');
    if (seat === undefined) throw new Error('a gate without an approval');
    await this.answer(id, seen, seat.task, `approver-1.${seat.bodies[0] ?? ''}`, outcome);
  }

  private async answer(id: string, seen: Seen, task: string, by: string, outcome: string): Promise<void> {
    const body = { outcome, contentHash: seen.content_hash, reason: 'It is as it should be.' };
    const command: Command = { by, method: 'POST', path: `/v1/tasks/${task}/complete`, body };
    await this.done(command, id, 'task-completed', { task });
  }

  /** Sends a command until it is done, and now and then once more with the same key: it must not be done twice. */
  private async done(
    command: Command,
    initiative: string | null,
    type: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<Told> {
    const key = uuid();
    const told = await this.desk.send(command, key);
    if (told.status >= 300) throw new Error(`${command.method} ${command.path}: ${JSON.stringify(told)}`);
    this.acknowledged.push({ initiative: initiative ?? String(told.body['id']), type, data });
    if (this.random() < 0.05) {
      const again = await this.desk.send(command, key);
      if (again.status !== told.status || JSON.stringify(again.body) !== JSON.stringify(told.body))
        throw new Error(
          `${command.path}: asked again with its key, another answer: ${JSON.stringify(again)}`,
        );
    }
    return told;
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
