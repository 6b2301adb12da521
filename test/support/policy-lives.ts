import { expect } from 'chai';
import { CommandHandler } from '../../store/handler.ts';
import { World } from '../../store/world.ts';
import { openHouse, type Asker, type House, type Reply } from './house.ts';
import { CONTENT, openGateOf, QUIET_FACTS, type GateView } from './initiatives.ts';

export interface Policy {
  readonly kind: string;
  readonly version: string;
  readonly hash: string;
  readonly state: string;
  readonly inForceFrom: string | null;
  readonly retiredAt: string | null;
  readonly revision: number;
  readonly dmn: string;
  readonly authors: readonly { readonly id: string; readonly name: string | null }[];
  readonly putInForce: { readonly initiative: string } | null;
}
export interface Problem {
  readonly type: string;
  readonly detail: string;
  readonly fields?: readonly { readonly field: string; readonly rule: string; readonly detail: string }[];
}

export const NATIONAL = 'national';
/** A Monday morning, of a past that no role begins after. */
const START = '2026-11-02T09:00:00.000Z';

/** A house with people of the national body, and what they do with policies. */
export async function openLives() {
  const time = { now: START };
  const clock = () => time.now;
  const house: House = await openHouse({ worker: false, clock });
  const worker = new CommandHandler(await house.database.connect('remit_system', 3), new World(), clock);
  const [operator, board] = [await house.as('operator'), await house.as(`board.${NATIONAL}`)];
  const roles = [
    { role: 'board', body: NATIONAL },
    { role: 'approver', body: NATIONAL },
  ];
  const person = { subject: 'both.national', name: 'Of Both', profession: 'doctor', roles };
  expect((await operator.post('/v1/people', person)).status).to.equal(201);
  /** Of the national board too, and an approver of the national body. */
  const both = await house.as('both.national');

  const draft = (who: Asker, dmn: string) => who.post<Policy>('/v1/policies', { dmn });
  const replace = (who: Asker, version: string, dmn: string, revision: number) =>
    who.put<Policy>(`/v1/policies/${version}`, { dmn }, { 'if-match': `"${revision}"` });
  const step = (who: Asker, version: string, what: string, body?: unknown) =>
    who.post<Policy>(`/v1/policies/${version}/${what}`, body);
  const read = async (version: string) => (await operator.get<Policy>(`/v1/policies/${version}`)).body;
  const states = async () => {
    const { body } = await operator.get<{ items: Policy[] }>('/v1/policies');
    return Object.fromEntries(
      body.items.filter(({ kind }) => kind === 'subsidiarity').map(({ version, state }) => [version, state]),
    );
  };
  const refused = ({ status, body }: Reply<unknown>) => {
    const { type, fields = [] } = body as Problem;
    return [status, type.split(':').at(-1), ...fields.map(({ field, rule }) => `${field} ${rule}`)];
  };

  /** An initiative of the national body that asks for a text; submitted, unless it is said what came of that. */
  const proposed = async (policy: object, more: object = {}) => {
    const owner = await house.as(`owner.${NATIONAL}`);
    const made = await owner.post<{ id: string }>('/v1/initiatives', {
      title: 'Regions decide from half a million',
      aim: 'Fewer decisions far away',
      lead: { code: NATIONAL },
      affected: [NATIONAL],
      team: ['doctor', 'registered-nurse'],
      facts: { ...QUIET_FACTS, changesNationalStandard: true },
      policy,
      ...more,
    });
    const { id } = made.body;
    await owner.put(`/v1/initiatives/${id}/stages/develop-plan`, CONTENT['develop-plan']);
    const submitted = await owner.post(`/v1/initiatives/${id}/submit`);
    if (submitted.status === 200) await worker.step(id, { type: 'open-gate' });
    return { id, owner, submitted };
  };
  const vote = async (who: Asker, gate: GateView, seat: number) =>
    who.post(`/v1/tasks/${gate.seats.filter(({ kind }) => kind === 'approval')[seat]?.task ?? ''}/complete`, {
      outcome: 'approve',
      contentHash: gate.contentHash,
    });
  const approved = async (id: string, voters = ['approver-1', 'approver-2']) => {
    const gate = await openGateOf(await house.as(`owner.${NATIONAL}`), id);
    for (const [seat, voter] of voters.entries()) {
      const answer = await vote(await house.as(`${voter}.${NATIONAL}`), gate, seat);
      expect(answer.status, JSON.stringify(answer.body)).to.equal(200);
    }
    return gate;
  };

  return {
    house,
    worker,
    time,
    operator,
    board,
    both,
    draft,
    replace,
    step,
    read,
    states,
    refused,
    proposed,
    vote,
    approved,
  };
}

export type Lives = Awaited<ReturnType<typeof openLives>>;
