import { v7 as uuid } from 'uuid';

/** One initiative that some may see and others may not, and what would give it away. */
export interface Target {
  readonly name: string;
  readonly lead: string;
  readonly initiative: string;
  readonly gate: string;
  readonly task: string;
  readonly attachment: string;
  /** Sittings with its gate on the agenda, to which everybody is invited: one that is convened, and one that is closed. */
  readonly sitting: string;
  readonly closed: string;
  /** Of one of its facts, and settled. */
  readonly challenge: string;
  /** Then its gate and task are not there for anybody. */
  readonly isDraft: boolean;
  /** Words and ids of it: who may not see it is told none that they did not send. */
  readonly traces: readonly string[];
}

/** What must come of an operation for somebody who may not see the target. */
export type Rule =
  /** It is refused: its address, or what is sent, names the target. */
  | 'refused'
  /** It may do what it does, with what is theirs. */
  | 'without-trace'
  /** It is the operator's. */
  | 'operator';

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly rule: Rule;
  readonly body: ((target: Target) => unknown) | undefined;
}

interface Document {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId: string; requestBody?: unknown }>>>
  >;
}

const words = 'Something that somebody made up';

/** A form with a file. */
export function textFile(text: string, name = 'words.txt'): FormData {
  const form = new FormData();
  form.append('file', new Blob([text]), name);
  return form;
}

/** A calendar of one day. */
const newDays = {
  source: words,
  sourceDate: '2026-01-01',
  govUk: { division: 'made-up', events: [{ title: words, date: '2027-01-01' }] },
};

/** What is sent to each operation that takes a body; it must be what its schema allows, or nothing is tried. */
const BODIES: Readonly<Record<string, (target: Target) => unknown>> = {
  draftInitiative: ({ lead }) => ({ title: words, lead: { code: lead }, affected: [lead] }),
  editInitiative: () => ({ title: words }),
  commentOnInitiative: () => ({ text: words }),
  attachFile: () => textFile(words),
  confirmFact: () => ({ value: 20_000 }),
  challengeFact: () => ({ value: 2_000_000, reason: words }),
  acceptChallenge: () => ({}),
  withdrawChallenge: () => ({}),
  upholdChallenge: () => ({ reason: words }),
  dismissChallenge: () => ({ reason: words }),
  withdrawInitiative: () => ({ reason: words }),
  sendStageContent: () => ({ plan: { workforce: words } }),
  claimNextTask: () => ({}),
  completeTask: () => ({ outcome: 'decline', reason: words, contentHash: '0'.repeat(64) }),
  conveneSitting: ({ lead, gate }) => ({
    body: lead,
    title: words,
    heldAt: '2040-01-01T10:00:00Z',
    agenda: [gate],
    invited: [],
  }),
  changeSitting: ({ gate }) => ({ agenda: [gate] }),
  recordAttendance: () => ({ people: [{ person: uuid(), attendance: 'apologies' }] }),
  deferItem: () => ({ reason: words }),
  cancelSitting: () => ({ reason: words }),
  saveFilter: () => ({ name: `${words} ${uuid()}`, query: { queue: 'mine', q: words } }),
  changeFilter: () => ({ name: words }),
  recallVote: () => ({ reason: words }),
  workTasksInBulk: ({ task }) => ({ action: 'claim', tasks: [task] }),
  assignTask: () => ({ to: uuid() }),
  delegateTask: () => ({ to: uuid() }),
  resolveTask: () => ({ note: words }),
  requestInformation: () => ({ question: words }),
  giveInformation: () => ({ answer: words }),
  answerReferral: () => ({ answer: 'consented', reference: words }),
  overrideRequirement: () => ({ reason: words }),
  returnGate: () => ({ reason: words }),
  recallEarlierVotes: () => ({ reason: words }),
  moveGates: ({ gate }) => ({ gates: [gate] }),
  undoMoves: ({ gate }) => ({ gates: [gate] }),
  evaluatePolicy: () => ({ facts: {} }),
  replayPolicy: () => ({}),
  draftPolicy: () => ({ dmn: words }),
  replaceDraftPolicy: () => ({ dmn: words }),
  putPolicyInForce: ({ initiative }) => ({ initiative, from: '2040-01-01' }),
  registerBody: () => ({ code: `new-${uuid()}`, name: words, kind: 'partner', memberships: [] }),
  importBodies: () => ({
    bodies: [{ code: `new-${uuid()}`, name: words, kind: 'partner', memberships: [] }],
  }),
  registerWebhook: ({ lead }) => ({ body: lead, url: 'https://hooks.example/' }),
  chooseMyNotifications: () => ({ email: null, how: 'each' }),
  changeWebhook: () => ({ active: false }),
  registerServiceAccount: () => ({
    subject: `new-${uuid()}`,
    name: words,
    body: 'QHL',
    responsible: uuid(),
    scopes: ['tasks:read'],
  }),
  nameMySubstitute: () => ({ substitute: null, from: '2040-01-01', to: '2040-01-02' }),
  nameSubstitute: () => ({ substitute: null, from: '2040-01-01', to: '2040-01-02' }),
  declareInterest: () => ({ about: { organisation: words }, nature: words }),
  recuse: () => ({ nature: words }),
  recuseAtTask: () => ({ nature: words }),
  changeRoles: () => ({ roles: [] }),
  previewRoles: () => ({ roles: [] }),
  importCalendar: () => ({ id: `new-${uuid()}`, name: words, ...newDays }),
  replaceCalendar: () => newDays,
  previewCalendar: () => newDays,
  giveCalendar: () => ({ calendar: null }),
  registerPerson: () => ({ subject: `new-${uuid()}`, name: words, roles: [{ role: 'owner', body: 'QHL' }] }),
};

