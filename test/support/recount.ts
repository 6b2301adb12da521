import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Happened } from '../../domain/initiative/events.ts';
import type { BodyMap } from '../../domain/body.ts';

const rows: { code: string; regulator: string }[] = parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'reference', 'professions.csv')),
  { columns: true },
);
const REGISTERED = new Set(
  rows.filter(({ code, regulator }) => code !== 'student' && regulator !== '').map(({ code }) => code),
);

type Opened = Extract<Happened, { type: 'gate-opened' }>;
type Completed = Extract<Happened, { type: 'task-completed' }>;

/**
 * What is wrong with an approved gate, counted again from its events by the words of the gate rules and nothing of
 * the code that decided it. `affected` and `owner` are as they were when it was decided.
 */
export function wrongWith(
  opened: Opened,
  events: readonly Happened[],
  people: {
    readonly owner: string;
    readonly ownerProfession: string | null;
    readonly affected: readonly string[];
  },
  map: BodyMap,
): readonly string[] {
  const { gate, stage, level, bodies } = opened.data;
  const standing = votesOf(gate, events);
  const wrong: string[] = [];
  const seat = (task: string) => opened.data.seats.find((each) => each.task === task);
  const light = level === 'place' && stage !== 'develop-plan' && stage !== 'assure-accountability';
  for (const body of bodies) {
    const votes = standing.filter(
      ({ task, vote }) => seat(task)?.kind === 'approval' && vote.body === body && vote.outcome === 'approve',
    );
    const professions = votes.flatMap(({ vote }) => (vote.profession === null ? [] : [vote.profession]));
    if (professions.includes('student')) wrong.push(`${body}: a student`);
    if (light) {
      if (votes.length !== 1) wrong.push(`${body}: ${votes.length} approvals`);
      if (professions[0] === people.ownerProfession) wrong.push(`${body}: the owner's profession`);
      continue;
    }
    if (votes.length !== 2) wrong.push(`${body}: ${votes.length} approvals`);
    if (new Set(professions).size < 2) wrong.push(`${body}: professions ${professions.join()}`);
    if (!professions.some((each) => REGISTERED.has(each))) wrong.push(`${body}: nobody registered`);
  }
  if (level !== 'place') wrong.push(...unsigned(opened, standing, people.affected, map));
  const voters = standing.map(({ vote }) => vote.by);
  if (new Set(voters).size < voters.length) wrong.push('somebody twice');
  if (voters.includes(people.owner)) wrong.push('the owner');
  return wrong;
}

/** The votes of a gate that no edit outdated, those that stand again, and those that were carried to it from gates before. */
export function votesOf(gate: string, events: readonly Happened[]): readonly Completed['data'][] {
  const cast = new Map<string, Completed['data']>();
  const all: Completed['data'][] = [];
  return events.reduce<readonly Completed['data'][]>((found, event) => {
    if (event.type === 'task-completed') {
      cast.set(event.data.task, event.data);
      all.push(event.data);
    }
    if (event.type === 'votes-stand-again' && event.data.gate === gate)
      return [...found, ...event.data.tasks.flatMap((task) => cast.get(task) ?? [])];
    if (event.type === 'votes-carried')
      return event.data.carried.reduce<readonly Completed['data'][]>((counted, { task, ...of }) => {
        const given = all.find(
          (each) => each.task === of.from && each.vote.by === of.by && each.vote.at === of.votedAt,
        );
        if (given === undefined) throw new Error(`${of.by} did not vote at ${of.from}`);
        const here = { ...given, task, gate: event.data.gate };
        cast.set(task, here);
        return event.data.gate === gate ? [...counted, here] : counted;
      }, found);
    if (event.type === 'task-completed' && event.data.gate === gate) return [...found, event.data];
    if (event.type === 'vote-recalled' && event.data.gate === gate)
      return found.filter((each) => each.task !== event.data.task);
    if (event.type === 'votes-outdated' && event.data.gate === gate)
      return found.filter((each) => !event.data.tasks.includes(each.task));
    return found;
  }, []);
}

function unsigned(
  { data: { stage, seats } }: Opened,
  votes: readonly Completed['data'][],
  affected: readonly string[],
  map: BodyMap,
): readonly string[] {
  const signed = votes.flatMap(({ task, vote }) =>
    seats.some((each) => each.task === task && each.role === 'signatory') && vote.outcome === 'approve'
      ? [vote.body]
      : [],
  );
  const systems = new Set(affected.flatMap((code) => map.systemsOf(code)));
  if (systems.size === 0) return [];
  const missing = [...systems].filter((each) => !signed.includes(each));
  if (stage === 'develop-plan') return missing.map((each) => `${each} has not signed`);
  return missing.length === systems.size ? ['no ICS has signed'] : [];
}
