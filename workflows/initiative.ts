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
 * Each stage is worked by its owner and ends in a decision at its gate, by people of the level and the bodies that the
 * policy says. The workflow holds no opinion and no state: it asks where the initiative stands (`domain/initiative/
 * standing.ts`) and goes on from there, so it can be started again at any point. A step whose turn it is not does
 * nothing: work that is sent back, or a gate that is superseded, comes round in the next turn of the loop.
 */
export async function initiative(id: string): Promise<Exclude<Status, 'under-way'>> {
  const journey = await Journey.of(id);

  while (journey.isUnderWay()) {
    await journey.untilTheOwnerPresentsTheStage();
    await journey.openItsGate();
    await journey.untilPeopleDecide(); // reminded before the due date, escalated within the level after it
    await journey.goToTheNextStageOrBackOrClose();
  }

  return journey.end();
}
