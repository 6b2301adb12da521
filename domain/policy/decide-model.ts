import { fail, never, ok, type Result } from '../result.ts';
import type { CompiledDecision, CompiledKnowledge, CompiledLogic, CompiledModel } from './compile-model.ts';
import type { CompiledColumn, OutputCell } from './compile-table.ts';
import { conform, testedOf } from './conform.ts';
import { Doubt, within, type DecisionProblem } from './doubt.ts';
import { evaluateExpression, MOST_STEPS, truth, type Scope } from './evaluate-expression.ts';
import { applyBuiltIn } from './functions.ts';
import { applyHitPolicy, type Hit } from './hit-policy.ts';
import { readFacts } from './read-facts.ts';
import { holds, type TestedValue } from './unary-tests.ts';
import { show, typeNameOf, type Value } from './values.ts';

/** What one decision was, on the way to the one that was asked for. */
export interface DecisionTaken {
  readonly decision: string;
  readonly value: Value;
  /** Of a decision table: the ids of the rules that matched, in the order of the file, and of those that decided. */
  readonly rules: { readonly matched: readonly string[]; readonly deciding: readonly string[] } | null;
}

/** The value of a decision, and every decision that was taken for it, in order, itself the last. */
export interface Decided {
  readonly value: Value;
  readonly taken: readonly DecisionTaken[];
}

/**
 * Takes the decision of this name, and before it those that it requires, each once. The facts must be all that they
 * need and nothing that the model does not know.
 *
 * Strict: what is missing, of another type, outside its allowed values, without a matching rule where one must match, or
 * matched twice where one may, is an error that names decision, table, rule, cell and fact, and says what would mend it.
 */
export function decideModel(
  model: CompiledModel,
  name: string,
  facts: unknown,
): Result<Decided, DecisionProblem[]> {
  const asked = model.decisions.find((decision) => decision.name === name);
  if (!asked) {
    const known = model.decisions.map((each) => each.name).join(', ');
    const detail = `${name} is no decision of this model: ask for one of ${known}.`;
    return fail([new Doubt('decision-unknown', detail).asProblem()]);
  }
  const needed = neededFor(model, asked);
  const wanted = model.facts.filter((fact) => needed.some(({ reads }) => reads.includes(fact.name)));
  const { values, problems } = readFacts(wanted, model.facts, model.allowed, facts);
  if (problems.length > 0) return fail([...problems]);
  try {
    return ok(new Evaluation(model, values).takeAll(needed));
  } catch (error) {
    if (!(error instanceof Doubt)) throw error;
    return fail([error.asProblem()]);
  }
}

/** The decisions that one requires, at any remove, and itself, in the order of the model: what is read before its reader. */
function neededFor(model: CompiledModel, asked: CompiledDecision): readonly CompiledDecision[] {
  const names = new Set([asked.name]);
  for (const decision of model.decisions.toReversed()) {
    if (names.has(decision.name)) for (const read of decision.reads) names.add(read);
  }
  return model.decisions.filter(({ name }) => names.has(name));
}

interface Found {
  readonly value: Value;
  readonly rules: DecisionTaken['rules'];
}

class Evaluation {
  private readonly values: Map<string, Value>;
  private readonly steps = { left: MOST_STEPS };

  constructor(
    private readonly model: CompiledModel,
    facts: ReadonlyMap<string, Value>,
  ) {
    this.values = new Map(facts);
  }

  takeAll(decisions: readonly CompiledDecision[]): Decided {
    const taken = decisions.map((decision): DecisionTaken => {
      const { name } = decision;
      const found = within({ decision: name }, () => this.found(decision, this.values));
      this.values.set(name, found.value);
      return { decision: name, ...found };
    });
    const last = taken.at(-1);
    if (!last) throw new RangeError('No decision was asked for');
    return { value: last.value, taken };
  }

  private found(
    { logic, type, name }: CompiledDecision | CompiledKnowledge,
    values: ReadonlyMap<string, Value>,
  ): Found {
    const scope: Scope = { values, steps: this.steps, call: (called, given) => this.call(called, given) };
    const found = this.evaluate(logic, scope);
    conform(found.value, type, this.model.allowed, name);
    return found;
  }

