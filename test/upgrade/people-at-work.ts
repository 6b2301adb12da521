import { v7 as uuid } from 'uuid';
import { STAGES, type Stage } from '../../domain/stage.ts';
import { CONTENT, QUIET_FACTS, until, type GateView } from '../support/initiatives.ts';

const BODY = 'QKS';
const SEATS = { approver: ['approver-1', 'approver-2', 'approver-3'], signatory: ['signatory'] } as const;

interface View {
  readonly id: string;
  readonly status: string;
  readonly stage: Stage;
  readonly stages: readonly { readonly stage: Stage; readonly state: string }[];
}

/**
 * People of one ICS who work by HTTP, at any of the addresses where Remit is answered. A connection that breaks is made
 * again, at the next address; any other answer than the one that was asked for is a refusal, and kept.
 */
export class PeopleAtWork {
  /** As a proxy knows them; the first is asked first. */
  addresses: readonly string[] = [];
  readonly refusals: string[] = [];
  /** Commands that were answered. */
  answered = 0;
  private readonly tokens = new Map<string, Promise<string>>();

  constructor(private readonly tokenOf: (subject: string) => Promise<string>) {}

  /** Drafts and submits one, and gives its id. */
  async submit(): Promise<string> {
    const id = await this.draft();
    await this.ask('owner', 'PUT', `/v1/initiatives/${id}/stages/develop-plan`, CONTENT['develop-plan']);
    await this.ask('owner', 'POST', `/v1/initiatives/${id}/submit`);
    return id;
  }

  async draft(): Promise<string> {
    const { id } = await this.ask<{ id: string }>('owner', 'POST', '/v1/initiatives', {
      title: 'Shorter waits',
      aim: 'Halve the wait',
      lead: { code: BODY },
      affected: [BODY],
      team: ['doctor', 'registered-nurse'],
      facts: QUIET_FACTS,
    });
    return id;
  }

  /** Takes one through a stage: its work, its presenting and every vote at its gate; until the next stage has begun. */
  async through(id: string, stage: Stage): Promise<void> {
    const path = `/v1/initiatives/${id}/stages/${stage}`;
    await this.see(id, `${stage} to be worked`, (view) => view.stage === stage);
    if (stage !== 'develop-plan') {
      await this.ask('owner', 'PUT', path, CONTENT[stage]);
      await this.ask('owner', 'POST', `${path}/present`);
    }
    const gate = await until(
      `a gate of ${stage}`,
      async () => {
        const { items } = await this.ask<{ items: GateView[] }>(
          'owner',
          'GET',
          `/v1/initiatives/${id}/gates`,
        );
        return items.find((each) => each.state === 'open' && each.stage === stage);
      },
      120_000,
    );
    const voted = { approver: 0, signatory: 0 };
    for (const seat of gate.seats) {
      const role = seat.role === 'signatory' ? 'signatory' : 'approver';
      const person = SEATS[role][voted[role]++] ?? '';
      await this.ask(person, 'POST', `/v1/tasks/${seat.task}/complete`, {
        outcome: seat.kind === 'advice' ? 'advise' : 'approve',
        contentHash: gate.contentHash,
        ...(seat.kind === 'advice' ? { reason: 'It should be so.' } : {}),
      });
    }
    const next = STAGES[STAGES.indexOf(stage) + 1];
    await this.see(id, `${stage} to be over`, (view) =>
      next === undefined ? view.status === 'closed' : view.stage === next,
    );
  }

  private async see(id: string, what: string, isSo: (view: View) => boolean): Promise<void> {
    await until(
      what,
      async () => {
        const view = await this.ask<View>('owner', 'GET', `/v1/initiatives/${id}`);
        return isSo(view) ? true : undefined;
      },
      120_000,
    );
  }

  private async ask<T>(title: string, method: string, path: string, body?: unknown): Promise<T> {
    const subject = `${title}.${BODY}`;
    const token = this.tokens.get(subject) ?? this.tokenOf(subject);
    this.tokens.set(subject, token);
    const headers = {
      authorization: `Bearer ${await token}`,
      ...(method === 'POST' && { 'idempotency-key': uuid() }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    for (let tries = 0; ; tries += 1) {
      const url = this.addresses[tries % this.addresses.length] ?? '';
      try {
        const answer = await fetch(url + path, {
          method,
          headers,
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const told = (await answer.json()) as T;
        if (!answer.ok) {
          this.refusals.push(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`);
          throw new Error(this.refusals.at(-1));
        }
        this.answered += 1;
        return told;
      } catch (error) {
        // What `fetch` says when there was no answer at all.
        if (!(error instanceof TypeError) || tries > 20) throw error;
      }
    }
  }
}
