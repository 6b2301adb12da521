import type { Given } from '../../domain/initiative/decision.ts';
import { uuidFrom } from '../../domain/log/hash.ts';
import { bodiesOf } from '../../domain/person.ts';
import {
  CHANGES_SETTLE,
  invitedBefore,
  whoHearsOfSitting,
} from '../../domain/telling/who-hears-of-sittings.ts';
import { whenTold } from '../../domain/telling/way.ts';
import type { Sql } from '../../store/sql.ts';
import { addresseesAmong, anybodyHasAddress } from '../../store/telling/addressees.ts';
import { DIGEST_LANE, MAIL_LANE, mailIsSent } from '../../store/telling/lanes.ts';
import {
  readUntoldSittings,
  writeSittingTold,
  type SittingDelivery,
  type UntoldSitting,
} from '../../store/telling/untold-sittings.ts';
import type { World } from '../../store/world.ts';

const AT_ONCE = 20;

/**
 * From what happened to sittings to mails for those who are invited. As with initiatives, how far it came stands in the sitting's
 * row and is written with the mails. Gives how many sittings were told.
 */
export async function tellSittings(sql: Sql, world: World, now: string): Promise<number> {
  const untold = await readUntoldSittings(sql, AT_ONCE);
  if (untold.length === 0) return 0;
  const byMail = (await mailIsSent(sql)) && (await anybodyHasAddress(sql));
  const given = byMail ? await world.given(sql, now) : null;
  let told = 0;
  for (const each of untold) {
    const deliveries = given === null ? [] : await mailsOf(sql, each, given);
    if (await writeSittingTold(sql, each, deliveries)) told += 1;
  }
  return told;
}

async function mailsOf(
  sql: Sql,
  { sitting, invited, events }: UntoldSitting,
  { now, calendars, bodies }: Given,
): Promise<readonly SittingDelivery[]> {
  const deliveries: SittingDelivery[] = [];
  for (const event of events) {
    const tellings = whoHearsOfSitting(event, invitedBefore(event, events, invited));
    if (tellings.length === 0) continue;
    const people = await addresseesAmong(
      sql,
      tellings.map(({ person }) => person),
      [],
      now,
    );
    for (const person of people) {
      const notice = tellings.find((each) => each.person === person.id)?.notice;
      if (notice === undefined) continue;
      const when = whenTold(person, notice, now, calendars.for(bodiesOf(person), bodies));
      if (when === null) continue;
      const settles = notice === 'sitting-changed' && !when.inDigest ? CHANGES_SETTLE : 0;
      deliveries.push({
        id: uuidFrom('delivery', event.id, 'mail', person.id),
        lane: when.inDigest ? DIGEST_LANE : MAIL_LANE,
        ...{ person: person.id, sitting, n: event.n, event: event.id, type: event.type, notice },
        at: event.at,
        nextAt: new Date(Date.parse(when.at) + settles).toISOString(),
      });
    }
  }
  return deliveries;
}
