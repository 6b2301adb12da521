import {
  allHandlersFinished,
  condition,
  defineSignal,
  makeContinueAsNewFunc,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/activities.ts';
import { INITIATIVE_WORKFLOW, NUDGE_SIGNAL, TURN_OVER_SIGNAL } from '../contracts/names.ts';
import type { Standing } from '../domain/initiative/standing.ts';
import { STAGE_NAMES, STAGES } from '../domain/stage.ts';
import { takeVersion } from './take-version.ts';

// A step is one short transaction, tried until it succeeds: a dead database keeps the initiative where it stands.
const activities = proxyLocalActivities<Activities>({
  startToCloseTimeout: '30 seconds',
  retry: { initialInterval: '100 ms', backoffCoefficient: 2, maximumInterval: '10 seconds' },
});

const nudge = defineSignal(NUDGE_SIGNAL);
const turnOver = defineSignal(TURN_OVER_SIGNAL);

// Without the search attributes of this run: the version that they tell of is this run's, and the next takes its own.
const continueAsNew = makeContinueAsNewFunc<(id: string) => Promise<unknown>>({
  workflowType: INITIATIVE_WORKFLOW,
  searchAttributes: {},
});

/** The least pause, in milliseconds: Temporal's clock may be ahead of the one that the due instants come from. */
const CLOCKS_AGREE = 1_000;

/** Where an initiative stands, and the steps that carry it on. Every step first sees whether it is its turn. */
export class Journey {
  private nudged = false;
  private toTurnOver = false;

  private constructor(
    private readonly id: string,
    /** A changed sequence of commands asks for it: `if (this.version >= 2)`. */
    readonly version: number,
    private standing: Standing,
  ) {}

  static async of(id: string): Promise<Journey> {
    const journey = new Journey(id, takeVersion(), { doing: 'nothing', status: 'draft' });
    setHandler(nudge, () => {
      journey.nudged = true;
    });
    setHandler(turnOver, () => {
      journey.toTurnOver = true;
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
      await this.look(activities.openGate);
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
          await this.look(activities.moveOn);
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

  /**
   * Asks where the initiative stands; from version 2 by the step that a nudge here is mostly about, which takes it at
   * once. A step whose turn it is not changes nothing, and says where the initiative stands all the same.
   */
  private async look(mostly: Activities[keyof Activities] = activities.whereItStands): Promise<void> {
    this.nudged = false;
    const ask = this.version >= 2 ? mostly : activities.whereItStands;
    this.now(await ask(this.id));
  }

  private now(standing: Standing): void {
    this.standing = standing;
    setCurrentDetails(`${inWords(standing)} (workflow version ${this.version})`);
  }

  /** A nudge only says "look": it may come twice, late, or not at all, and nothing of it needs to be remembered. */
  private async nudgeOr(until: string | null): Promise<void> {
    if (workflowInfo().continueAsNewSuggested) await this.beginAgain();
    const woken = () => this.nudged || this.toTurnOver;
    if (until === null) await condition(woken);
    else await condition(woken, Math.max(CLOCKS_AGREE, Date.parse(until) - Date.now()));
    if (this.toTurnOver) await this.beginAgain();
  }

  /** Goes on in a run of its own, which looks first: nothing is carried, so no nudge can be lost on the way. */
  private async beginAgain(): Promise<void> {
    await condition(allHandlersFinished);
    await continueAsNew(this.id);
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
