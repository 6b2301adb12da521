import type { EntityManager } from 'typeorm';
import type { RegistryEvent } from '../domain/registry.ts';
import type { ServiceAccount } from '../domain/service-account.ts';
import type { PersonId } from '../domain/person.ts';
import type { Sql } from './sql.ts';

/** A service account as the operator reads it. */
export interface RegisteredAccount extends Pick<ServiceAccount, 'body' | 'scopes'> {
  readonly id: PersonId;
  readonly issuer: string;
  readonly subject: string;
  readonly name: string;
  readonly responsible: { readonly id: PersonId; readonly name: string };
  readonly endedAt: string | null;
}

/** Every service account in order of subject, or the one of an id, also those that have ended. */
export async function serviceAccounts(
  sql: Pick<Sql, 'query'> | EntityManager,
  id: PersonId | null = null,
): Promise<readonly RegisteredAccount[]> {
  const rows: (Omit<RegisteredAccount, 'endedAt'> & { endedAt: Date | null })[] = await sql.query(
    `select p.id, p.issuer, p.subject, p.name, s.body, s.scopes, s.ended_at as "endedAt",
            json_build_object('id', r.id, 'name', r.name) as responsible
       from service_account s join person p on p.id = s.person join person r on r.id = s.responsible
      where $1::uuid is null or p.id = $1 order by p.subject, p.issuer`,
    [id],
  );
  return rows.map(({ endedAt, ...row }) => ({ ...row, endedAt: endedAt?.toISOString() ?? null }));
}

/** Writes what the registry's events say of service accounts; one that had ended is registered anew in its place. */
export async function applyServiceAccounts(
  manager: EntityManager,
  events: readonly RegistryEvent[],
  now: string,
): Promise<void> {
  for (const event of events)
    if (event.type === 'service-account-registered') {
      const { id, issuer, subject, name, body, responsible, scopes } = event.data;
      await manager.query(
        `insert into person (id, issuer, subject, name) values ($1, $2, $3, $4)
         on conflict (id) do update set name = excluded.name`,
        [id, issuer, subject, name.value],
      );
      await manager.query(
        `insert into service_account (person, body, responsible, scopes) values ($1, $2, $3, $4)
         on conflict (person) do update set body = excluded.body, responsible = excluded.responsible,
           scopes = excluded.scopes, ended_at = null`,
        [id, body, responsible, scopes],
      );
    } else if (event.type === 'service-account-ended')
      await manager.query('update service_account set ended_at = $2 where person = $1', [event.data.id, now]);
}
