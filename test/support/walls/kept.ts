import type { DataSource } from 'typeorm';
import type { House } from '../house.ts';

/** What somebody keeps beside all initiatives: for themselves, or for the people of a body as well. */
export interface Kept {
  readonly kind: 'filters' | 'interests' | 'standing-in';
  readonly id: string;
  /** Whose it is, and for whom it is. */
  readonly by: string;
  readonly body: string | null;
  /** Nobody else is told any of these. */
  readonly traces: readonly string[];
}

/** A filter of one's own, one that is shared, an interest and a leave of people of a body. */
export async function keptAt(house: House, lead: string): Promise<readonly Kept[]> {
  const by = `approver-1.${lead}`;
  const somebody = await house.as(by);
  const mark = (what: string) => `${what} of somebody of ${lead}`;
  const made = async (path: string, body: unknown): Promise<string> => {
    const answer = await somebody.post<{ id: string }>(path, body);
    if (answer.status !== 201) throw new Error(`${path} gave ${answer.status}: ${JSON.stringify(answer)}`);
    return answer.body.id;
  };
  const [own, shared, nature] = ['A filter', 'A shared filter', 'An interest'].map(mark) as [
    string,
    string,
    string,
  ];
  const query = { queue: 'mine', q: 'nothing' };
  const ids = {
    own: await made('/v1/filters', { name: own, query }),
    shared: await made('/v1/filters', { name: shared, query, sharedWith: lead }),
    interest: await made('/v1/people/me/interests', { about: { organisation: 'A company' }, nature }),
    leave: await made('/v1/people/me/cover', { substitute: null, from: '2041-01-01', to: '2041-01-02' }),
  };
  return [
    { kind: 'filters', id: ids.own, by, body: null, traces: [ids.own, own] },
    { kind: 'filters', id: ids.shared, by, body: lead, traces: [ids.shared, shared] },
    { kind: 'interests', id: ids.interest, by, body: null, traces: [ids.interest, nature] },
    { kind: 'standing-in', id: ids.leave, by, body: null, traces: [ids.leave] },
  ];
}

/** The rows of what is kept, to be held against what they are later. */
export async function rowsOf(database: DataSource, kept: readonly Kept[]): Promise<readonly unknown[]> {
  const all = ['saved_filter', 'interest', 'cover'].map(
    (table) => `select to_jsonb(t) as row from ${table} t where id = any ($1)`,
  );
  const rows: { row: unknown }[] = await database.query(all.join(' union all '), [kept.map(({ id }) => id)]);
  return rows.map(({ row }) => row);
}
