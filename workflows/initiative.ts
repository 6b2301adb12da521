import type { Status } from '../domain/initiative/initiative.ts';
import { Journey } from './journey.ts';

/**
 * An improvement initiative travels five stages:
 *
 *   1. develop-plan            Develop and implement strategies and plans
 *   2. support-people          Support and develop people and systems
 *   3. guide-expectations      Guide expectations
 *   4. deliver-improvement     Deliver and support improvement
 *   5. assure-accountability   Assure accountability
 *
 * Each stage is worked by its owner and ends in a decision at its gate. The workflow holds no opinion and no state: it
 * asks where the initiative stands and goes on from there, so it can be started again at any point.
 */
export async function initiative(id: string): Promise<Exclude<Status, 'under-way'>> {
  const journey = await Journey.of(id);

  while (journey.isUnderWay()) {
    await journey.untilTheOwnerPresentsTheStage();
    await journey.openItsGate();
    await journey.untilPeopleDecide({ remindedBeforeTheDueDate: true, escalatedWithinTheLevelAfterIt: true });
    await journey.goToTheNextStageOrBackOrClose();
  }

  return journey.end();
}
