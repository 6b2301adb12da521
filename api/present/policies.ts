import { retiredAt, stateAt, type Done, type PolicyLife } from '../../domain/policy-life/life.ts';
import { policySource } from '../../store/policies.ts';
import { readGateRulesVersions, readPolicyLives } from '../../store/policy-life.ts';
import type { Sql } from '../../store/sql.ts';
import { nameThem, type NameOf } from './people.ts';

/** Every version of the policy and of the gate rules at a moment: what is in force first, then what came or is to come. */
export async function presentPolicies(sql: Sql, now: string) {
  const lives = await readPolicyLives(sql);
  const rules = await readGateRulesVersions(sql);
  const nameOf = await nameThem(sql, lives.flatMap(peopleOf));
  const shown = [
    ...lives.map((each) => told('subsidiarity', each, lives, now, nameOf)),
    ...rules.map((each) => told('gates', each, rules, now, nameOf)),
  ];
  return shown.toSorted(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      (b.inForceFrom ?? '').localeCompare(a.inForceFrom ?? '') ||
      a.kind.localeCompare(b.kind) ||
      a.version.localeCompare(b.version),
  );
}

const ORDER = ['in-force', 'trial', 'draft', 'retired'] as const;

/** A version as it is told. */
export type PolicyTold = ReturnType<typeof told>;

/** One version with its text; `null` where there is none. */
export async function presentPolicy(sql: Sql, version: string, now: string) {
  const lives = await readPolicyLives(sql);
  const life = lives.find((each) => each.version === version);
  const dmn = await policySource(sql, 'subsidiarity', version);
  if (life === undefined || dmn === null) return null;
  return { ...told('subsidiarity', life, lives, now, await nameThem(sql, peopleOf(life))), dmn };
}

function peopleOf({ authors, drafted, trial, putInForce, retired }: PolicyLife): readonly string[] {
  const done = [drafted, trial, putInForce, retired].flatMap((each) => (each === null ? [] : [each.by]));
  return [...authors, ...done];
}

function told(
  kind: 'subsidiarity' | 'gates',
  life: PolicyLife,
  all: readonly PolicyLife[],
  now: string,
  nameOf: NameOf,
) {
  const { version, name, hash, inForceFrom, authors, drafted, trial, putInForce, retired, revision } = life;
  const named = (done: Done | null) => (done === null ? null : { by: nameOf(done.by), at: done.at });
  return {
    ...{ kind, version, name, hash, inForceFrom, revision },
    state: stateAt(life, all, now),
    retiredAt: retiredAt(life, all, now),
    authors: authors.map(nameOf),
    drafted: named(drafted),
    trial: named(trial),
    putInForce:
      putInForce === null
        ? null
        : { by: nameOf(putInForce.by), at: putInForce.at, initiative: putInForce.initiative },
    retired: named(retired),
  };
}
