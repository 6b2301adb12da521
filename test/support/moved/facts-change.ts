import type { Facts } from '../../../domain/facts.ts';
import { decide, decideForWorkflow } from '../../../domain/initiative/decide.ts';
import { WORKFLOW } from '../../../domain/initiative/events.ts';
import { standingOf } from '../../../domain/initiative/standing.ts';
import { workingDaysAfter } from '../../../domain/calendar.ts';
import { uuidFrom } from '../../../domain/log/hash.ts';
import type { Linked } from '../../../domain/policy/basis.ts';
import type { Person } from '../../../domain/person.ts';
import { BIRMINGHAM } from '../bodies.ts';
import { COMPLETE } from '../contents.ts';
import { after, CALENDAR, RULES, rulesOf, stateOf, tell, WORLD, type Asked, type Moment } from '../given.ts';
import gateRules from '../../../policies/gates-2.json' with { type: 'json' };
import { approverOf, ownerOf, signatoryOf } from '../people.ts';
import type { Draw } from '../small-tables.ts';
import {
  answering,
  challenging,
  claiming,
  drafted,
  editing,
  fillerOf,
  presenting,
  recalling,
  recallingEarlier,
  recording,
  recusing,
  releasing,
  sending,
  settling,
  submitting,
} from '../stories.ts';
import { unsaidMoves, wrongWithMoved } from './wrong-with.ts';

/** Rules by which a signature reads aim and plan alone, so that it stands whatever becomes of the facts. */
const LEAN = rulesOf({
  ...gateRules,
  signatures: gateRules.signatures.map((each) => ({ ...each, reads: ['aim', 'plan'] })),
});

const VALUES: { readonly [F in keyof Facts]?: readonly Facts[F][] } = {
  revenueGbp: [20_000, 100_000, 2_000_000, 20_000_000],
  capitalGbp: [0, 2_000_000],
  residualRisk: [4, 16, 20],
  changesNationalStandard: [false, true],
  regulatedProgramme: [false, true],
  substantialServiceChange: [false, true],
  qualityConcernUnresolved: [false, true],
};
const FACTS = Object.keys(VALUES) as (keyof typeof VALUES)[];
const LEADS = [BIRMINGHAM, BIRMINGHAM, 'QKS', 'Y60'];

/** What came of a walk, so that it is seen that it went somewhere. */
export interface Walked {
  /** Changes of facts while a gate was open, and of those the ones that moved it. */
  changes: number;
  moves: number;
  carried: number;
  left: number;
  decided: number;
  initiatives: number;
}

/**
 * Changes facts of open gates by edits, challenges, settlements and linked money until they have moved gates so often, with people at work
 * in between, and looks after each thing done. `looked` gets what is wrong, in words.
 */
export function changeFacts(draw: Draw, moves: number, looked: (wrong: readonly string[]) => void): Walked {
  const walked: Walked = { changes: 0, moves: 0, carried: 0, left: 0, decided: 0, initiatives: 0 };
  while (walked.moves < moves) {
    const walk = new Walk(draw, draw(3) === 0, walked, looked);
    walked.initiatives += 1;
    while (walked.moves < moves && walk.goesOn) walk.next();
    looked(unsaidMoves(walk.moment.happened));
  }
  return walked;
}

class Walk {
  moment: Moment;
  private readonly owner: Person;
  private linked: readonly Linked[] = [];
  private readonly factsBefore: Partial<Facts>[] = [];

  constructor(
    private readonly draw: Draw,
    private readonly lean: boolean,
    private readonly walked: Walked,
    private readonly looked: (wrong: readonly string[]) => void,
  ) {
    const lead = this.of(LEADS);
    this.owner = ownerOf(lead);
    const world = { ...WORLD, rules: lean ? LEAN : RULES };
    this.moment = tell({ state: null, happened: [], world }, [
      drafted({ lead, affected: lead === 'Y60' ? ['QHL', 'QJG'] : [lead] }),
    ]);
    this.ask(this.owner, submitting);
    this.due();
  }

  get goesOn(): boolean {
    const { status } = this.state;
    return status === 'under-way' && this.moment.happened.length < 500;
  }

  /** One thing happens, and then what is the workflow's to do. */
  next(): void {
    const what = this.draw(40);
    if (what < 18) this.changeAFact();
    else if (what < 30) this.work();
    else if (what < 32)
      this.ask(this.owner, editing({ proposal: { aim: this.of(['Less to wait.', 'A week less.']) } }));
    else if (what < 33) this.days();
    else if (what < 36) this.refer();
    else this.onward();
    this.due();
  }

  private get state() {
    return stateOf(this.moment);
  }

  private of<T>(list: readonly T[]): T {
    return list[this.draw(list.length)]!;
  }

  private changeAFact(): void {
    const open = this.state.gate?.state === 'open';
    const fact = this.of(FACTS);
    const value = this.of<number | boolean>(VALUES[fact]!);
    const before = this.moment;
    const how = this.draw(10);
    if (how < 3) this.edit({ [fact]: value });
    else if (how < 5) this.edit(this.of([...this.factsBefore.slice(-3), this.state.facts]));
    else if (how < 7) this.ask(this.of(this.overseers()), challenging(fact, value));
    else if (how < 9) this.settle();
    else this.link();
    if (open && this.moment !== before) this.walked.changes += 1;
  }

