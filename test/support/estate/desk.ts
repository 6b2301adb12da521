import { setTimeout as pause } from 'node:timers/promises';
import { v7 as uuid } from 'uuid';
import type { Estate } from './estate.ts';

/** A command that was answered with success, and the event that it must have left, once. */
export interface Acknowledged {
  readonly initiative: string;
  readonly type: string;
  /** Fields of the event's data that tell it from its like. */
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Command {
  readonly by: string;
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

export interface Told {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** How often it was asked until it was answered. */
  readonly tries: number;
  /** From the first asking to the answer, in milliseconds. */
  readonly took: number;
}

/**
 * Where commands are sent from: each until it is answered, always with the same Idempotency-Key, at one web process
 * after the other. A service that is away (no answer, 502, 503) is asked again; any other answer is the answer.
 */
export class Desk {
  /** Commands that are under way this very moment: sent and not answered. */
  unanswered = 0;
  /** Answers of 500 and above that were no 503: there must be none. */
  readonly broken: string[] = [];
  /** How often a command met a service that was away: no answer, 502 or 503. */
  away = 0;
  private turn = 0;
  private closed = false;

  constructor(
    private readonly estate: Pick<Estate, 'urls' | 'token'>,
    private readonly patienceMs = 240_000,
  ) {}

  /** Nothing more is sent: a test has failed, and nobody waits for an answer. */
  close(): void {
    this.closed = true;
  }

  async send({ by, method, path, body }: Command, key: string = uuid()): Promise<Told> {
    const began = Date.now();
    const token = await this.estate.token(by).catch(() => this.estate.token(by));
    for (let tries = 1; ; tries += 1) {
      const answer = await this.once(token, method, path, body, key);
      if (answer !== null && answer.status !== 503 && answer.status !== 502)
        return { ...answer, tries, took: Date.now() - began };
      this.away += 1;
      if (this.closed || Date.now() - began > this.patienceMs)
        throw new Error(`${method} ${path}: not answered in ${this.patienceMs / 1000} s`);
      await pause(50);
    }
  }

  private async once(token: string, method: string, path: string, body: unknown, key: string) {
    this.turn = (this.turn + 1) % this.estate.urls.length;
    const url = this.estate.urls[this.turn] ?? '';
    this.unanswered += 1;
    try {
      const answer = await fetch(`${url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(method === 'POST' && { 'idempotency-key': key }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const told = (await answer.json()) as Record<string, unknown>;
      if (answer.status >= 500 && answer.status !== 503)
        this.broken.push(`${method} ${path}: ${answer.status} ${JSON.stringify(told)}`);
      return { status: answer.status, body: told };
    } catch {
      return null;
    } finally {
      this.unanswered -= 1;
    }
  }
}
