import type { WorkflowCommand } from '../../../domain/initiative/commands.ts';
import { BIRMINGHAM, SOLIHULL } from '../bodies.ts';

export const STEPS: readonly WorkflowCommand['type'][] = [
  'open-gate',
  'remind',
  'escalate-within-level',
  'move-on',
];

export const FACTS = [
  { residualRisk: 4 },
  { residualRisk: 16 },
  { residualRisk: 7 },
  { revenueGbp: 19_000 },
  { revenueGbp: 2_000_000 },
  { capitalGbp: 70_000 },
  { consultancyGbp: 60_000 },
  { changesNationalStandard: true },
  { changesNationalStandard: false },
  { regulatedProgramme: true },
] as const;

export const CHALLENGED = [
  ['revenueGbp', 2_000_000],
  ['revenueGbp', 19_000],
  ['capitalGbp', 26_000_000],
  ['consultancyGbp', 60_000],
  ['residualRisk', 16],
  ['residualRisk', 7],
  ['changesNationalStandard', true],
  ['changesNationalStandard', false],
  ['substantialServiceChange', true],
] as const;

export const AFFECTED = [
  [BIRMINGHAM],
  [BIRMINGHAM, SOLIHULL],
  ['QHL', 'QJK'],
  ['Y58'],
  [],
  ['nowhere'],
] as const;

export const NO_REFERRALS = [{ authority: 'treasury', kind: 'consent' }] as const;
