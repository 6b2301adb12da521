import { join } from 'node:path';
import { fetchToken } from '../cli/commands/token.ts';
import { projectRoot } from '../cli/embedded/folders.ts';
import { Cast } from '../cli/play/cast.ts';
import { readCase } from '../cli/play/case-file.ts';
import { playCase } from '../cli/play/play-case.ts';
import { isRegistered } from '../domain/professions.ts';
import { copyInitiative } from './copies.ts';
import type { Ballot, Voter } from './load/messages.ts';
import { asSuperuser, type BenchRemit } from './remit.ts';

const CASE = 'examples/podiatry-route-north-east-and-yorkshire.json';

/**
 * An initiative of a region that waits for its plan to be decided: two approvals, four signatures, and the consent of a
 * regulator, which does not come. So none of its six votes decides the gate: each is a vote and no move.
 */
export async function waitingInitiative(remit: BenchRemit): Promise<string> {
  const read = await readCase(join(projectRoot(), CASE));
  if (!read.ok) throw new Error(read.error);
  const { initiative, problems } = await playCase(await Cast.of(remit.url), read.value, {
    stopAt: 'develop-plan',
  });
  if (initiative === null || problems.length > 0) throw new Error(problems.join('; '));
  return initiative;
}

/** `count` votes that can be cast, each once, on copies of that initiative. */
export async function makeBallots(remit: BenchRemit, count: number): Promise<readonly Ballot[]> {
  const initiative = await waitingInitiative(remit);
  return asSuperuser(remit, async (client) => {
    const seats = await client.query<{ seat: number; subject: string }>(
      `select distinct on (t.seat) t.seat, p.subject
         from task t
         join role_held r on r.role = t.role and r.body = any (t.bodies)
         join person p on p.id = r.person and p.issuer = $2
        where t.initiative = $1 and t.kind <> 'advice'
        order by t.seat, (split_part(p.subject, '.', 1) = 'approver-' || (t.seat + 1)) desc, p.subject`,
      [initiative, remit.issuer],
    );
    const voters = new Map<number, Voter>();
    for (const { seat, subject } of seats.rows) voters.set(seat, await voterOf(remit, client, subject));
    await copyInitiative(client, initiative, 'ballots', Math.ceil(count / voters.size));
    const tasks = await client.query<{ task: string; seat: number; contentHash: string }>(
      `select t.id as task, t.seat, g.content_hash as "contentHash"
         from task t join gate g on g.id = t.gate
        where g.content_hash = (select content_hash from gate where initiative = $1)
          and g.initiative <> $1 and t.kind <> 'advice'
        order by t.seat, t.id`,
      [initiative],
    );
    return tasks.rows.map(({ task, seat, contentHash }) => {
      const voter = voters.get(seat);
      if (voter === undefined) throw new Error(`Nobody can fill seat ${seat}`);
      return { task, contentHash, voter };
    });
  });
}

async function voterOf(
  remit: BenchRemit,
  client: { query: (text: string, values: unknown[]) => Promise<{ rows: unknown[] }> },
  subject: string,
): Promise<Voter> {
  const { rows } = await client.query(
    `select p.id, p.profession, r.body from person p join role_held r on r.person = p.id
      where p.subject = $1 and p.issuer = $2`,
    [subject, remit.issuer],
  );
  const [found] = rows as { id: string; profession: string | null; body: string }[];
  if (found === undefined) throw new Error(`Nobody is ${subject}`);
  return {
    ...found,
    issuer: remit.issuer,
    subject,
    registered: found.profession !== null && isRegistered(found.profession),
    token: await fetchToken(subject, { issuer: remit.issuer }),
  };
}
