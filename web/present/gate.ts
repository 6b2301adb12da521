import { authorityName } from '../../domain/authority.ts';
import type { BodyMap } from '../../domain/body.ts';
import { isWaiting, type Gate, type Seat } from '../../domain/gate/gate.ts';
import { isAsked, leftOf, setsOf, stillNeeded } from '../../domain/gate/quorum.ts';
import { cannotRemind } from '../../domain/gate/remind.ts';
import { requirementName, requirementsOf } from '../../domain/gate/requirements.ts';
import type { GateRules } from '../../domain/gate/rules.ts';
import type { Initiative } from '../../domain/initiative/initiative.ts';
import type { Receipt } from '../../domain/policy/receipt.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { missingInWords } from '../words/content-words.ts';
import { dayAndTime, dayInWords, dayOf, dueInWords } from '../words/dates.ts';
import {
  ANSWERED,
  seatAsks,
  GATE_TAGS,
  REFERRAL_WORDS,
  REQUIREMENT_TAGS,
  TASK_TAGS,
} from '../words/gate-words.ts';
import { capital, professionName, type Names } from '../words/names.ts';
import { verdictView } from './verdict.ts';

/** One decision as a page tells it: where, by whom, how far it is, what it still needs. */
export function gateView(
  state: Initiative,
  gate: Gate,
  receipt: Receipt,
  rules: GateRules,
  map: BodyMap,
  names: Names,
  now: string,
) {
  return {
    id: gate.id,
    round: gate.round,
    open: gate.state === 'open',
    tag: GATE_TAGS[gate.state],
    verdict: verdictView(gate, receipt, map, names),
    due: dueInWords(gate, now),
    stopped: gate.clockStoppedUntil === null ? null : dayOf(gate.clockStoppedUntil),
    opened: dayAndTime(gate.openedAt),
    decided: gate.decidedAt === null ? null : dayAndTime(gate.decidedAt),
    returnTo: gate.returnTo === null ? null : STAGE_NAMES[gate.returnTo],
    suspended: gate.suspended,
    requirements: requirementViews(state, gate, rules),
    seats: gate.seats.map((seat) => seatView(seat, names)),
    waiting: gate.state === 'open' ? waitingWords(gate) : null,
    needed: gate.state === 'open' ? stillNeeded(gate, map) : [],
    waitsAt: waitsAt(state, gate, now),
    referrals: gate.referrals.map(({ authority, kind, answer, reference }) => ({
      authority: capital(authorityName(authority)),
      asked: kind === 'consent' ? 'Consent' : 'Notice',
      answer: answer === null ? 'Nothing recorded yet' : capital(REFERRAL_WORDS[answer]),
      reference: reference?.value ?? null,
    })),
  };
}

export function requirementViews(state: Initiative, gate: Gate, rules: GateRules) {
  const results = gate.decision?.requirements ?? requirementsOf(state, gate, rules);
  return results.map(({ id, state: standing, missing }) => ({
    name: requirementName(id, gate, rules),
    tag: REQUIREMENT_TAGS[standing],
    missing: standing === 'unsatisfied' ? missing.map(missingInWords) : [],
  }));
}

export type SeatView = ReturnType<typeof seatView>;

function seatView(seat: Seat, names: Names) {
  const { vote } = seat;
  return {
    asked: seatAsks(seat),
    of: names.bodies(seat.bodies, 'or'),
    tag: TASK_TAGS[seat.state],
    holder: vote === null && seat.claimedBy !== null ? names.person(seat.claimedBy) : null,
    vote:
      vote === null
        ? null
        : {
            by: names.person(vote.by),
            onBehalfOf: vote.onBehalfOf === undefined ? null : names.person(vote.onBehalfOf),
            profession: vote.profession === null ? null : professionName(vote.profession),
            body: names.body(vote.body),
            answered: capital(ANSWERED[vote.outcome]),
            returnTo: vote.returnTo === null ? null : STAGE_NAMES[vote.returnTo],
            at: dayAndTime(vote.at),
            reason: vote.reason === null ? null : (vote.reason.value ?? 'This text was erased.'),
            conditions: (vote.conditions?.value ?? []).map(
              ({ text, owner, due }) => `${text} (${owner}, by ${dayInWords(due)})`,
            ),
          },
  };
}

/** The tasks of which its owner can remind somebody now. */
function waitsAt(state: Initiative, gate: Gate, now: string): readonly string[] {
  if (gate.state !== 'open') return [];
  const owner = { id: state.owner, profession: state.ownerProfession, roles: [] };
  return gate.seats.flatMap((seat) =>
    isWaiting(seat) && isAsked(gate, seat) && cannotRemind(state, seat, owner, now) === null
      ? [seat.task]
      : [],
  );
}

/** How much a gate still waits for: "2 approvals and 1 signature". */
export function waitingWords(gate: Gate): string {
  const count = (byProfession: boolean, one: string, many: string) => {
    const sets = setsOf(gate).filter((set) => set.byProfession === byProfession);
    const left = sets.reduce((sum, set) => sum + leftOf(gate, set), 0);
    return left === 0 ? [] : [`${left} ${left === 1 ? one : many}`];
  };
  const left = [...count(true, 'approval', 'approvals'), ...count(false, 'signature', 'signatures')];
  return left.length === 0 ? 'what its requirements still need' : left.join(' and ');
}
