import Big from 'big.js';
import { expect } from 'chai';
import { analyseSpace } from '../../domain/policy/analysis/analyse.ts';
import type { Analysis } from '../../domain/policy/analysis/finding.ts';
import { spaceOfTable } from '../../domain/policy/analysis/space-of-table.ts';
import type { CompiledTable } from '../../domain/policy/compile-table.ts';
import { compiledOf } from '../support/brute-force.ts';
import type { TextTable } from '../support/small-tables.ts';

const TABLE: TextTable = {
  hits: 'FIRST',
  columns: [
    { name: 'amount', type: 'number', allowed: '[0..100]' },
    { name: 'kind', type: 'string', allowed: null },
  ],
  outputs: [{ name: 'out', type: 'number', allowed: '1, 2, 3' }],
  rules: [
    { id: 'A', cells: ['> 50', '-'], outputs: ['1'] },
    { id: 'B', cells: ['> 75', '"x", "y"'], outputs: ['2'] },
    { id: 'C', cells: ['-', '"x"'], outputs: ['2'] },
  ],
};

function analysed(compiled: CompiledTable): Analysis {
  const space = spaceOfTable('fees', compiled);
  if (!space.ok) throw new Error(space.error);
  return analyseSpace(space.value);
}

const refused = (compiled: CompiledTable): string | null => {
  const space = spaceOfTable('fees', compiled);
  return space.ok ? null : space.error;
};

describe('the analysis of a table that is no policy', () => {
  it('speaks of values that nobody named as of another, and says what each finding means', () => {
    const { findings } = analysed(compiledOf(TABLE));
    expect(findings.map(({ kind, severity, rules }) => [kind, severity, ...rules])).to.deep.equal([
      ['gap', 'error'],
      ['overlap', 'note', 'B', 'A'],
      ['overlap', 'note', 'C', 'A'],
      ['masked', 'warning', 'B', 'A'],
      ['unreachable', 'warning'],
    ]);
    expect(findings[0]).to.deep.include({
      example: { amount: 0, kind: 'y' },
      detail:
        'No rule matches when amount is 50 or less and kind is y or another: such facts have no answer. Widen a rule, or add one for them.',
    });
    expect(findings[3]?.detail).to.equal(
      'B never decides: wherever it matches, A does too, and stands before it. Narrow the other, or leave B out.',
    );
    expect(findings[4]?.detail).to.equal('Nothing leads to out "3": no rule gives it.');
  });

  it('notes a gap that a default fills, and takes the default as reached', () => {
    const defaults = [{ kind: 'number', value: new Big(3) }] as const;
    const { findings } = analysed({ ...compiledOf(TABLE), defaults });
    expect(findings[0]).to.include({ kind: 'gap', severity: 'note' });
    expect(findings[0]?.detail).to.match(/: the default is given for such facts\.$/);
    expect(findings.some(({ kind }) => kind === 'unreachable')).to.equal(false);
  });

  it('matters under PRIORITY where two of one priority give different things', () => {
    const more = { name: 'to', type: 'string', allowed: null } as const;
    const table: TextTable = {
      ...TABLE,
      hits: 'PRIORITY',
      outputs: [...TABLE.outputs, more],
      rules: TABLE.rules.map((rule) => ({ ...rule, outputs: ['1', `"${rule.id}"`] })),
    };
    const { findings } = analysed(compiledOf(table));
    const errors = findings.filter(({ kind, severity }) => kind === 'overlap' && severity === 'error');
    expect(errors.map(({ rules, example }) => [rules, example])).to.deep.equal([
      [['A', 'B'], { amount: 76, kind: 'x' }],
      [['A', 'C'], { amount: 51, kind: 'x' }],
      [['B', 'C'], { amount: 76, kind: 'x' }],
    ]);
  });

  it('is refused, by name, where it could not be exact', () => {
    const compiled = compiledOf(TABLE);
    const [amount, kind] = compiled.inputs;
    expect(refused({ ...compiled, inputs: [{ ...amount!, type: 'date' }, kind!] })).to.equal(
      'Table fees cannot be analysed exactly: amount is a date.',
    );
    const [first, ...others] = compiled.rules;
    const expression = { kind: 'literal', literal: { kind: 'boolean', value: true } } as never;
    const computed = { kind: 'computed', text: '> limit', expression } as const;
    const cells = [{ input: 0, text: '> limit', tests: { kind: 'one-of', tests: [computed] } }] as const;
    expect(refused({ ...compiled, rules: [{ ...first!, cells }, ...others] })).to.equal(
      'Table fees cannot be analysed exactly: the cell > limit of A is computed.',
    );
    expect(refused({ ...compiled, rules: [{ ...first!, outputs: [computed] }, ...others] })).to.match(
      /an output of A is computed/,
    );
    expect(refused({ ...compiled, defaults: [computed] })).to.match(/a default is computed/);
  });
});
