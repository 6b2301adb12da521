import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Estate } from '../estate/estate.ts';
import { seeded } from '../estate/seeded.ts';
import { now, once, untilAnswered, type Told } from './desk.ts';
import { Gates, type OpenGate } from './gates.ts';
import {
  NOTHING_SEEN,
  PEOPLE,
  UNKNOWN,
  type Kind,
  type Operation,
  type Result,
  type SeatSeen,
} from './history.ts';

/** How often each is done: enough claims and answers at once that they meet, and enough recalls that gates stay open. */
const OFTEN: Readonly<Record<Kind, number>> = {
  claim: 20,
  'take-over': 10,
  release: 8,
  'claim-next': 6,
  complete: 20,
  recall: 12,
  'read-task': 14,
  'read-gate': 10,
};
const BAG = Object.entries(OFTEN).flatMap(([kind, times]) =>
  Array.from({ length: times }, () => kind as Kind),
);

export interface RecordOptions {
  readonly operations: number;
  /** How often API and worker are each killed. */
  readonly kills: number;
  readonly seed: number;
}

export interface Recording {
  readonly history: readonly Operation[];
  readonly kills: number;
  readonly gates: number;
  /** Sent again with their key until they were answered. */
  readonly sentAgain: number;
}

const CLIENTS = 10;
const GATES_AT_ONCE = 4;
const OPERATIONS_AT_EACH = 32;

/** People at work at a few gates at once, everybody at all of them, while API and worker are killed. */
export async function record(estate: Estate, options: RecordOptions): Promise<Recording> {
  const gates = new Gates(estate, OPERATIONS_AT_EACH);
  try {
    await gates.register();
    return await new Recorder(estate, gates, options).run();
  } finally {
    await gates.stop();
  }
}

class Recorder {
  private readonly history: Operation[] = [];
  private readonly next: (Omit<Operation, 'gate' | 'seat' | 'result'> & { readonly told: Told })[] = [];
  private readonly random: () => number;
  private active: OpenGate[] = [];
  private sentAgain = 0;
  private kills = 0;
  private underWay = 0;
  private failed = false;

  constructor(
    private readonly estate: Estate,
    private readonly gates: Gates,
    private readonly options: RecordOptions,
  ) {
    this.random = seeded(options.seed);
  }

  async run(): Promise<Recording> {
    const all = [
      ...Array.from({ length: GATES_AT_ONCE }, () => this.keepOneOpen()),
      ...Array.from({ length: CLIENTS }, (_, client) => this.work(client)),
      this.kill(),
    ];
    try {
      await Promise.all(all);
    } finally {
      this.failed = true;
      await Promise.allSettled(all);
    }
    this.placeNext();
    const { history, kills, sentAgain } = this;
    return { history, kills, sentAgain, gates: this.gates.byId.size };
  }

  private isOver(): boolean {
    return this.failed || this.history.length + this.next.length + this.underWay >= this.options.operations;
  }

  /** One gate after the other: where one is done with, the next is opened. */
  private async keepOneOpen(): Promise<void> {
    while (!this.isOver()) {
      const gate = await this.gates.open();
      this.active.push(gate);
      while (!this.isOver() && (gate.left > 0 || gate.underWay > 0)) await pause(5);
      this.active = this.active.filter((each) => each !== gate);
      while (gate.underWay > 0) await pause(5);
      await this.gates.close(gate);
    }
  }

  private async work(client: number): Promise<void> {
    while (!this.isOver()) {
      const free = this.active.filter(({ left }) => left > 0);
      const gate = free[Math.floor(this.random() * free.length)];
      if (gate === undefined) {
        await pause(5);
        continue;
      }
      gate.left -= 1;
      gate.underWay += 1;
      this.underWay += 1;
      try {
        await this.one(client, gate);
      } finally {
        gate.underWay -= 1;
        this.underWay -= 1;
      }
    }
  }

