import type { Level } from '../level.ts';

/**
 * The level that an initiative belongs to: its scope, except that for scope `national` it is `region`, because
 * the lead's region leads for all. A verdict above home is an escalation (the policy document, "Home level").
 */
export function homeLevel(scope: Level): Level {
  return scope === 'national' ? 'region' : scope;
}
