import type { EntityManager } from 'typeorm';
import holidays from '../reference/bank-holidays.json' with { type: 'json' };
import { bodyMap, type Body, type BodyMap, type BodyKind } from '../domain/body.ts';
import { localDay, type Calendar } from '../domain/calendar.ts';
import type { GateRules } from '../domain/gate/rules.ts';
import type { Given } from '../domain/initiative/decision.ts';
import { loadPolicy, type Policy } from '../domain/policy/policy.ts';

/** The working days of England. Another region's calendar is another file of the same shape. */
export const CALENDAR: Calendar = holidays;

/**
 * The day's world for a command: the map of bodies, the policy and the gate rules in force. All of them change
 * rarely and by versions, so what was read is kept until the registry's count or a policy's version moves.
 */
export class World {
  private map: { n: number; map: BodyMap } | null = null;
  private readonly policies = new Map<string, Policy>();
  private readonly rules = new Map<string, GateRules>();

  async given(manager: EntityManager, now: string): Promise<Given> {
    const found: { n: number; policy: string; rules: string }[] = await manager.query(
      `select n,
         (select version from policy where kind = 'subsidiarity' and state = 'in-force'
            and in_force_from <= $1 order by in_force_from desc, version desc limit 1) as policy,
         (select version from policy where kind = 'gates' and state = 'in-force'
            and in_force_from <= $1 order by in_force_from desc, version desc limit 1) as rules
       from registry`,
      [now],
    );
    const versions = found[0];
    if (versions === undefined) throw new Error('The database has no registry: run the migrations');
    return {
      now,
      bodies: await this.bodiesAt(manager, versions.n, localDay(now, CALENDAR.timeZone)),
      policy: await this.policy(manager, versions.policy),
      rules: await this.gateRules(manager, versions.rules),
      calendar: CALENDAR,
    };
  }

  /** One version of the subsidiarity policy. */
  async policy(manager: EntityManager, version: string): Promise<Policy> {
    const kept =
      this.policies.get(version) ?? (await loaded(await sourceOf(manager, 'subsidiarity', version)));
    this.policies.set(version, kept);
    return kept;
  }

  /** One version of the gate rules. */
  async gateRules(manager: EntityManager, version: string): Promise<GateRules> {
    const kept =
      this.rules.get(version) ?? (JSON.parse(await sourceOf(manager, 'gates', version)) as GateRules);
    this.rules.set(version, kept);
    return kept;
  }

  private async bodiesAt(manager: EntityManager, n: number, day: string): Promise<BodyMap> {
    if (this.map?.n !== n || this.map.map.day !== day)
      this.map = { n, map: bodyMap(await readBodies(manager), day) };
    return this.map.map;
  }
}

async function loaded(source: string): Promise<Policy> {
  const policy = await loadPolicy(source);
  if (!policy.ok) throw new Error(`The policy in force cannot be read: ${JSON.stringify(policy.error)}`);
  return policy.value;
}

/** Every body with its memberships, past and present. */
export async function readBodies(manager: EntityManager): Promise<readonly Body[]> {
  const rows: { code: string; name: string; kind: BodyKind; memberships: Body['memberships'] }[] =
    await manager.query(
      `select code, name, kind, coalesce((
         select jsonb_agg(jsonb_build_object('parent', parent, 'from', valid_from, 'to', valid_to)
                          order by valid_from, parent)
           from membership where body = code), '[]') as memberships
       from body order by code`,
    );
  return rows;
}

async function sourceOf(manager: EntityManager, kind: string, version: string): Promise<string> {
  const rows: { source: string }[] = await manager.query(
    'select source from policy where kind = $1 and version = $2',
    [kind, version],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`There is no ${kind} policy of version ${version} in force`);
  return row.source;
}
