import type { Role } from '../../domain/person.ts';
import { fetchToken } from '../commands/token.ts';
import { findIssuer } from '../identity/find-issuer.ts';
import { apiClient, type ApiClient } from './api-client.ts';

export interface CastPerson {
  readonly subject: string;
  readonly profession: string | null;
}

/** The people who play: found in the registry, and registered by the operator where they are not there yet. */
export class Cast {
  private readonly clients = new Map<string, ApiClient>();
  private readonly found = new Map<string, Promise<readonly CastPerson[]>>();

  private constructor(
    readonly url: string,
    private readonly issuer: string,
  ) {}

  /** Asks the service who gives tokens for it. */
  static async of(url: string): Promise<Cast> {
    return new Cast(url, await findIssuer(url));
  }

  as(subject: string): ApiClient {
    const known = this.clients.get(subject);
    if (known !== undefined) return known;
    const { issuer } = this;
    let token: { text: Promise<string>; until: number } | null = null;
    const client = apiClient(this.url, () => {
      // Well within the hour for which a token is good.
      if (token === null || Date.now() > token.until)
        token = { text: fetchToken(subject, { issuer }), until: Date.now() + 20 * 60_000 };
      return token.text;
    });
    this.clients.set(subject, client);
    return client;
  }

  operator(): ApiClient {
    return this.as('operator');
  }

  /** Those who hold a role for a body; where nobody does, they are registered, as the operator would. */
  people(role: Role, body: string): Promise<readonly CastPerson[]> {
    const key = `${role} ${body}`;
    const known = this.found.get(key) ?? this.findOrRegister(role, body);
    this.found.set(key, known);
    return known;
  }

  private async findOrRegister(role: Role, body: string): Promise<readonly CastPerson[]> {
    const query = new URLSearchParams({ role, body, limit: '50' });
    const { items } = await this.operator().get<{ items: CastPerson[] }>(`/v1/people?${query.toString()}`);
    if (items.length > 0) return items;
    const people = NEEDED[role].map(({ title, profession }) => ({
      subject: `${title}.${body}`,
      name: `${title} of ${body}`,
      profession,
      roles: [{ role, body }],
    }));
    for (const person of people) await this.operator().post('/v1/people', person);
    return people;
  }
}

const NEEDED: Readonly<Record<Role, readonly { title: string; profession: string }[]>> = {
  owner: [{ title: 'owner', profession: 'physiotherapist' }],
  approver: [
    { title: 'approver-1', profession: 'registered-nurse' },
    { title: 'approver-2', profession: 'doctor' },
    { title: 'approver-3', profession: 'manager' },
  ],
  signatory: [{ title: 'signatory', profession: 'pharmacist' }],
  board: [{ title: 'board', profession: 'analyst' }],
  operator: [],
};
