import type { Standing } from '../domain/initiative/standing.ts';

/**
 * What the workflow may ask for. Each issues the same commands as everybody else and is idempotent, so that a retried
 * activity changes nothing; each answers with where the initiative stands after it.
 */
export interface Activities {
  whereItStands(initiative: string): Promise<Standing>;
  openGate(initiative: string): Promise<Standing>;
  remind(initiative: string): Promise<Standing>;
  escalateWithinLevel(initiative: string): Promise<Standing>;
  moveOn(initiative: string): Promise<Standing>;
}
