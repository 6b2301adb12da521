import { bodyMap, type Body, type BodyMap, type BodyKind } from '../domain/body.ts';
import { localDay, type Calendar } from '../domain/calendar.ts';
import type { Calendars } from '../domain/calendars/calendars.ts';
import type { Gate } from '../domain/gate/gate.ts';
import { readGateRules } from '../domain/gate/read-rules.ts';
import type { GateRules } from '../domain/gate/rules.ts';
import type { Given } from '../domain/initiative/decision.ts';
import { versionsNamed } from '../domain/initiative/gate-policy.ts';
import type { Initiative } from '../domain/initiative/initiative.ts';
import { sha256 } from '../domain/log/hash.ts';
import { loadPolicy, type Policy } from '../domain/policy/policy.ts';
import { readCalendars, SHIPPED } from './calendars.ts';
import type { Sql } from './sql.ts';

/** The shipped calendar. Days of the registry, of roles, leaves and memberships, begin and end in its time zone, whoever's they are. */
export const CALENDAR: Calendar = SHIPPED;

/**
 * Which map of bodies and which policies there are, by number: what a cached map or policy is compared with. The number of
 * the map moves with calendars as well.
 */
export interface Versions {
  readonly map: number;
  /** Those in force, the latest first. */
  readonly policies: readonly {
    readonly kind: 'subsidiarity' | 'gates';
    readonly version: string;
    readonly from: string;
  }[];
}

/** `Versions` as an expression, to be read in the same statement as what a command is about. */
export const VERSIONS = `(
  select jsonb_build_object('map', map, 'policies', (
    select coalesce(jsonb_agg(jsonb_build_object('kind', kind, 'version', version, 'from', in_force_from)
                              order by in_force_from desc, version desc), '[]')
      from policy where state = 'in-force'))
    from registry)`;

/**
 * The day's world for a command: the map of bodies, the policy and the gate rules in force. All of them change
 * rarely and by versions, so what was read is kept until the map's count or a policy's version moves.
 */
export class World {
  private map: { n: number; map: BodyMap } | null = null;
  private calendars: { n: number; calendars: Calendars } | null = null;
  private readonly policies = new Map<string, Policy>();
  /** By hash, those of drafts: they are replaced under the same version. */
  private readonly drafts = new Map<string, Policy>();
  private readonly rules = new Map<string, GateRules>();

  async given(sql: Sql, now: string): Promise<Given> {
    const found: { versions: Versions }[] = await sql.query(`select ${VERSIONS} as versions`);
    return this.at(sql, found[0]?.versions ?? null, now);
  }

  /** The world of a day, from the versions that were read together with what the command is about. */
  async at(sql: Sql, versions: Versions | null, now: string): Promise<Given> {
    if (versions === null) throw new Error('The database has no registry: run the migrations');
    const inForce = (kind: 'subsidiarity' | 'gates') =>
      versions.policies.find((each) => each.kind === kind && Date.parse(each.from) <= Date.parse(now))
        ?.version ?? null;
    return {
      now,
      bodies: await this.bodiesAt(sql, versions.map, localDay(now, CALENDAR.timeZone)),
      policy: await this.policy(sql, inForce('subsidiarity')),
      rules: await this.gateRules(sql, inForce('gates')),
      calendars: await this.calendarsAt(sql, versions.map),
    };
  }

  /** The world of a command about an initiative: with the versions of the policy that its gate names. */
  async about(sql: Sql, state: Initiative | null, given: Given): Promise<Given> {
    const others = (state === null ? [] : versionsNamed(state)).filter(
      (version) => version !== given.policy.version,
    );
    if (others.length === 0) return given;
    const otherPolicies = await Promise.all(others.map((version) => this.policy(sql, version)));
    return { ...given, otherPolicies };
  }

  /** One version of the subsidiarity policy. */
  async policy(sql: Sql, version: string | null): Promise<Policy> {
    const kept = this.policies.get(version ?? '');
    if (kept !== undefined) return kept;
    const { source, hash, state } = await sourceOf(sql, 'subsidiarity', version);
    const isDraft = state === 'draft';
    const policy =
      (isDraft ? this.drafts.get(hash) : undefined) ?? (await subsidiarity(version, source, hash));
    if (!isDraft) this.policies.set(policy.version, policy);
    else if (this.drafts.size < MOST_DRAFTS) this.drafts.set(hash, policy);
    else this.drafts.clear();
    return policy;
  }

