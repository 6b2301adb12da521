import type { BodyCode, BodyMap } from '../../body.ts';
import type { GateRules } from '../../gate/rules.ts';
import { setsOfGate, type RoutedSet } from '../../gate/route-sets.ts';
import { decidingBodies, homeLevel } from '../../scope.ts';
import type { Level } from '../../level.ts';
import { hashOf } from '../../log/hash.ts';
import type { Stage } from '../../stage.ts';
import type { PastVerdict } from './past-verdict.ts';

/** What a gate waits for if it is decided at a level: whose it is, and every seat that has to be filled. */
export interface SeatsAt {
  /** The same seats at the same level have the same key. */
  readonly key: string;
  readonly stage: Stage;
  readonly level: Level;
  readonly bodies: readonly BodyCode[];
  readonly sets: readonly RoutedSet[];
  /** How many tasks each body would have in its queue. */
  readonly tasks: ReadonlyMap<BodyCode, number>;
}

/**
 * Works out whose a gate is at a level and what it waits for there, as opening it would. Of so many verdicts few differ in what
 * that follows from, so each answer is worked out once.
 */
export class Seating {
  private readonly known = new WeakMap<BodyMap, Map<string, SeatsAt>>();

  constructor(private readonly rulesOf: (version: number) => GateRules) {}

  at(verdict: PastVerdict, level: Level, map: BodyMap): SeatsAt {
    const { stage, lead, affected, ownerProfession, rulesVersion } = verdict;
    const { scope } = verdict.receipt.facts;
    const of = [stage, level, scope, rulesVersion, ownerProfession, lead, ...affected].join(' ');
    const kept = this.known.get(map) ?? new Map<string, SeatsAt>();
    this.known.set(map, kept);
    const found = kept.get(of) ?? this.work(verdict, level, map);
    kept.set(of, found);
    return found;
  }

  private work(verdict: PastVerdict, level: Level, map: BodyMap): SeatsAt {
    const { stage, lead, affected, ownerProfession, rulesVersion, receipt } = verdict;
    const { scope } = receipt.facts;
    const rules = this.rulesOf(rulesVersion);
    const bodies = decidingBodies(map, level, lead, affected);
    const initiative = { proposal: { value: { affected } }, scope, ownerProfession };
    const routing = { initiative, level, stage, rules, map, deciding: bodies };
    const sets = setsOfGate(routing, homeLevel(scope), lead);
    const tasks = new Map<BodyCode, number>();
    for (const seat of sets.flatMap(({ seats }) => seats))
      for (const body of seat.bodies) tasks.set(body, (tasks.get(body) ?? 0) + 1);
    return { key: hashOf([stage, level, bodies, sets]), stage, level, bodies, sets, tasks };
  }
}
