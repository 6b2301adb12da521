import type { EntityManager } from 'typeorm';
import { v7 as uuid } from 'uuid';
import type { RegistryEvent, RolesChanged } from '../domain/registry.ts';
import { wordsIn } from './sealed.ts';

/** Writes what happened to people who are registered: other roles, leaves, interests. */
export async function applyToPeople(manager: EntityManager, events: readonly RegistryEvent[]): Promise<void> {
  for (const event of events) await apply(manager, event);
}

async function apply(manager: EntityManager, event: RegistryEvent): Promise<void> {
  switch (event.type) {
    // Written by who keeps those rows.
    case 'body-registered':
    case 'person-registered':
    case 'service-account-registered':
    case 'service-account-ended':
    case 'webhook-secret-changed':
    case 'calendar-imported':
    case 'body-calendar-changed':
    case 'policy-drafted':
    case 'policy-on-trial':
    case 'policy-in-force':
    case 'policy-called-off':
    case 'policy-retired':
      return;
    // The rows are written by who keeps them; the words first, since neither is everybody's to read.
    case 'way-told-chosen':
      return keepWords(manager, { person: event.data.person }, event.data);
    case 'webhook-registered':
      return keepWords(manager, { body: event.data.body }, event.data);
    case 'webhook-changed': {
      const [row]: { body: string }[] = await manager.query('select body from webhook where id = $1', [
        event.data.webhook,
      ]);
      if (row === undefined) throw new Error(`No webhook ${event.data.webhook}`);
      return keepWords(manager, row, event.data);
    }
    case 'roles-changed':
      return changeRoles(manager, event.data);
    case 'substitute-named': {
      const { id, person, substitute, scope, from, to } = event.data;
      await manager.query(
        `insert into cover (id, person, substitute, roles, bodies, levels, valid_from, valid_to)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [id, person, substitute, scope.roles, scope.bodies, scope.levels, from, to],
      );
      return;
    }
    case 'cover-ended':
      await manager.query('update cover set valid_to = $2 where id = $1', [event.data.id, event.data.on]);
      return;
    case 'interest-declared': {
      const { id, person, kind, of, nature, from, to } = event.data;
      await keepWords(manager, { person }, [of, nature]);
      await manager.query(
        `insert into interest (id, person, kind, about, nature, valid_from, valid_to) values ($1, $2, $3, $4, $5, $6, $7)`,
        [id, person, kind, of.value, nature.hash, from, to],
      );
      return;
    }
    case 'interest-withdrawn':
      await manager.query('update interest set valid_to = $2 where id = $1', [event.data.id, event.data.on]);
      return;
  }
}

/**
 * Keeps words of a registry's event as a person's or a body's, which not everybody may read. It is done before the event is
 * appended, which keeps what is left as everybody's.
 */
async function keepWords(
  manager: EntityManager,
  { person = null, body = null }: { readonly person?: string | null; readonly body?: string | null },
  value: unknown,
): Promise<void> {
  const contents = wordsIn(value);
  if (contents.length === 0) return;
  await manager.query(
    `insert into content (hash, person, body, salt, value)
     select hash, $1, $2, salt, value from jsonb_to_recordset($3) as c(hash text, salt text, value jsonb)
     on conflict (hash) do nothing`,
    [person, body, JSON.stringify(contents)],
  );
}

/** What they hold ends with the day before; what was to begin later does not. */
async function changeRoles(manager: EntityManager, { person, roles, from }: RolesChanged): Promise<void> {
  await manager.query('delete from role_held where person = $1 and valid_from >= $2', [person, from]);
  await manager.query(
    'update role_held set valid_to = $2 where person = $1 and (valid_to is null or valid_to > $2)',
    [person, from],
  );
  await manager.query(
    `insert into role_held (id, person, role, body, valid_from)
     select id, $1, role, body, $3 from jsonb_to_recordset($2) as r(id uuid, role text, body text)`,
    [person, JSON.stringify(roles.map(({ role, body }) => ({ id: uuid(), role, body }))), from],
  );
  await manager.query('update person set revision = revision + 1 where id = $1', [person]);
}
