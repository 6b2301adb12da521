import type { StageContent } from '../../domain/initiative/initiative.ts';
import type { Stage } from '../../domain/stage.ts';

/** Everything that the shipped gate rules ask for, stage by stage. */
export const COMPLETE: Readonly<Record<Stage, StageContent>> = {
  'develop-plan': {
    plan: {
      workforce: 'Two teams learn together.',
      populationHealth: 'Begins where people wait longest.',
      serviceDelivery: 'Runs beside the service of today for a month.',
    },
    evidence: [{ claim: 'It worked next door.', source: 'Their report of last year' }],
    assessments: {
      sustainability: {
        supply: 'Two learners a year.',
        economic: 'Pays for itself in a year.',
        environmental: 'Fewer journeys.',
        social: 'Local people are taken on.',
      },
      equality: 'Those who wait longest come first.',
      quality: {
        safe: 'no worse',
        effective: 'better',
        personalised: 'better',
        wellLed: 'no worse',
        sustainable: 'better',
        equitable: 'better',
      },
      dataProtection: 'Nothing new is collected.',
    },
    deliverability: { capacity: 'green', funding: 'amber' },
  },
  'support-people': { people: 'Half a day a week to learn.', systems: 'The rota makes room for it.' },
  'guide-expectations': {
    measure: {
      name: 'Days waited',
      definition: 'From referral to the first visit, median of the month.',
      betterIs: 'lower',
      baseline: 21,
      target: 0,
      every: 'month',
    },
    standards: ['Local standard of first contact'],
  },
  'deliver-improvement': {
    milestones: [{ name: 'First team starts', due: '2027-03-31', evidence: 'Rota of that week' }],
    cycles: [
      {
        objective: 'One team for a month',
        prediction: 'Two days less',
        observed: 'One day less',
        predictionHeld: false,
        learning: 'Mondays are different.',
        decision: 'adapt',
      },
    ],
  },
  'assure-accountability': {
    outcome: { actual: 9, target: 0, met: false, at: '2028-03-31' },
    sustainedBy: 'The place partnership',
    lesson: {
      what: 'Learning together',
      worked: false,
      why: 'The rota came late.',
      whereElse: 'Nowhere before the rota is right.',
    },
  },
};

type Tree = Readonly<Record<string, unknown>> | readonly unknown[];

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** The path of every field of a content, dotted; places in lists are numbers. */
export function fieldsOf(value: unknown, path = ''): readonly string[] {
  if (!isTree(value)) return [path];
  return Object.entries(value).flatMap(([key, each]) => fieldsOf(each, path === '' ? key : `${path}.${key}`));
}

/** A copy with one field taken out, or with another value in its place. */
export function changed<T>(value: T, path: string, ...by: readonly [] | readonly [unknown]): T {
  const [first = '', ...rest] = path.split('.');
  const copy = (Array.isArray(value) ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
  if (rest.length > 0) copy[first] = changed(copy[first], rest.join('.'), ...by);
  else if (by.length > 0) copy[first] = by[0];
  else if (Array.isArray(copy)) copy.splice(Number(first), 1);
  else return Object.fromEntries(Object.entries(copy).filter(([key]) => key !== first)) as T;
  return copy as T;
}
