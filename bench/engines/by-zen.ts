import type { RoutingFacts } from '../../domain/facts.ts';
import type { Subject } from './subject.ts';

/** One answer of the engine: the rules that matched, in order. */
type Evaluate = (given: RoutingFacts) => Promise<readonly string[]>;

/** The table by zen-engine, compiled once: the same rules with their ids as an output, and all that match are collected. */
export async function byZen({ policy }: Subject, { trace }: { readonly trace: boolean }): Promise<Evaluate> {
  const { ZenEngine } = await import('@gorules/zen-engine');
  const decision = new ZenEngine().createDecision(model(policy.table));
  return async (given) => {
    const found = (await decision.evaluate(given, { trace })) as {
      readonly result: readonly { readonly rule: string }[];
    };
    return found.result.map(({ rule }) => rule);
  };
}

/** A table as a JSON decision model of GoRules. */
function model({ inputs, outputs, rules }: Subject['policy']['table']): object {
  const table = {
    hitPolicy: 'collect',
    inputs: inputs.map(({ name, label }, n) => ({ id: `in${n}`, name: label, field: name })),
    outputs: ['rule', ...outputs.map(({ name }) => name)].map((name, n) => ({
      id: `out${n}`,
      name,
      field: name,
    })),
    rules: rules.map(({ id, inputs: tests, outputs: says }) => ({
      _id: id,
      ...Object.fromEntries(tests.map((text, n) => [`in${n}`, cell(text)])),
      ...Object.fromEntries([JSON.stringify(id), ...says].map((text, n) => [`out${n}`, text])),
    })),
  };
  const position = { x: 0, y: 0 };
  return {
    nodes: [
      { id: 'facts', type: 'inputNode', name: 'facts', position },
      { id: 'table', type: 'decisionTableNode', name: 'table', position, content: table },
      { id: 'verdict', type: 'outputNode', name: 'verdict', position },
    ],
    edges: [
      { id: 'in', type: 'edge', sourceId: 'facts', targetId: 'table' },
      { id: 'out', type: 'edge', sourceId: 'table', targetId: 'verdict' },
    ],
  };
}

/** A cell in its own language: what FEEL writes as `-` is empty, and a negation is of a list. */
function cell(text: string): string {
  if (text === '-') return '';
  return text.startsWith('not(') ? `not ($ in [${text.slice('not('.length, -1)}])` : text;
}
