import { fail, ok, type Result } from '../result.ts';
import type { AllowedValues } from './conform.ts';
import { compileTable, readAllowed, type CompiledTable } from './compile-table.ts';
import type { DecisionTable, PolicyProblem, PolicyProblemType } from './decision-table.ts';
import type { Expression } from './expression.ts';
import type { ItemType } from './item-types.ts';
import { grammarFor, newWork, type Grammar } from './known-names.ts';
import { parseExpression } from './parse-expression.ts';
import {
  readModel,
  type DecisionModel,
  type Knowledge,
  type Logic,
  type ModelDecision,
  type Named,
} from './read-model.ts';
import type { UnaryTests } from './unary-tests.ts';

/** Logic with every expression read. A table has an expression for each input, in the order of its columns. */
export type CompiledLogic =
  | {
      readonly kind: 'table';
      readonly id: string;
      readonly table: CompiledTable;
      readonly inputs: readonly Expression[];
    }
  | { readonly kind: 'expression'; readonly expression: Expression };

export interface CompiledDecision extends Named {
  readonly logic: CompiledLogic;
  /** The names of the facts and decisions that it reads. */
  readonly reads: readonly string[];
}

export interface CompiledKnowledge extends Named {
  readonly logic: CompiledLogic;
  readonly parameters: readonly Named[];
}

/** A model of which nothing is left to be read: decisions stand after those that they require. */
export interface CompiledModel {
  readonly name: string;
  readonly facts: readonly Named[];
  readonly knowledge: ReadonlyMap<string, CompiledKnowledge>;
  readonly decisions: readonly CompiledDecision[];
  /** The allowed values of each type that lists some. */
  readonly allowed: AllowedValues;
}

/**
 * Reads, checks and compiles DMN XML of one or more decisions that may depend on each other. Nothing is evaluated: what
 * loads has no cell that is not understood, no name that is not known, and no decision that depends on itself.
 */
export async function loadModel(xml: string): Promise<Result<CompiledModel, PolicyProblem[]>> {
  const read = await readModel(xml);
  return read.ok ? compileModel(read.value) : read;
}

export function compileModel(model: DecisionModel): Result<CompiledModel, PolicyProblem[]> {
  return new Compiler(model).compile();
}

class Compiler {
  private readonly problems: PolicyProblem[] = [];
  private readonly allowed = new Map<ItemType, UnaryTests>();
  private readonly seen = new Set<ItemType>();
  private readonly work = newWork();
  private readonly noNames = grammarFor({ values: new Map(), functions: new Map() }, this.work);

  constructor(private readonly model: DecisionModel) {}

  compile(): Result<CompiledModel, PolicyProblem[]> {
    const { name, facts, knowledge, decisions } = this.model;
    const ordered = this.inOrder([...knowledge, ...decisions]);
    if (ordered === null) return fail(this.problems);
    for (const { type, name: what } of [...facts, ...knowledge, ...decisions]) this.readAllowed(type, what);
    for (const { parameters } of knowledge) {
      for (const { type, name: what } of parameters) this.readAllowed(type, what);
    }
    const compiled = knowledge.flatMap((each) => this.knowledge(each));
    const known = ordered.filter((each): each is ModelDecision => !('parameters' in each));
    const made = known.flatMap((each) => this.decision(each));
    if (this.problems.length > 0) return fail(this.problems);
    return ok(
      Object.freeze({
        name,
        facts,
        knowledge: new Map(compiled.map((each) => [each.name, each])),
        decisions: made,
        allowed: this.allowed,
      }),
    );
  }

  private add(type: PolicyProblemType, table: string | null, cell: string | null, detail: string): null {
    this.problems.push({ type, table, rule: null, cell, detail });
    return null;
  }

  /** What is required before what requires it; `null` where that goes round in a circle. */
  private inOrder<T extends ModelDecision | Knowledge>(all: readonly T[]): readonly T[] | null {
    const left = new Map(all.map((each) => [each.id, each]));
    const ordered: T[] = [];
    while (left.size > 0) {
      const ready = [...left.values()].filter(({ requires }) => requires.every((id) => !left.has(id)));
      if (ready.length === 0) {
        const names = circleIn(left).join(' requires ');
        return this.add('cycle', null, null, `${names}: a decision cannot depend on itself.`);
      }
      for (const each of ready) {
        left.delete(each.id);
        ordered.push(each);
      }
    }
    return ordered;
  }