  private async one(client: number, gate: OpenGate): Promise<void> {
    const pick = (among: number) => Math.floor(this.random() * among);
    const kind = BAG[pick(BAG.length)] ?? 'read-gate';
    const [who, seat] = [pick(PEOPLE.length), pick(gate.tasks.length)];
    const vote = kind !== 'complete' ? '' : this.random() < 0.04 ? 'decline' : 'approve';
    const by = `${PEOPLE[who] ?? ''}.${gate.place}`;
    const call = now();
    const told = await this.ask(by, kind, requestOf(kind, gate, seat, vote));
    // Nobody was there: nothing was asked.
    if (told === null) return pause(20);
    const asked = { client, kind, who, vote, call } as const;
    if (told === 'unknown') {
      this.history.push({ ...asked, gate: gate.id, seat, return: null, result: UNKNOWN });
      return;
    }
    const returned = now();
    if (kind === 'claim-next') {
      // Which task was the next is known by the answer alone; that nothing waited says nothing of any one gate.
      if (told.status < 300) this.next.push({ ...asked, told, return: returned });
      return;
    }
    const result = this.resultOf(kind, gate, told);
    if (result.code === 'late') gate.left = Math.min(gate.left, 5);
    this.history.push({ ...asked, gate: gate.id, seat, return: returned, result });
  }

  /** A gate has a next task as soon as it is open, which is before it is known here that it is: they are told at the end. */
  private placeNext(): void {
    for (const { told, ...asked } of this.next) {
      const gate = this.gates.byId.get(String(told.body['gate']));
      if (gate === undefined) continue;
      const result = this.resultOf('claim-next', gate, told);
      this.history.push({ ...asked, gate: gate.id, seat: result.seat, result });
    }
  }

  /** Some people ask again, with the same key, until they know what came of it; others never learn. */
  private async ask(by: string, kind: Kind, { path, ...asked }: Request): Promise<Told | 'unknown' | null> {
    const told = await once(this.estate, by, path, asked);
    if (told !== 'unknown' || (kind !== 'claim-next' && this.random() < 0.5)) return told;
    this.sentAgain += 1;
    return untilAnswered(this.estate, by, path, asked);
  }

  private resultOf(kind: Kind, gate: OpenGate, { status, body }: Told): Result {
    if (status >= 300)
      return {
        ...NOTHING_SEEN,
        outcome: 'refused',
        code: String(body['type']).split(':').at(-1) ?? '',
        seat: -1,
      };
    const done = { outcome: 'ok', code: '', seat: -1, gate: '' } as const;
    if (kind === 'read-gate') {
      const items = body['items'] as { id: string; state: string; seats: SeatTold[] }[];
      const found = items.find(({ id }) => id === gate.id);
      return {
        ...done,
        gate: found?.state ?? 'gone',
        seats: found?.seats.map((each) => this.seen(each)) ?? [],
      };
    }
    const at = this.gates.byId.get(String(body['gate'])) ?? gate;
    const told = body as unknown as SeatTold & { id: string };
    return { ...done, seat: at.tasks.indexOf(told.id), seats: [this.seen(told)] };
  }

  private seen({ state, claimedBy, vote }: SeatTold): SeatSeen {
    return { state, holder: this.gates.numberOf(claimedBy?.id), outcome: vote?.outcome ?? '' };
  }

  /** API and worker by turns, at work, and started again at once. */
  private async kill(): Promise<void> {
    const { operations, kills } = this.options;
    const parts = [this.estate.webs[0], this.estate.workers[0]];
    for (let each = 0; each < kills * 2; each += 1) {
      const from = (operations * (each + 0.5)) / (kills * 2);
      while (this.history.length + this.next.length < from && !this.failed) await pause(3);
      // The API dies while it has something in hand.
      while (each % 2 === 0 && this.underWay < 3 && !this.isOver()) await pause(0);
      const part = parts[each % 2];
      await part?.kill();
      await part?.start();
      this.kills += 1;
    }
  }
}

interface SeatTold {
  readonly state: string;
  readonly claimedBy: { readonly id: string } | null;
  readonly vote: { readonly outcome: string } | null;
}

interface Request {
  readonly path: string;
  readonly method?: string;
  readonly key?: string;
  readonly body?: unknown;
}

function requestOf(kind: Kind, gate: OpenGate, seat: number, vote: string): Request {
  const task = `/v1/tasks/${gate.tasks[seat] ?? ''}`;
  switch (kind) {
    case 'read-task':
      return { path: task };
    case 'read-gate':
      return { path: `/v1/initiatives/${gate.initiative}/gates` };
    case 'claim-next':
      return { path: '/v1/tasks/claim-next', method: 'POST', key: uuid(), body: {} };
    case 'complete': {
      const body = { outcome: vote, contentHash: gate.contentHash, reason: 'It is so.' };
      return { path: `${task}/complete`, method: 'POST', key: uuid(), body };
    }
    case 'claim':
    case 'take-over':
    case 'release':
    case 'recall':
      return { path: `${task}/${kind}`, method: 'POST', key: uuid() };
  }
}