  private edit(facts: Partial<Facts>): void {
    const was = this.state.facts;
    this.ask(this.owner, editing({ facts }));
    if (this.state.facts !== was) this.factsBefore.push(was);
  }

  private overseers(): readonly Person[] {
    const lead = this.state.proposal.value?.lead ?? '';
    const above = [...WORLD.bodies.above(lead), lead].filter((code) => code !== '');
    return above.flatMap((body) => [approverOf(body, 'dietitian'), signatoryOf(body, 'analyst')]);
  }

  private settle(): void {
    const { challenges } = this.state.claims;
    const which = this.draw(Math.max(1, challenges.length));
    const body = this.of(this.state.gate?.bodies ?? ['QHL']);
    const deciding = approverOf(body, this.of(['doctor', 'dentist', 'midwife']));
    const made = challenges[which];
    const challenger = made && {
      ...deciding,
      id: made.by,
      roles: [{ role: 'approver' as const, body: made.body }],
    };
    const how = this.of(['accepted', 'withdrawn', 'upheld', 'dismissed', 'dismissed'] as const);
    const by = how === 'accepted' ? this.owner : how === 'withdrawn' ? (challenger ?? deciding) : deciding;
    this.ask(by, settling(how, which));
  }

  private link(): void {
    const revenueGbp = this.of([0, 90_000, 1_500_000]);
    this.linked =
      revenueGbp === 0
        ? []
        : [{ initiative: uuidFrom('initiative', 'linked'), revenueGbp, capitalGbp: 0, consultancyGbp: 0 }];
    this.moment = { ...this.moment, world: { ...this.moment.world, linked: this.linked } };
    this.step('move-on');
  }

  /** Somebody answers, claims, releases, takes back, or has an interest. */
  private work(): void {
    const seats = this.state.gate?.seats ?? [];
    if (seats.length === 0) return;
    const index = this.draw(seats.length);
    const seat = seats[index]!;
    const by = fillerOf(seat, this.draw(5));
    const what = this.draw(24);
    const outcome = seat.kind === 'advice' ? 'advise' : this.draw(60) === 0 ? 'decline' : 'approve';
    if (what < 16) this.ask(by, answering(outcome, { seat: index }));
    else if (what < 18) this.ask(by, claiming(index));
    else if (what < 20) this.ask(by, releasing(index));
    else if (what < 22) this.ask(by, recalling(index));
    else if (what < 23) this.ask(by, recallingEarlier);
    else if (this.draw(4) === 0) this.ask(by, this.draw(2) === 0 ? recusing : { type: 'end-recusal' });
  }

  private refer(): void {
    const asked = this.state.gate?.referrals ?? [];
    if (asked.length === 0) return;
    const { authority, kind } = this.of(asked);
    const answer = kind === 'consent' ? 'consented' : this.of(['notified', 'called-in', 'released'] as const);
    this.ask(approverOf(this.state.gate?.bodies[0] ?? '', 'doctor'), recording(authority, answer));
  }

  private days(): void {
    const now = workingDaysAfter(this.moment.world.now, this.draw(6), CALENDAR);
    if (now > this.moment.world.now) this.moment = { ...this.moment, world: { ...this.moment.world, now } };
  }

  /** The owner works on a stage that came back, or is next. */
  private onward(): void {
    const { stage, stages } = this.state;
    if (stages[stage].state !== 'working') return;
    this.ask(this.owner, sending(stage, COMPLETE[stage]));
    this.ask(this.owner, presenting(stage));
  }

  /** What is the workflow's to do, until it waits for people. */
  private due(): void {
    for (let most = 0; most < 10; most += 1) {
      const { doing } = standingOf(this.state, this.moment.world.now);
      if (doing === 'work' || doing === 'decide' || doing === 'nothing') return;
      this.step(doing);
    }
  }

  private step(type: Parameters<typeof decideForWorkflow>[1]['type']): void {
    this.take(decideForWorkflow(this.state, { type }, this.moment.world).events, WORKFLOW);
  }

  private ask(by: Person, asked: Asked): void {
    const command = typeof asked === 'function' ? asked(this.state, by) : asked;
    const decision = decide(this.state, command, { ...this.moment.world, by });
    if (decision.accepted) this.take(decision.events, by.id);
  }

  private take(events: Parameters<typeof after>[1], actor: string): void {
    // Each at a moment of its own, as on a clock that goes on.
    const now = new Date(Date.parse(this.moment.world.now) + 1).toISOString();
    this.moment = after({ ...this.moment, world: { ...this.moment.world, now } }, events, actor);
    for (const event of events) {
      if (event.type === 'gate-decided')
        this.walked[event.data.state === 'superseded' ? 'moves' : 'decided'] += 1;
      if (event.type !== 'votes-carried') continue;
      this.walked.carried += event.data.carried.length;
      this.walked.left += event.data.left.length;
    }
    const { state, happened } = this.moment;
    this.looked(wrongWithMoved({ state: state!, happened, linked: this.linked, lean: this.lean }));
  }
}
