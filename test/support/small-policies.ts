import type { RoutingFacts } from '../../domain/facts.ts';
import { LEVELS } from '../../domain/level.ts';
import { compileTable } from '../../domain/policy/compile-table.ts';
import type { DecisionTable } from '../../domain/policy/decision-table.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { FACT_TYPES, routingTable } from '../../domain/policy/routing-table.ts';
import { STAGES } from '../../domain/stage.ts';
import { factsWith } from './plain-facts.ts';
import type { Draw } from './small-tables.ts';

/** What a rule asks for, by fact, and where it leads. */
export interface SmallRule {
  readonly cells: Readonly<Record<string, string>>;
  readonly level: string;
  readonly refer?: string;
}

const quoted = (values: readonly string[]): string => values.map((value) => `"${value}"`).join(', ');

const ALLOWED: Readonly<Record<string, string | null>> = {
  stage: quoted(STAGES),
  scope: quoted(LEVELS),
  revenueGbp: '>= 0',
  capitalGbp: '>= 0',
  consultancyGbp: '>= 0',
  residualRisk: '1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 15, 16, 20, 25',
};

/** A policy of few rules, as plain as it would load. */
export function policyWith(rules: readonly SmallRule[]): Policy {
  const names = Object.keys(FACT_TYPES) as (keyof typeof FACT_TYPES)[];
  const table: DecisionTable = {
    id: 'small-policy',
    hitPolicy: 'OUTPUT ORDER',
    aggregation: null,
    defaults: null,
    inputs: names.map((name) => ({
      name,
      label: name,
      type: FACT_TYPES[name],
      allowed: ALLOWED[name] ?? null,
    })),
    outputs: [
      { name: 'level', label: 'level', type: 'string', allowed: quoted(LEVELS.toReversed()) },
      { name: 'authority', label: 'authority', type: 'string', allowed: '"treasury", "none"' },
      { name: 'referral', label: 'referral', type: 'string', allowed: '"consent", "none"' },
    ],
    annotations: [],
    rules: rules.map(({ cells, level, refer }, place) => ({
      id: `R-${place + 1}`,
      inputs: names.map((name) => cells[name] ?? '-'),
      outputs: [
        `"${level}"`,
        refer === undefined ? '"none"' : `"${refer}"`,
        refer === undefined ? '"none"' : '"consent"',
      ],
      annotations: [],
    })),
  };
  const compiled = compileTable(table);
  if (!compiled.ok) throw new Error(compiled.error.map(({ detail }) => detail).join('\n'));
  const routing = routingTable(table.id, compiled.value);
  if (!routing.ok) throw new Error(routing.error.map(({ detail }) => detail).join('\n'));
  return { version: '1', name: 'Small', hash: '0', table, routing: routing.value };
}

const AMOUNTS = ['50000', '1000000', '2500000.50'];

/** Some rules over scope, revenue, consultancy, risk and one claim, of which most are sound and some are not. */
export function someRules(draw: Draw): SmallRule[] {
  const level = (): string => LEVELS[draw(LEVELS.length)]!;
  const placed = LEVELS.map((scope) => ({
    cells: { scope: `"${scope}"` },
    level: draw(4) === 0 ? level() : scope,
  }));
  const others = Array.from({ length: 2 + draw(4) }, (): SmallRule => {
    const cells: Record<string, string> = {};
    if (draw(3) > 0) cells[['revenueGbp', 'consultancyGbp'][draw(2)]!] = someAmount(draw);
    if (draw(6) === 0) cells['consultancyGbp'] = someAmount(draw);
    if (draw(4) === 0) cells['residualRisk'] = ['>= 15', '>= 20', '[15..16]', '< 12'][draw(4)]!;
    if (draw(3) === 0) cells['scope'] = ['"place"', '"system", "region"', 'not("national")'][draw(3)]!;
    if (draw(4) === 0) cells['regulatedProgramme'] = draw(4) === 0 ? 'false' : 'true';
    return { cells, level: level() };
  });
  return draw(3) === 0 ? [...placed.filter(() => draw(5) > 0), ...others] : [...placed, ...others];
}

function someAmount(draw: Draw): string {
  const [low, high] = draw(2) === 0 ? [AMOUNTS[0]!, AMOUNTS[1]!] : [AMOUNTS[1]!, AMOUNTS[2]!];
  return [`> ${low}`, `(${low}..${high}]`, `<= ${low}`, `[${low}..${high})`][
    draw(8) % 4 === 2 ? draw(2) : draw(4)
  ]!;
}

/** Facts that a policy of `someRules` can tell apart, and those alone that can be: consultancy is never more than revenue. */
export function everyRouting(): RoutingFacts[] {
  const amounts = [0, 50_000, 50_000.01, 1_000_000, 1_000_000.01, 2_500_000.49, 2_500_000.5, 2_500_000.51];
  return LEVELS.flatMap((scope) =>
    [1, 12, 15, 20].flatMap((residualRisk) =>
      [false, true].flatMap((regulatedProgramme) =>
        amounts.flatMap((revenueGbp) =>
          amounts
            .filter((consultancyGbp) => consultancyGbp <= revenueGbp)
            .map((consultancyGbp) =>
              factsWith({ scope, residualRisk, regulatedProgramme, revenueGbp, consultancyGbp }),
            ),
        ),
      ),
    ),
  );
}
