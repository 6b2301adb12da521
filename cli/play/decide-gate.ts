import type { Cast } from './cast.ts';
import type { PlayedGate } from './compare.ts';

interface Task {
  readonly state: string;
  readonly availableActions: readonly { readonly action: string; readonly allowed: boolean }[];
}

/** Advice comes before what decides: a decided gate asks nobody any more. */
const ORDER = { advice: 0, signature: 1, approval: 2 } as const;

/**
 * Records what outside authorities answered and fills every seat by somebody who may: claims, reads, decides on what
 * they were shown. Gives what holds the gate, where something does.
 */
export async function decideGate(cast: Cast, gate: PlayedGate): Promise<readonly string[]> {
  for (const { authority, kind } of gate.referrals) {
    const [approver] = await cast.people('approver', gate.bodies[0] ?? '');
    await cast.as(approver?.subject ?? '').post(`/v1/gates/${gate.id}/referrals/${authority}`, {
      answer: kind === 'consent' ? 'consented' : 'notified',
      reference: `Letter of the ${authority}`,
    });
  }
  const seats = gate.seats.toSorted((a, b) => ORDER[a.kind] - ORDER[b.kind]);
  for (const seat of seats) await fillSeat(cast, gate, seat);
  const lead = seats.at(-1);
  const [reader] = await cast.people(lead?.role ?? 'approver', lead?.bodies[0] ?? gate.bodies[0] ?? '');
  const { items } = await cast
    .as(reader?.subject ?? '')
    .get<{ items: PlayedGate[] }>(`/v1/initiatives/${gate.initiative}/gates`);
  const now = items.find((each) => each.id === gate.id);
  if (now?.state === 'approved') return [];
  const held =
    now?.requirements.filter((each) => each.state === 'unsatisfied' || each.state === 'error') ?? [];
  const why = held.map((each) => `requirement ${each.id} (${each.missing.join(', ')})`).join('; ');
  throw new Error(
    `${gate.stage}: the gate is ${now?.state ?? 'gone'} after every seat was filled, held by ${why}`,
  );
}

async function fillSeat(cast: Cast, gate: PlayedGate, seat: PlayedGate['seats'][number]): Promise<void> {
  for (const body of seat.bodies) {
    for (const { subject } of await cast.people(seat.role, body)) {
      const client = cast.as(subject);
      const task = await client.get<Task>(`/v1/tasks/${seat.task}`);
      if (task.availableActions.find((each) => each.action === 'claim')?.allowed !== true) continue;
      await client.post(`/v1/tasks/${seat.task}/claim`);
      await client.post(`/v1/tasks/${seat.task}/complete`, {
        outcome: seat.kind === 'advice' ? 'advise' : 'approve',
        contentHash: gate.contentHash,
        reason: seat.kind === 'advice' ? 'Seen, and nothing to add.' : 'It meets what we asked of it.',
      });
      return;
    }
  }
  throw new Error(`${gate.stage}: nobody of ${seat.bodies.join(', ')} can fill the seat of ${seat.kind}`);
}
