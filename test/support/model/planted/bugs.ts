/** A change of one source: `from` stands there once, and becomes `to`. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A mistake that somebody could make, and that matters. */
export interface Bug {
  readonly what: string;
  readonly edits: readonly Edit[];
}

const bug = (
  what: string,
  ...edits: readonly (readonly [file: string, from: string, to: string])[]
): Bug => ({
  what,
  edits: edits.map(([file, from, to]) => ({ file, from, to })),
});

const TASK = 'domain/initiative/decide-task.ts';
const GATE = 'domain/initiative/decide-gate.ts';
const QUESTION = 'domain/initiative/decide-question.ts';
const SEAT = 'domain/gate/seat.ts';
const QUORUM = 'domain/gate/quorum.ts';
const THRESHOLDS = 'domain/gate/thresholds.ts';
const HAND_OVER = 'domain/gate/hand-over.ts';
const ATTEMPT = 'domain/initiative/decide-attempt.ts';
const EVOLVE_GATE = 'domain/initiative/evolve-gate.ts';

/** Each is planted by itself into Remit, and the model must then find a difference. */
export const BUGS: readonly Bug[] = [
  bug('a held task is claimed by somebody else', [
    TASK,
    `    heldByAnother(seat, given.by) ??
    cannotClaim(gate, seat, given.by);
  if (problem`,
    `    cannotClaim(gate, seat, given.by);
  if (problem`,
  ]),
  bug('a delegate delegates further', [
    HAND_OVER,
    `  if (!isHeld(seat) || seat.claimedBy !== person.id)
    return refusal('not-claimed-by-you', 'Only who holds a task can have it prepared by somebody.'`,
    `  if (delegateOf(seat) === person.id) return null;
  if (!isHeld(seat) || seat.claimedBy !== person.id)
    return refusal('not-claimed-by-you', 'Only who holds a task can have it prepared by somebody.'`,
  ]),
  bug('a vote is recalled after the decision', [
    SEAT,
    `  if (gate.state !== 'open') return refusal('late', 'This gate is decided: its answers stand.');
`,
    '',
  ]),
  bug('a vote is recalled by somebody else', [
    SEAT,
    '  if (vote?.by !== person.id)\n',
    '  if (vote === null)\n',
  ]),
  bug('one person fills two seats', [
    SEAT,
    'if (!gate.seats.some(answered)) return null;',
    'if (gate.seats.length > 0) return null;',
  ]),
  bug('one person holds two tasks of a gate', [
    SEAT,
    'if (otherClaims(gate, seat, person).length > 0)',
    'if (otherClaims(gate, seat, person).length > 1)',
  ]),
  bug(
    'the same profession counts twice',
    [
      THRESHOLDS,
      'distinct(yes.map(({ profession }) => profession)) >= threshold.professions',
      'yes.length >= threshold.professions',
    ],
    [
      THRESHOLDS,
      'threshold.professions - distinct(yes.map(({ profession }) => profession))',
      'threshold.professions - yes.length',
    ],
  ),
  bug('two approvals without anybody registered are enough', [
    QUORUM,
    'among: registered === 0 ? []',
    'among: registered < 2 ? []',
  ]),
  bug(
    'a late vote is counted',
    [TASK, `  if (found.gate.state !== 'open') return recorded(tooLate(endOf(found.gate)));\n`, ''],
    [
      TASK,
      'if (isWaiting(seat) && (!isHeld(seat) || seat.claimedBy === person)) return seat;',
      'if (seat.vote === null && (!isHeld(seat) || seat.claimedBy === person)) return seat;',
    ],
  ),
  bug('a refused vote is forgotten', [
    'store/turn.ts',
    'if (after !== null && decision.events.length > 0)',
    'if (after !== null && decision.accepted && decision.events.length > 0)',
  ]),
  bug('a question does not stop the clock', [
    QUESTION,
    `accept(...andWhatFollows(state, given, given.by.id, { type: 'information-requested', data: asked }))`,
    `accept({ type: 'information-requested', data: asked })`,
  ]),
  bug('the clock stands on when a task is given back', [
    TASK,
    `accept(...andWhatFollows(state, given, given.by.id, { type: 'task-released', data }))`,
    `accept({ type: 'task-released', data })`,
  ]),
  bug('an outdated vote still counts', [
    EVOLVE_GATE,
    'if (!tasks.includes(seat.task)) return seat;',
    'if (tasks.length >= 0) return seat;',
  ]),
  bug('what was outdated never stands again', [
    'domain/gate/votes-stand.ts',
    "if (vote === null || seat.state !== 'ready' || !stands(vote, now)",
    "if (vote === null || seat.state === 'ready' || !stands(vote, now)",
  ]),
  bug('a vote on words that have changed is taken', [
    TASK,
    'if (contentHash !== gate.contentHash)',
    `if (contentHash === '')`,
  ]),
  bug('the owner claims and decides their own proposal', [
    SEAT,
    `  if (conflict !== null) return conflict;
`,
    '',
  ]),
  bug(
    'what is open to somebody in their queue has their own proposals',
    [
      'store/read/mine.ts',
      'and ($1 = i.owner or $1 = any (i.editors) or $1 = any (i.recused))',
      'and $1 <> i.owner and $1 = any (i.editors)',
    ],
    [
      SEAT,
      'if (conflict !== null) return conflict;',
      `if (conflict !== null && seat.kind === 'advice') return conflict;`,
    ],
  ),
  bug('an idempotency key is ignored', [
    'store/handler.ts',
    'once === null ? null : takeKey(transaction, once)',
    'once === null || about.kind === "task" ? null : takeKey(transaction, once)',
  ]),
  bug('a task is given back by who does not hold it', [
    TASK,
    '  if (!isHeld(seat) || seat.claimedBy !== given.by.id)',
    '  if (!isHeld(seat))',
  ]),
  bug('a task that a colleague prepares is answered', [
    TASK,
    `    stillDelegated(seat) ??
    notNow`,
    '    notNow',
  ]),
  bug('the decline of an ICS that signs ends the initiative', [
    QUORUM,
    `{ how: first.set.onDecline, seats: first.seats }`,
    `{ how: 'ends', seats: first.seats }`,
  ]),
  bug('a gate that was called in takes votes', [
    TASK,
    '  if (gate.suspended)\n',
    `  if (gate.suspended && contentHash === '')\n`,
  ]),
  bug('whom a task waits for is reminded again and again', [
    'domain/gate/remind.ts',
    '< BETWEEN_REMINDERS;',
    '< 0;',
  ]),
  bug('a claim outlasts the due date', [
    GATE,
    `seat.kind !== 'advice' && seat.state === 'claimed');
  return`,
    `seat.kind === 'advice' && seat.state === 'claimed' && gate.pastDue < 0);
  return`,
  ]),
  bug('conditions of an approval are forgotten', [
    'domain/initiative/evolve.ts',
    `...(outcome === 'approved' ? { conditions } : {}),`,
    `...(outcome === 'approved' ? { conditions: [] } : {}),`,
  ]),
  bug('a gate waits for advice', [
    GATE,
    'if (gate.suspended || !quorumIsMet(gate)) return [];',
    `if (gate.suspended || !quorumIsMet(gate) || gate.seats.some((seat) => seat.kind === 'advice' && seat.state === 'claimed')) return [];`,
  ]),
  bug('who can no longer count goes on holding', [
    TASK,
    '.filter(({ claimedBy }) => claimedBy !== vote.by)',
    '.filter(({ claimedBy }) => claimedBy === vote.by)',
  ]),
  bug('a due date passes over weekends as over working days', [
    'domain/calendar.ts',
    `    if (isWorkingDay(day, calendar)) left -= 1;
  }
  while`,
    `    left -= 1;
  }
  while`,
  ]),
  bug('an attempt at what is not theirs leaves nothing', [
    ATTEMPT,
    '  if (decision.accepted || decision.events.length > 0) return decision;\n',
    '  if (decision.accepted || !decision.accepted) return decision;\n',
  ]),
  bug('the same attempt is told each time', [
    'domain/initiative/attempts.ts',
    '!theirs.some((each) => isSame(each, tried))',
    'theirs.every(({ by }) => by === tried.by)',
  ]),
  bug('a version that is named is not looked at', [
    'domain/refusal.ts',
    '  if (given === now) return null;',
    '  if (given >= 0) return null;',
  ]),
];