  private decision(decision: ModelDecision): CompiledDecision[] {
    const reads = this.required(decision.requires);
    const logic = this.logic(decision.logic, decision.name, this.grammar(reads, decision.requires));
    return logic
      ? [{ name: decision.name, type: decision.type, logic, reads: reads.map(({ name }) => name) }]
      : [];
  }

  private knowledge({ name, type, parameters, requires, logic }: Knowledge): CompiledKnowledge[] {
    const compiled = this.logic(logic, name, this.grammar(parameters, requires));
    return compiled ? [{ name, type, parameters, logic: compiled }] : [];
  }

  private required(ids: readonly string[]): readonly Named[] {
    return [...this.model.facts, ...this.model.decisions].filter(({ id }) => ids.includes(id));
  }

  private grammar(values: readonly Named[], requires: readonly string[]): Grammar {
    const called = this.model.knowledge.filter(({ id }) => requires.includes(id));
    const known = {
      values: new Map(values.map(({ name, type }) => [name, type])),
      functions: new Map(called.map(({ name, parameters }) => [name, parameters.length])),
    };
    return grammarFor(known, this.work);
  }

  private logic(logic: Logic, name: string, grammar: Grammar): CompiledLogic | null {
    switch (logic.kind) {
      case 'table':
        return this.table(logic.table, grammar);
      case 'expression': {
        const expression = this.expression(logic.text, null, name, grammar);
        return expression && { kind: 'expression', expression };
      }
      case 'invocation':
        return this.invocation(logic, name, grammar);
    }
  }

  private table(table: DecisionTable, grammar: Grammar): CompiledLogic | null {
    const compiled = compileTable(table, grammar);
    if (!compiled.ok) this.problems.push(...compiled.error);
    const inputs = table.inputs.map(({ name }) => this.expression(name, table.id, name, grammar));
    if (!compiled.ok || inputs.includes(null)) return null;
    return {
      kind: 'table',
      id: table.id,
      table: compiled.value,
      inputs: inputs.filter((each) => each !== null),
    };
  }

  private expression(text: string, table: string | null, cell: string, grammar: Grammar): Expression | null {
    const parsed = parseExpression(text, grammar);
    return parsed.ok ? parsed.value : this.add('cell-not-understood', table, cell, parsed.error);
  }

  private invocation(
    { calls, bindings }: Extract<Logic, { kind: 'invocation' }>,
    name: string,
    grammar: Grammar,
  ): CompiledLogic | null {
    const called = this.model.knowledge.find((each) => each.name === calls);
    if (!called || !grammar.known.functions.has(calls)) {
      return this.add('reference-missing', null, name, `It invokes ${calls}, which it does not require.`);
    }
    const wanted = called.parameters.map((parameter) => parameter.name);
    const given = bindings.map(({ parameter }) => parameter);
    if ([...wanted].sort().join('\n') !== [...given].sort().join('\n')) {
      const detail = `${calls} takes ${wanted.join(', ') || 'nothing'} and is given ${given.join(', ') || 'nothing'}.`;
      return this.add('wrong-columns', null, name, detail);
    }
    const values = wanted.map((parameter) => {
      const text = bindings.find((binding) => binding.parameter === parameter)?.text ?? '';
      return this.expression(text, null, name, grammar);
    });
    if (values.includes(null)) return null;
    const expression: Expression = {
      kind: 'call',
      name: calls,
      given: values.filter((each) => each !== null),
    };
    return { kind: 'expression', expression };
  }

  /** Reads the allowed values that a type lists, in whatever it holds; each type once. */
  private readAllowed(type: ItemType, what: string): void {
    if (this.seen.has(type)) return;
    this.seen.add(type);
    if (type.kind === 'collection') this.readAllowed(type.of, what);
    if (type.kind === 'structure') {
      for (const [field, each] of type.fields) this.readAllowed(each, `${what}.${field}`);
    }
    if (type.kind !== 'base' || type.allowed === null) return;
    const read = readAllowed(type.allowed, type.type, this.noNames);
    if (read.ok) this.allowed.set(type, read.value);
    else this.add(read.error.type, null, what, read.error.detail);
  }
}

/** The names of some that require each other in a circle, the first once more at the end. */
function circleIn(left: ReadonlyMap<string, ModelDecision | Knowledge>): string[] {
  const path: (ModelDecision | Knowledge)[] = [];
  let at = [...left.values()][0];
  while (at && !path.includes(at)) {
    path.push(at);
    at = at.requires.map((id) => left.get(id)).find((next) => next !== undefined);
  }
  const circle = at ? path.slice(path.indexOf(at)) : path;
  return [...circle, ...circle.slice(0, 1)].map(({ name }) => name);
}
