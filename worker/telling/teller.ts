import type { DataSource } from 'typeorm';
import type { Log } from '../../contracts/log.ts';
import type { Given } from '../../domain/initiative/decision.ts';
import { fold } from '../../domain/initiative/evolve.ts';
import type { BodyPart } from '../../domain/initiative/parts.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import { bodiesOf } from '../../domain/person.ts';
import { deliveryId } from '../../domain/telling/delivery-id.ts';
import { bodiesToldOf, whatIsHeard } from '../../domain/telling/hears.ts';
import { whenTold } from '../../domain/telling/way.ts';
import { tellsSomebody, whoIsTold } from '../../domain/telling/who-is-told.ts';
import type { Clock } from '../../store/handler.ts';
import type { Sql } from '../../store/sql.ts';
import {
  addresseesAmong,
  anybodyHasAddress,
  subscriptions,
  type Addressee,
  type Subscription,
} from '../../store/telling/addressees.ts';
import { readStory, type StoredHappened } from '../../store/read/story.ts';
import { DIGEST_LANE, MAIL_LANE, mailIsSent } from '../../store/telling/lanes.ts';
import {
  partsOfEach,
  readUntold,
  writeTold,
  type NewDelivery,
  type Untold,
} from '../../store/telling/untold.ts';
import { pooled } from '../../store/transaction.ts';
import { World } from '../../store/world.ts';
import { repeat, type Repeating } from '../repeat.ts';
import type { WorkerMetrics } from '../metrics.ts';

/** Milliseconds until it is looked again where nothing was to be told, and where something failed. */
const PAUSE = 300;
const AFTER_FAILURE = 2_000;
/** So many initiatives at once: they are locked for as long as one statement takes. */
const AT_ONCE = 50;
const FIRST = '00000000-0000-0000-0000-000000000000';

export interface TellerOptions {
  readonly database: DataSource;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics?: Pick<WorkerMetrics, 'told'> | undefined;
}

/**
 * Goes from events to messages: for each event that has not been told, who is to be told of it, and what changed in which
 * order. How far it came stands in the initiative's row and is written with the messages, so none is lost and none is
 * written twice, whenever it ends. Sending is another's work.
 */
export function startTeller(options: TellerOptions): Repeating {
  const sql = pooled(options.database);
  const world = new World();
  let after = FIRST;
  return repeat(async () => {
    try {
      const { found, told, last } = await tellSome(sql, world, options, after);
      options.metrics?.told.inc(told);
      const wasAll = found < AT_ONCE;
      const begun = after === FIRST;
      after = wasAll ? FIRST : last;
      // What somebody is changing just now is looked at after a pause, and so is what is found in vain.
      return wasAll && (begun || told === 0) ? PAUSE : 0;
    } catch (error) {
      options.log.warn(
        { error: String(error) },
        'telling: what happened could not be told; it is tried again',
      );
      after = FIRST;
      return AFTER_FAILURE;
    }
  });
}

async function tellSome(sql: Sql, world: World, { clock }: TellerOptions, after: string) {
  const untold = await readUntold(sql, after, AT_ONCE);
  if (untold.length === 0) return { found: 0, told: 0, last: after };
  const now = await clock();
  const [webhooks, parts, byMail] = [
    await subscriptions(sql),
    await partsOfEach(
      sql,
      untold.map((each) => each.initiative),
    ),
    // Of the installation and not of this worker: another may have the mail server. Without one, no mail is written down.
    (await mailIsSent(sql)) && (await anybodyHasAddress(sql)),
  ];
  const given = byMail ? await world.given(sql, now) : null;
  const told = [];
  for (const each of untold) {
    const of = parts.get(each.initiative) ?? [];
    const deliveries = [
      ...forWebhooks(each, webhooks, of, now),
      ...(given === null ? [] : await forPeople(sql, each, of, given)),
    ];
    told.push({ ...each, deliveries });
  }
  const last = untold.at(-1)?.initiative ?? after;
  return { found: untold.length, told: await writeTold(sql, told), last };
}

/** A webhook is told of what its body has a part in. */
function forWebhooks(
  { initiative, events }: Untold,
  webhooks: readonly Subscription[],
  parts: readonly BodyPart[],
  now: string,
): readonly NewDelivery[] {
  const bodies = new Set(parts.map((part) => part.body));
  const theirs = webhooks.filter((webhook) => bodies.has(webhook.body));
  return events.flatMap(({ id: event, n, type, at }) =>
    theirs
      .filter(({ types }) => types.length === 0 || types.includes(type))
      .map((webhook): NewDelivery => ({
        id: deliveryId(event, webhook.id),
        ...{ lane: webhook.id, person: null, notice: null, task: null },
        ...{ initiative, n, event, type, at, nextAt: now },
      })),
  );
}

async function forPeople(
  sql: Sql,
  untold: Untold,
  parts: readonly BodyPart[],
  given: Given,
): Promise<readonly NewDelivery[]> {
  const { initiative, events } = untold;
  const last = events.findLast((event) => tellsSomebody(event.type));
  if (last === undefined) return [];
  const story = await readStory(sql, initiative, last.n);
  const deliveries: NewDelivery[] = [];
  let state = fold(
    initiative,
    story.filter(({ n }) => n <= Math.max(untold.told, 1)),
  );
  for (const event of story.filter(({ n }) => n > Math.max(untold.told, 1))) {
    const before = state;
    state = fold(initiative, [event], before);
    const after = state;
    const tellings = whoIsTold(event, before, after);
    if (tellings.length === 0) continue;
    const named = tellings.flatMap(({ whom }) => ('person' in whom ? [whom.person] : []));
    const people = await addresseesAmong(sql, named, bodiesToldOf(tellings, after), given.now);
    for (const person of people) {
      const heard = whatIsHeard(tellings, person, { actor: event.actor, after, parts });
      if (heard !== null) deliveries.push(...mailOf(initiative, event, person, heard, given));
    }
  }
  return deliveries;
}

function mailOf(
  initiative: string,
  { id: event, n, type, at }: StoredHappened,
  person: Addressee,
  { notice, task }: NonNullable<ReturnType<typeof whatIsHeard>>,
  { now, calendars, bodies }: Given,
): readonly NewDelivery[] {
  // A digest comes on a working day of theirs.
  const when = whenTold(person, notice, now, calendars.for(bodiesOf(person), bodies));
  if (when === null) return [];
  return [
    {
      id: uuidFrom('delivery', event, 'mail', person.id),
      lane: when.inDigest ? DIGEST_LANE : MAIL_LANE,
      ...{ person: person.id, initiative, n, event, type, notice, task, at, nextAt: when.at },
    },
  ];
}
