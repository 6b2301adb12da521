import type { DataSource } from 'typeorm';
import type { RegistryRecord } from '../../domain/doctor/check-registry.ts';
import { hashOf } from '../../domain/log/hash.ts';
import { readPolicyLives } from '../policy-life.ts';
import { COVER_AS_JSON } from '../person-statement.ts';
import { REGISTRY_STREAM } from '../registry.ts';
import { upcast } from '../upcast.ts';

interface InterestRow {
  readonly id: string;
  readonly person: string;
  readonly kind: string;
  readonly about: string;
  readonly nature: string;
  readonly from: string;
  readonly to: string | null;
}

interface PolicyRow {
  readonly type: string;
  readonly version: number;
  readonly actor: string;
  readonly data: Record<string, unknown>;
}

/** Every event is counted; what is compared is read of those that made it. */
const EVENTS = `
  select n, type, version, case when type ~ '^(substitute|cover|interest)-' then data else '{}' end as data
    from event where stream = $1 order by n`;

/** A text is long, and its hash says which it is. */
const OF_POLICIES = `
  select n, type, version, at, actor, data - 'dmn' as data
    from event where stream = $1 and type ~ '^policy-' order by n`;

/** Of an interest's event, the salt that what it is in was sealed with; `null` where that is erased. */
const SALTS = `
  select e.data ->> 'id' as id, c.salt from event e join content c on c.hash = e.data -> 'of' ->> 'hash'
   where e.stream = $1 and e.type = 'interest-declared' and c.erased_at is null`;

/** Leaves, interests and policies as they are stored, and the registry's events, of one moment. */
export async function readRegistryRecord(database: DataSource): Promise<RegistryRecord> {
  return database.transaction('REPEATABLE READ', async (manager) => {
    const [registry]: { n: number }[] = await manager.query('select n from registry where id = 1');
    const events: { n: number; type: string; version: number; data: Record<string, unknown> }[] =
      await manager.query(EVENTS, [REGISTRY_STREAM]);
    const covers: { cover: RegistryRecord['covers'][number] }[] = await manager.query(
      `select ${COVER_AS_JSON} as cover from cover c order by id`,
    );
    const interests: InterestRow[] = await manager.query(
      `select id, person, kind, about, nature, valid_from::text as "from", valid_to::text as "to" from interest order by id`,
    );
    const found: { id: string; salt: string | null }[] = await manager.query(SALTS, [REGISTRY_STREAM]);
    const happened: (PolicyRow & { readonly at: Date })[] = await manager.query(OF_POLICIES, [
      REGISTRY_STREAM,
    ]);
    const salts = new Map(found.map(({ id, salt }) => [id, salt]));
    return {
      n: registry?.n ?? 0,
      events: events.map((event) => upcast(event) as unknown as RegistryRecord['events'][number]),
      policies: await readPolicyLives(manager),
      policyEvents: happened.map(
        ({ at, ...event }) =>
          ({
            ...event,
            ...upcast(event),
            at: at.toISOString(),
          }) as unknown as RegistryRecord['policyEvents'][number],
      ),
      covers: covers.map(({ cover }) => cover),
      interests: interests.map(({ about, ...row }) => {
        const salt = salts.get(row.id) ?? null;
        return { ...row, of: salt === null ? null : hashOf([salt, about]) };
      }),
    };
  });
}
