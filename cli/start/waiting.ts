import pg from 'pg';

/** Somebody who can sign in, with how many tasks wait for them: one of each gate, since nobody fills two seats. */
export interface Waiting {
  readonly subject: string;
  readonly name: string;
  readonly tasks: number;
}

/** For each queue in which something waits, one person who has it. */
export async function whoIsWaitedFor(workerUrl: string, issuer: string): Promise<readonly Waiting[]> {
  const client = new pg.Client({
    connectionString: workerUrl,
    options: '-c role=remit_system -c search_path=remit',
  });
  await client.connect();
  try {
    const { rows } = await client.query<Waiting>(
      `select distinct on (waiting.body, waiting.role) p.subject, p.name, waiting.tasks
         from (select body, role, count(distinct gate)::int as tasks
                 from task, unnest(bodies) as body
                where state in ('ready', 'claimed')
                group by body, role) as waiting
         join role_held r on r.body = waiting.body and r.role = waiting.role
         join person p on p.id = r.person and p.issuer = $1
        order by waiting.body, waiting.role, p.subject`,
      [issuer],
    );
    return rows;
  } finally {
    await client.end();
  }
}