/** What is done in bulk goes four ways, and each is tried. */
const IN_BULK: readonly ((target: Target) => unknown)[] = [
  ...['claim', 'release', 'remind'].map((action) => ({ task }: Target) => ({ action, tasks: [task] })),
  ({ task }) => ({ action: 'assign', tasks: [task], to: uuid() }),
];

/** Those whose address names no initiative, and whose rule is not that of all others. */
const RULES: Readonly<Record<string, Rule>> = {
  // For another body than theirs.
  draftInitiative: 'refused',
  // With a result for each: the target's is a refusal.
  workTasksInBulk: 'refused',
  registerBody: 'operator',
  importBodies: 'operator',
  registerPerson: 'operator',
  registerServiceAccount: 'operator',
  listServiceAccounts: 'operator',
  endServiceAccount: 'operator',
  changeRoles: 'operator',
  previewRoles: 'operator',
  importCalendar: 'operator',
  replaceCalendar: 'operator',
  previewCalendar: 'operator',
  giveCalendar: 'operator',
};

/** Every operation of the document. Throws where one takes a body and nobody says here what to send. */
export function operationsOf(document: Document): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { operationId: id, requestBody }]): readonly Operation[] => {
      const body = BODIES[id];
      if (requestBody !== undefined && body === undefined)
        throw new Error(`${id} takes a body: say in operations.ts what is sent to it`);
      const names = /^\/v1\/(initiatives|tasks|gates)\/\{/.test(path);
      const rule = RULES[id] ?? (names ? 'refused' : 'without-trace');
      const one = { id, method: method.toUpperCase(), path, rule };
      return id === 'workTasksInBulk' ? IN_BULK.map((each) => ({ ...one, body: each })) : [{ ...one, body }];
    }),
  );
}

/** The address of an operation for a target. */
export function addressOf({ id, path }: Operation, target: Target): string {
  const { initiative, gate, task, attachment, sitting, closed, challenge } = target;
  const ids: Readonly<Record<string, string>> = {
    initiatives: initiative,
    gates: gate,
    tasks: task,
    webhooks: uuid(),
    calendars: 'england-and-wales',
    sittings: id === 'getSittingRecord' ? closed : sitting,
  };
  const [, , kind = ''] = path.split('/');
  // To what a file is attached, and whose gates are to be taken, is said in the address.
  const query: Readonly<Record<string, string>> = {
    attachFile: '?to=proposal',
    suggestSittings: `?body=${target.lead}`,
  };
  return `${path}${query[id] ?? ''}`
    .replace('{id}', ids[kind] ?? uuid())
    .replace('{code}', target.lead)
    .replace('{gate}', gate)
    .replace('{stage}', 'develop-plan')
    .replace('{attachment}', attachment)
    .replace('{authority}', 'treasury')
    .replace('{fact}', 'revenueGbp')
    .replace('{challenge}', challenge)
    .replace('{requirement}', 'evidence')
    .replace('{message}', uuid())
    .replace('{version}', '1');
}
