import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineSignal,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { NUDGE_SIGNAL } from '../contracts/names.ts';
import type { Standing } from '../domain/initiative/standing.ts';
import { STAGE_NAMES, STAGES } from '../domain/stage.ts';

// A step is one short transaction, tried until it succeeds: a dead database keeps the initiative where it stands.
const activities = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

const nudge = defineSignal(NUDGE_SIGNAL);

/** The least pause, in milliseconds: Temporal's clock may be ahead of the one that the due instants come from. */
const CLOCKS_AGREE = 1_000;

/** Where an initiative stands, and the steps that carry it on. Every step first sees whether it is its turn. */
export class Journey {
  private nudged = false;

  private constructor(
    private readonly id: string,
    private standing: Standing,
  ) {}

  static async of(id: string): Promise<Journey> {
    const journey = new Journey(id, { doing: 'nothing', status: 'draft' });
    setHandler(nudge, () => {
      journey.nudged = true;
    });
    await journey.look();
    return journey;
  }

  isUnderWay(): boolean {
    return this.standing.doing !== 'nothing';
  }

  async untilTheOwnerPresentsTheStage(): Promise<void> {
    while (this.standing.doing === 'work') {
      await this.nudgeOr(null);
      await this.look();
    }
  }

  async openItsGate(): Promise<void> {
    if (this.standing.doing === 'open-gate') this.now(await activities.openGate(this.id));
  }

  /** Waits for the decision, and at each timer does what is then due. Time passing never raises a level. */
  async untilPeopleDecide(): Promise<void> {
    for (;;) {
      switch (this.standing.doing) {
        case 'decide':
          await this.nudgeOr(this.standing.until);
          await this.look();
          break;
        case 'remind':
          this.now(await activities.remind(this.id));
          break;
        case 'escalate-within-level':
          this.now(await activities.escalateWithinLevel(this.id));
          break;
        case 'work':
        case 'open-gate':
        case 'move-on':
        case 'nothing':
          return;
      }
    }
  }

  async goToTheNextStageOrBackOrClose(): Promise<void> {
    if (this.standing.doing === 'move-on') this.now(await activities.moveOn(this.id));
  }

  end(): Extract<Standing, { doing: 'nothing' }>['status'] {
    if (this.standing.doing !== 'nothing') throw new Error('The initiative is still under way');
    return this.standing.status;
  }

  private async look(): Promise<void> {
    this.nudged = false;
    this.now(await activities.whereItStands(this.id));
  }

  private now(standing: Standing): void {
    this.standing = standing;
    setCurrentDetails(inWords(standing));
  }

  /** A nudge only says "look": it may come twice, late, or not at all, and nothing of it needs to be remembered. */
  private async nudgeOr(until: string | null): Promise<void> {
    if (workflowInfo().continueAsNewSuggested) {
      await condition(allHandlersFinished);
      await continueAsNew(this.id);
    }
    const nudged = () => this.nudged;
    if (until === null) await condition(nudged);
    else await condition(nudged, Math.max(CLOCKS_AGREE, Date.parse(until) - Date.now()));
  }
}

/** What an operator reads of the workflow in Temporal's own pages. */
function inWords(standing: Standing): string {
  if (standing.doing === 'nothing') return `Over: ${standing.status}`;
  const { stage, doing } = standing;
  const words = { work: 'its owner works on it', decide: 'people decide at its gate' } as const;
  const what = doing === 'work' || doing === 'decide' ? words[doing] : doing;
  return `Stage ${STAGES.indexOf(stage) + 1} of ${STAGES.length}, ${STAGE_NAMES[stage]}: ${what}`;
}
