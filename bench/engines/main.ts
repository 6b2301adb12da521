import type { RoutingFacts } from '../../domain/facts.ts';
import { evaluate } from '../../domain/policy/policy.ts';
import { inLockstep, type Arm } from '../lockstep.ts';
import { byFeelin } from './by-feelin.ts';
import { byZen } from './by-zen.ts';
import { matchedBy, subject, type Subject } from './subject.ts';

/** Asked at once of an engine that answers later: more do not make it quicker. */
const AT_ONCE = 100;

type Engine = (given: RoutingFacts) => unknown;

// A process of its own, so that it can be held to one core. Prints what it found as one line of JSON.
const [rounds = 7, count = 4_000] = process.argv.slice(2).map(Number);
const given = await subject(count);
const { policy, facts } = given;
const feelin = byFeelin(given);
const zen = await byZen(given, { trace: false });
const zenTraced = await byZen(given, { trace: true });
for (const engine of [feelin, zen, zenTraced]) await agree(given, engine);

const remit = inTurn(facts, (one) => {
  const verdict = evaluate(policy, one);
  if (!verdict.ok) throw new Error(verdict.error.map(({ detail }) => detail).join('; '));
});
// What is slower is asked less, so that its rounds are not long.
const others: Readonly<Record<string, { readonly arm: Arm; readonly atOnce: number }>> = {
  feelin: { arm: inTurn(facts.slice(0, count / 20), feelin), atOnce: 1 },
  'zen-engine': { arm: together(facts, zen), atOnce: AT_ONCE },
  'zen-engine, one at a time': { arm: together(facts.slice(0, count / 4), zen, 1), atOnce: 1 },
  'zen-engine with its trace': { arm: together(facts.slice(0, count / 4), zenTraced), atOnce: AT_ONCE },
};
const found = [];
for (const [name, { arm, atOnce }] of Object.entries(others))
  found.push({ name, atOnce, compared: (await inLockstep([remit, arm], rounds))[0] });
console.log(JSON.stringify(found));

/** An engine that finds other rules than Remit is not compared with it. */
async function agree(all: Subject, engine: (one: RoutingFacts) => unknown): Promise<void> {
  for (const one of all.facts.slice(0, 500)) {
    const [theirs, ours] = [JSON.stringify(await engine(one)), JSON.stringify(matchedBy(all, one))];
    if (theirs !== ours) throw new Error(`${theirs} where Remit finds ${ours}, of ${JSON.stringify(one)}`);
  }
}

/** Evaluations a second of an engine that answers at once. */
function inTurn(asked: readonly RoutingFacts[], engine: Engine): Arm {
  return () => {
    const began = performance.now();
    for (const one of asked) engine(one);
    return Promise.resolve(aSecond(asked.length, began));
  };
}

/** And of one that answers later, with so many asked before the first is waited for. */
function together(asked: readonly RoutingFacts[], engine: Engine, atOnce = AT_ONCE): Arm {
  return async () => {
    const began = performance.now();
    for (let from = 0; from < asked.length; from += atOnce)
      await Promise.all(asked.slice(from, from + atOnce).map((one) => engine(one)));
    return aSecond(asked.length, began);
  };
}

function aSecond(evaluations: number, began: number): number {
  return (evaluations / (performance.now() - began)) * 1000;
}
