/**
 * The five stages that an initiative travels, in order.
 * Source: the five areas of core activity of the operating model.
 */
export const STAGES = [
  'develop-plan',
  'support-people',
  'guide-expectations',
  'deliver-improvement',
  'assure-accountability',
] as const;

export type Stage = (typeof STAGES)[number];

/** The full names of the five core activities, as people read them. */
export const STAGE_NAMES: Readonly<Record<Stage, string>> = {
  'develop-plan': 'Develop and implement strategies and plans',
  'support-people': 'Support and develop people and systems',
  'guide-expectations': 'Guide expectations',
  'deliver-improvement': 'Deliver and support improvement',
  'assure-accountability': 'Assure accountability',
};

/** The stage after this one, or `null` after the last. */
export function stageAfter(stage: Stage): Stage | null {
  return STAGES[STAGES.indexOf(stage) + 1] ?? null;
}

/** True when `a` comes before `b`. */
export function isEarlierStage(a: Stage, b: Stage): boolean {
  return STAGES.indexOf(a) < STAGES.indexOf(b);
}
