import fc from 'fast-check';
import type { Chance } from './choosing.ts';
import { compare } from './compare.ts';
import { MOVES } from './moves.ts';
import type { Real } from './real.ts';
import type { Model } from './state.ts';

/** One command of a run, as fast-check makes, runs and shrinks it. */
export class Move implements fc.AsyncCommand<Model, Real> {
  private said: string[] = [];

  constructor(
    private readonly kind: string,
    private readonly chance: Chance,
  ) {}

  check = (model: Readonly<Model>): boolean => MOVES[this.kind]?.when?.(model) ?? true;

  async run(model: Model, real: Real): Promise<void> {
    this.said = [];
    const say = (what: string) => this.said.push(what);
    await MOVES[this.kind]!.does({ model, real, say }, this.chance);
    await compare(model, real);
  }

  toString(): string {
    const { who, pick, more } = this.chance;
    return `${this.kind}(${who},${pick},${more})${this.said.map((each) => `\n      ${each}`).join('')}`;
  }
}

const number = fc.nat({ max: 9_999 });

export const anyMove: fc.Arbitrary<Move> = fc.oneof(
  ...Object.entries(MOVES).map(([kind, { weight }]) => ({
    weight,
    arbitrary: fc.record({ who: number, pick: number, more: number }).map((chance) => new Move(kind, chance)),
  })),
);
