import { v7 as uuid } from 'uuid';
import type { Stage } from '../../../domain/stage.ts';
import { CONTENT, QUIET_FACTS } from '../initiatives.ts';
import type { Acknowledged, Command, Desk, Told } from './desk.ts';
import type { Script } from './script.ts';

/** What people do for an initiative, each written down with the event that it must have left. */
export class Deeds {
  readonly acknowledged: Acknowledged[] = [];

  constructor(
    private readonly desk: Desk,
    private readonly random: () => number,
  ) {}

  async draft(script: Script): Promise<string> {
    const { body } = script;
    const made = await this.done(
      {
        by: `owner.${body}`,
        method: 'POST',
        path: '/v1/initiatives',
        body: {
          title: 'Shorter waits',
          aim: 'Halve the wait',
          lead: { code: body },
          affected: [body],
          team: ['doctor', 'registered-nurse'],
          facts: QUIET_FACTS,
        },
      },
      null,
      'initiative-drafted',
    );
    return String(made.body['id']);
  }

  async submit(id: string, { body }: Script): Promise<void> {
    const path = `/v1/initiatives/${id}/submit`;
    await this.done({ by: `owner.${body}`, method: 'POST', path }, id, 'initiative-submitted');
    // To submit is to present the plan.
    const data = { stage: 'develop-plan', round: 1 };
    this.acknowledged.push({ initiative: id, type: 'stage-presented', data });
  }

  async present(id: string, { body }: Script, stage: Stage, round: number): Promise<void> {
    const path = `/v1/initiatives/${id}/stages/${stage}/present`;
    const data = { stage, round };
    await this.done({ by: `owner.${body}`, method: 'POST', path }, id, 'stage-presented', data);
  }

  async withdraw(id: string, { body }: Script): Promise<void> {
    const path = `/v1/initiatives/${id}/withdraw`;
    await this.done({ by: `owner.${body}`, method: 'POST', path, body: {} }, id, 'initiative-withdrawn');
  }

  /** Content has no key: when the answer to a first sending was lost, the second is told that there is content. */
  async sendContent(id: string, { body }: Script, stage: Stage): Promise<void> {
    const path = `/v1/initiatives/${id}/stages/${stage}`;
    const told = await this.desk.send({ by: `owner.${body}`, method: 'PUT', path, body: CONTENT[stage] });
    const wasThere = told.tries > 1 && (told.status === 428 || told.status === 412);
    if (told.status >= 300 && !wasThere) throw new Error(`PUT ${path}: ${JSON.stringify(told)}`);
    this.acknowledged.push({ initiative: id, type: 'stage-content-sent', data: { stage } });
  }

  /** Something is done with a task: `/v1/tasks/{task}/{what}`. */
  async onTask(
    { id, task, by }: AtTask,
    what: string,
    event: string,
    body?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const path = `/v1/tasks/${task}/${what}`;
    const command = { by, method: 'POST', path, ...(body !== undefined && { body }) } as const;
    await this.done(command, id, event, { task });
  }

  async answer(at: AtTask, contentHash: string, outcome: string): Promise<void> {
    const body = { outcome, contentHash, reason: 'It is as it should be.' };
    await this.onTask(at, 'complete', 'task-completed', body);
  }

  /** Sends a command until it is done, and now and then once more with the same key: it must not be done twice. */
  private async done(
    command: Command,
    initiative: string | null,
    type: string,
    data: Readonly<Record<string, unknown>> = {},
  ): Promise<Told> {
    const key = uuid();
    const told = await this.desk.send(command, key);
    if (told.status >= 300) throw new Error(`${command.method} ${command.path}: ${JSON.stringify(told)}`);
    this.acknowledged.push({ initiative: initiative ?? String(told.body['id']), type, data });
    if (this.random() < 0.05) {
      const again = await this.desk.send(command, key);
      if (again.status !== told.status || JSON.stringify(again.body) !== JSON.stringify(told.body))
        throw new Error(
          `${command.path}: asked again with its key, another answer: ${JSON.stringify(again)}`,
        );
    }
    return told;
  }
}

/** Who does something with which task of which initiative. */
export interface AtTask {
  readonly id: string;
  readonly task: string;
  readonly by: string;
}
