import type { DataSource } from 'typeorm';
import { deliveryId } from '../../domain/telling/delivery-id.ts';

/** Writes down again the messages of some events to a webhook, to be sent at once; one that is there is left as it is. */
export async function writeDeliveries(
  database: DataSource,
  webhook: string,
  events: readonly string[],
  now: string,
): Promise<void> {
  const ids = events.map((event) => ({ event, id: deliveryId(event, webhook) }));
  await database.query(
    `insert into delivery (id, lane, initiative, n, event, type, at, state, since, next_at)
     select d.id, $2, c.initiative, c.n, c.event, c.type, c.at, 'waiting', $3, $3
       from jsonb_to_recordset($1) as d(event uuid, id uuid) join change c on c.event = d.event
         on conflict (id) do nothing`,
    [JSON.stringify(ids), webhook, now],
  );
}

/** Lets whoever works lanes take one at once. */
export async function freeLane(database: DataSource, lane: string): Promise<void> {
  await database.query(
    `insert into lane (id) values ($1)
     on conflict (id) do update set held_by = null, held_until = null, rest_until = null`,
    [lane],
  );
}
