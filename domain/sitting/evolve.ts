import { never } from '../result.ts';
import type { NewItem, SittingHappened } from './events.ts';
import type { Item, Sitting } from './sitting.ts';

/** Folds one event into a sitting. */
export function evolveSitting(state: Sitting | null, event: SittingHappened, id: string): Sitting {
  if (event.type === 'sitting-convened') return convened(event, id);
  if (state === null) throw new Error(`${event.type} before sitting-convened`);
  const next = { ...state, n: event.n, at: event.at };
  return { ...next, ...change(next, event) };
}

export function foldSitting(
  id: string,
  events: readonly SittingHappened[],
  from: Sitting | null = null,
): Sitting {
  const state = events.reduce<Sitting | null>((found, event) => evolveSitting(found, event, id), from);
  if (state === null) throw new Error('A sitting has at least one event');
  return state;
}

function convened(event: Extract<SittingHappened, { type: 'sitting-convened' }>, id: string): Sitting {
  const { body, title, where, heldAt, items, invited } = event.data;
  return {
    ...{ id, n: event.n, at: event.at, createdAt: event.at, convenedBy: event.actor },
    ...{ state: 'convened', body, title, where, heldAt },
    ...{ endedAt: null, endedBy: null, reason: null },
    places: items.length,
    items: items.map(listed),
    people: invited.map((person) => ({ person, attendance: null })),
  };
}

function change(
  state: Sitting,
  event: Exclude<SittingHappened, { type: 'sitting-convened' }>,
): Partial<Sitting> {
  switch (event.type) {
    case 'sitting-renamed':
      return { title: event.data.title };
    case 'sitting-moved':
      return { heldAt: event.data.heldAt, where: event.data.where };
    case 'agenda-changed':
      return agendaChanged(state, event.data);
    case 'invitations-changed': {
      const { invited, uninvited } = event.data;
      const stay = state.people.filter(({ person }) => !uninvited.includes(person));
      return { people: [...stay, ...invited.map((person) => ({ person, attendance: null }))] };
    }
    case 'attendance-recorded': {
      const { person: whom, attendance } = event.data;
      return {
        people: state.people.map((each) => (each.person === whom ? { ...each, attendance } : each)),
      };
    }
    case 'item-deferred': {
      const { gate, reason } = event.data;
      return withItem(state, gate, { state: 'deferred', reason });
    }
    case 'sitting-closed': {
      const upTo = new Map(event.data.upTo.map(({ gate, n }) => [gate, n]));
      const items = state.items.map((item) => ({ ...item, upTo: upTo.get(item.gate) ?? null }));
      return { state: 'closed', items, endedAt: event.at, endedBy: event.actor };
    }
    case 'sitting-cancelled':
      return {
        state: 'cancelled',
        endedAt: event.at,
        endedBy: event.actor,
        reason: event.data.reason,
      };
    default:
      return never(event);
  }
}

const listed = (item: NewItem): Item => ({ ...item, state: 'listed', reason: null, upTo: null });

function agendaChanged(
  state: Sitting,
  { added, struck, placed }: Extract<SittingHappened, { type: 'agenda-changed' }>['data'],
): Partial<Sitting> {
  const places = new Map(placed.map(({ gate, place }) => [gate, place]));
  const back = new Set(added.map(({ gate }) => gate));
  const stay = state.items
    .filter(({ gate }) => !back.has(gate))
    .map((item): Item => ({
      ...item,
      place: places.get(item.gate) ?? item.place,
      ...(struck.includes(item.gate) && { state: 'struck' }),
    }));
  const items = [...stay, ...added.map(listed)].toSorted((a, b) => a.place - b.place);
  return { items, places: Math.max(state.places, ...items.map(({ place }) => place)) };
}

function withItem(state: Sitting, gate: string, change: Partial<Item>): Pick<Sitting, 'items'> {
  return { items: state.items.map((item) => (item.gate === gate ? { ...item, ...change } : item)) };
}