  private call(name: string, given: readonly Value[]): Value {
    const knowledge = this.model.knowledge.get(name);
    if (!knowledge) return applyBuiltIn(name, given);
    const values = knowledge.parameters.map(({ name: parameter, type }, place): [string, Value] => {
      const value = given[place];
      if (value === undefined) throw new RangeError(`${name} was given too few parameters`);
      return [parameter, conform(value, type, this.model.allowed, `${parameter} of ${name}`)];
    });
    return this.found(knowledge, new Map(values)).value;
  }

  private evaluate(logic: CompiledLogic, scope: Scope): Found {
    switch (logic.kind) {
      case 'expression':
        return { value: evaluateExpression(logic.expression, scope), rules: null };
      case 'table':
        return within({ table: logic.id }, () => this.table(logic, scope));
      default:
        return never(logic);
    }
  }

  private table(logic: Extract<CompiledLogic, { kind: 'table' }>, scope: Scope): Found {
    const { table } = logic;
    const tested = table.inputs.map((column, place) => {
      const expression = logic.inputs[place];
      if (!expression) throw new RangeError(`${column.name} has no expression`);
      const at = { cell: column.name, fact: expression.kind === 'name' ? expression.name : null };
      return { at, ...within(at, () => held(column, evaluateExpression(expression, scope))) };
    });
    const inOrder = table.rules.toSorted((a, b) => a.place - b.place);
    const matched = inOrder.filter((rule) =>
      rule.cells.every(({ input, tests }) => {
        const known = tested[input];
        if (!known) throw new RangeError(`There is no value for input ${input}`);
        return within({ rule: rule.id, ...known.at }, () =>
          holds(tests, known.tested, ({ text, expression }) =>
            truth(text, evaluateExpression(expression, { ...scope, tested: known.value })),
          ),
        );
      }),
    );
    const hits = matched.map((rule): Hit => ({
      rule,
      outputs: this.outputs(table.outputs, rule.outputs, rule.id, scope),
    }));
    const defaults =
      hits.length === 0 && table.defaults ? this.outputs(table.outputs, table.defaults, null, scope) : null;
    const seen = tested.map(({ at, value: each }) => `${at.cell} ${show(each)}`).join(', ') || 'nothing';
    const { value, deciding } = applyHitPolicy(table, hits, defaults, seen);
    return { value, rules: { matched: matched.map(({ id }) => id), deciding } };
  }

  private outputs(
    columns: readonly CompiledColumn[],
    cells: readonly OutputCell[],
    rule: string | null,
    scope: Scope,
  ): readonly Value[] {
    return cells.map((cell, place) => {
      const column = columns[place];
      if (!column) throw new RangeError(`There is no output ${place}`);
      // A literal was held against its column when the table was read.
      if (cell.kind !== 'computed') return valueOf(cell);
      return within(
        { rule, cell: column.name },
        () => held(column, evaluateExpression(cell.expression, scope)).value,
      );
    });
  }
}

function valueOf(cell: Exclude<OutputCell, { kind: 'computed' }>): Value {
  if (cell.kind === 'string' || cell.kind === 'boolean' || cell.kind === 'number') return cell.value;
  return { type: cell.kind, at: cell.value };
}

/** A value that fits its column, and as its cells test it. */
function held(column: CompiledColumn, value: Value): { readonly value: Value; readonly tested: TestedValue } {
  const { name, type, allowed } = column;
  if (typeNameOf(value) !== type) {
    throw new Doubt(
      'wrong-type',
      `${name} is ${show(value)}, a ${typeNameOf(value)}, and must be a ${type}.`,
    );
  }
  const tested = testedOf(value);
  if (!holds(allowed, tested)) {
    const detail = `${name} is ${show(value)}, which is not among its allowed values: allow it, or give another.`;
    throw new Doubt('outside-allowed-values', detail);
  }
  return { value, tested };
}
