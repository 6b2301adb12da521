import pg from 'pg';
import { initiativeRoutes } from '../../api/routes/initiatives.ts';
import { taskRoutes } from '../../api/routes/tasks.ts';
import { newInitiative } from '../../api/schemas/initiative.ts';
import { readCase } from '../../cli/play/case-file.ts';
import { STAGES, stageAfter, type Stage } from '../../domain/stage.ts';
import { REASON } from './messages.ts';
import { serveOrders } from './serve.ts';
import { command, identityOf, openServices } from './services.ts';
import { Told } from './told.ts';

/*
 * Whole initiatives through the handler, each command as its route hands it over, with the answer made and kept; no
 * HTTP, no token, and nobody who asks again: who waits for the workflow is told by Postgres, as the floor's are.
 */
const read = await readCase(process.env['BENCH_CASE'] ?? '');
if (!read.ok) throw new Error(read.error);
const { slug: _slug, content, expected: _expected, ...draft } = read.value;
const proposal = newInitiative.parse(draft);
const services = await openServices();
const superuser = process.env['BENCH_SUPERUSER'] ?? '';
const told = await Told.open(superuser);
/** Sees whatever there is, to find who is to answer. */
const pool = new pg.Pool({ connectionString: superuser, options: '-c search_path=remit' });
const routes = new Map(
  [...initiativeRoutes(services), ...taskRoutes(services)].map((each) => [each.id, each]),
);
const route = (id: string) => {
  const found = routes.get(id);
  if (found === undefined) throw new Error(`There is no route ${id}`);
  return found;
};
const lead = proposal.lead.code;
const owner = await identityOf(services, `owner.${lead}`);

async function one(): Promise<void> {
  const { id } = await command<{ id: string }>(route('draftInitiative'), owner, {}, proposal);
  await send(id, 'develop-plan');
  await command(route('submitInitiative'), owner, { id });
  for (const stage of STAGES) {
    await told.of(id, `${stage} open`);
    await decide(id);
    const next = stageAfter(stage);
    await told.of(id, next === null ? 'closed' : `${next} working`);
    if (next === null) break;
    await send(id, next);
    await command(route('presentStage'), owner, { id, stage: next });
  }
  told.forget(id);
}

async function send(id: string, stage: Stage): Promise<void> {
  await command(route('sendStageContent'), owner, { id, stage }, content[stage]);
}

/** Fills the seats of the open gate, each by another person of its body, who claims it first. */
async function decide(id: string): Promise<void> {
  const { rows } = await pool.query<{ task: string; contentHash: string; who: string }>({
    name: 'seats',
    text: `select t.id as task, g.content_hash as "contentHash",
                  t.role || case when t.role = 'approver' then '-' || (t.seat + 1) else '' end || '.' || t.bodies[1] as who
             from initiative i join gate g on g.id = i.gate join task t on t.gate = g.id where i.id = $1 order by t.seat`,
    values: [id],
  });
  if (rows.length === 0) throw new Error(`The gate of ${id} has no seats`);
  for (const { task, contentHash, who } of rows) {
    const identity = await identityOf(services, who);
    await command(route('claimTask'), identity, { id: task });
    await command(
      route('completeTask'),
      identity,
      { id: task },
      {
        outcome: 'approve',
        contentHash,
        reason: REASON,
      },
    );
  }
}

serveOrders(one);
