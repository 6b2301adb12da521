import { LRUCache } from 'lru-cache';
import { personBySubject, type Identity, type KnownPerson } from '../store/registry.ts';
import type { Clock } from '../store/handler.ts';
import type { Sql } from '../store/sql.ts';

/** The most that are remembered: more than people who work at the same time. */
const MOST = 5_000;

/** Somebody who is registered, or a program. */
export interface Found extends Identity {
  readonly program: boolean;
}

/**
 * Who is registered by which identity. That hardly ever changes, so it is asked for once, and held to be so only as
 * `actAs` finds it in the transaction of a command; what somebody may do is read anew by whatever they ask.
 */
export class Identities {
  private readonly known = new LRUCache<string, Found>({ max: MOST });

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** `null` for somebody who is not registered. */
  async find(issuer: string, subject: string): Promise<Found | null> {
    const known = this.known.get(keyOf({ issuer, subject }));
    if (known !== undefined) return known;
    const person = await this.read({ issuer, subject });
    return person && foundAs(person);
  }

  /** Who turned out not to be registered by it any more is asked for anew. */
  forget(identity: Identity): void {
    this.known.delete(keyOf(identity));
  }

  /** The person with the roles that they hold now; `null` for somebody who is not registered. */
  async read({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>): Promise<KnownPerson | null> {
    const person = await personBySubject(this.sql, issuer, subject, await this.clock());
    if (person !== null) this.known.set(keyOf(person), foundAs(person));
    return person;
  }
}

const foundAs = ({ id, issuer, subject, service }: KnownPerson): Found => ({
  id,
  issuer,
  subject,
  program: Boolean(service),
});

const keyOf = ({ issuer, subject }: Pick<Identity, 'issuer' | 'subject'>) =>
  JSON.stringify([issuer, subject]);