  /** The gate rules that a gate is read by: while it is open those in force, which decide it; afterwards those it opened with. */
  async rulesOf(sql: Sql, gate: Pick<Gate, 'state' | 'rulesVersion'>, { rules }: Given): Promise<GateRules> {
    return gate.state === 'open' ? rules : this.gateRules(sql, String(gate.rulesVersion));
  }

  /** One version of the gate rules. */
  private async gateRules(sql: Sql, version: string | null): Promise<GateRules> {
    const kept = this.rules.get(version ?? '') ?? (await gates(sql, version));
    this.rules.set(String(kept.version), kept);
    return kept;
  }

  private async calendarsAt(sql: Sql, n: number): Promise<Calendars> {
    if (this.calendars?.n !== n) this.calendars = { n, calendars: await readCalendars(sql) };
    return this.calendars.calendars;
  }

  private async bodiesAt(sql: Sql, n: number, day: string): Promise<BodyMap> {
    if (this.map?.n !== n || this.map.map.day !== day)
      this.map = { n, map: bodyMap(await readBodies(sql), day) };
    return this.map.map;
  }
}

/** A policy's text is not the one whose hash was put in force: nothing is decided by it. */
export class PolicyChanged extends Error {
  constructor(kind: string, version: string | null) {
    super(
      `The ${kind} policy of version ${version ?? '(none)'} is not the text that was put in force: its hash is another. Restore it from a backup.`,
    );
    this.name = 'PolicyChanged';
  }
}

/** So many drafts are kept at most. */
const MOST_DRAFTS = 20;

async function subsidiarity(version: string | null, source: string, hash: string): Promise<Policy> {
  const policy = await loadPolicy(source);
  if (!policy.ok) throw new Error(`The policy in force cannot be read: ${JSON.stringify(policy.error)}`);
  if (policy.value.hash !== hash) throw new PolicyChanged('subsidiarity', version);
  return policy.value;
}

async function gates(sql: Sql, version: string | null): Promise<GateRules> {
  const { source, hash } = await sourceOf(sql, 'gates', version);
  if (sha256(source) !== hash) throw new PolicyChanged('gates', version);
  return rulesFrom(source);
}

/** Every version of the gate rules, by its number. */
export async function readAllGateRules(sql: Sql): Promise<ReadonlyMap<number, GateRules>> {
  const rows: { version: string }[] = await sql.query(
    `select version from policy where kind = 'gates' order by version`,
  );
  const rules = new Map<number, GateRules>();
  for (const { version } of rows) {
    const found = await gates(sql, version);
    rules.set(found.version, found);
  }
  return rules;
}

/** The gate rules of a file, of whichever format. */
export function rulesFrom(source: string): GateRules {
  const rules = readGateRules(JSON.parse(source));
  if (!rules.ok) throw new Error(`These gate rules cannot be used: ${JSON.stringify(rules.error)}`);
  return rules.value;
}

/** Every body with its memberships, past and present. */
export async function readBodies(sql: Sql): Promise<readonly Body[]> {
  const rows: { code: string; name: string; kind: BodyKind; memberships: Body['memberships'] }[] =
    await sql.query(
      `select code, name, kind, coalesce((
         select jsonb_agg(jsonb_build_object('parent', parent, 'from', valid_from, 'to', valid_to)
                          order by valid_from, parent)
           from membership where body = code), '[]') as memberships
       from body order by code`,
    );
  return rows;
}

async function sourceOf(
  sql: Sql,
  kind: string,
  version: string | null,
): Promise<{ source: string; hash: string; state: string }> {
  const rows: { source: string; hash: string; state: string }[] = await sql.query(
    'select source, hash, state from policy where kind = $1 and version = $2',
    [kind, version],
  );
  const row = rows[0];
  if (row === undefined)
    throw new Error(`There is no ${kind} policy of version ${version ?? '(none)'} in force`);
  return row;
}
