import type { Vote } from '../../domain/gate/gate.ts';
import type { Shown } from '../../domain/gate/shown.ts';
import type { Happened } from '../../domain/initiative/events.ts';
import { attachedAfter } from '../../domain/initiative/evolve-attachments.ts';
import { noWork } from '../../domain/initiative/initiative.ts';
import { readWords, withWords } from '../sealed.ts';
import type { Sql } from '../sql.ts';
import { upcast } from '../upcast.ts';

/** Somebody's vote that an edit made outdated, and what they were shown as they cast it. */
export interface AsVoted {
  readonly vote: Vote;
  readonly at: string;
  readonly shown: Shown;
}

// Where no edit made a vote of this gate outdated there is nothing to tell, and the history is not read.
const READ = `
  select type, version, n, at, actor, data from event
   where stream = $1 and initiative = $1
     and type in ('initiative-drafted', 'initiative-edited', 'stage-content-sent', 'task-completed', 'vote-recalled',
                  'attachment-added', 'attachment-removed',
                  'votes-outdated', 'votes-stand-again')
     and exists (select from event o
                  where o.stream = $1 and o.type = 'votes-outdated' and o.data ->> 'gate' = $2)
   order by n`;

/** The last vote of this person at a gate where an edit made it outdated and nothing took its place; from the history. */
export async function readOutdatedVote(
  sql: Sql,
  initiative: string,
  gate: string,
  person: string,
): Promise<AsVoted | null> {
  const rows: { type: string; version: number; n: number; at: Date; data: Record<string, unknown> }[] =
    await sql.query(READ, [initiative, gate]);
  const events = rows.map((row) => ({ ...upcast(row), at: row.at.toISOString() }) as unknown as Happened);
  const cast = outdatedOf(events, gate, person);
  if (cast === null) return null;
  const shown = shownBefore(events, cast.n);
  return { vote: cast.data.vote, at: cast.at, shown: withWords(shown, await readWords(sql, shown)) };
}

type Cast = Extract<Happened, { type: 'task-completed' }>;

function outdatedOf(events: readonly Happened[], gate: string, person: string): Cast | null {
  let [cast, outdated] = [null as Cast | null, false];
  for (const event of events) {
    if (!('gate' in event.data) || event.data.gate !== gate) continue;
    if (event.type === 'task-completed' && event.data.vote.by === person) [cast, outdated] = [event, false];
    if (cast === null) continue;
    const { task } = cast.data;
    if (event.type === 'vote-recalled' && event.data.task === task && event.data.by === person) cast = null;
    if (event.type === 'votes-outdated' && event.data.tasks.includes(task)) outdated = true;
    if (event.type === 'votes-stand-again' && event.data.tasks.includes(task)) outdated = false;
  }
  return outdated ? cast : null;
}

/** Proposal, facts and contents as the events before one left them. */
function shownBefore(events: readonly Happened[], n: number): Shown {
  return events
    .filter((event) => event.n < n)
    .reduce<Shown>(
      (shown, event) => {
        if (event.type === 'initiative-drafted' || event.type === 'initiative-edited')
          return { ...shown, proposal: event.data.proposal, facts: event.data.facts };
        if (event.type === 'attachment-added' || event.type === 'attachment-removed')
          return { ...shown, attachments: attachedAfter(shown.attachments, event) };
        if (event.type !== 'stage-content-sent') return shown;
        const { stage, content } = event.data;
        return { ...shown, stages: { ...shown.stages, [stage]: { ...shown.stages[stage], content } } };
      },
      {
        proposal: { sealed: true, hash: '', salt: null, value: null },
        facts: {},
        stages: noWork(),
        attachments: [],
      },
    );
}
