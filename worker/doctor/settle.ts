import { setTimeout as pause } from 'node:timers/promises';
import type { Finding } from '../../domain/doctor/finding.ts';
import type { MapAt } from '../../domain/doctor/record.ts';
import type { Patient } from './house.ts';
import { lookAt, type Look } from './look.ts';

/** How long the doctor waits before it calls something a difference, in milliseconds. */
export interface Waiting {
  /** Nothing is under way for the initiative, and nothing changed for this long. */
  readonly settle: number;
  /** A nudge or a task is under way, and nothing came of it for this long. */
  readonly patience: number;
}

const TOGETHER = 100;

interface Suspect {
  readonly mark: string;
  readonly since: number;
  /** When it was looked at first: what has changed for three times the patience since is work in motion. */
  readonly first: number;
}

/** What became of the suspects: differences that stay, and initiatives on which work was done all the while. */
export interface Settled {
  readonly findings: readonly Finding[];
  readonly moving: readonly string[];
}

/**
 * Looks at suspects again until each is found well, or nothing has changed for long enough that it will not change by
 * itself. Work in motion is never named: it has changed by the next look, or is well.
 */
export async function settle(
  patient: Patient,
  suspects: Iterable<string>,
  mapAt: MapAt,
  waiting: Waiting,
): Promise<Settled> {
  const left = new Map<string, Suspect | null>([...suspects].map((id) => [id, null]));
  const findings: Finding[] = [];
  const moving: string[] = [];
  // However long it takes to look at all of them, each is looked at twice at least.
  while (left.size > 0) {
    const ids = [...left.keys()];
    for (let at = 0; at < ids.length; at += TOGETHER) {
      const some = ids.slice(at, at + TOGETHER);
      const looks = new Map(
        (await lookAt(patient, some, mapAt, { ended: true })).map((look) => [look.id, look]),
      );
      for (const id of some) {
        const before = left.get(id);
        findings.push(...judge(left, id, looks.get(id), waiting));
        if (!left.has(id) || !before || performance.now() - before.first < waiting.patience * 3) continue;
        left.delete(id);
        moving.push(id);
      }
    }
    if (left.size > 0) await pause(Math.min(waiting.settle / 4, 500));
  }
  return { findings, moving };
}

/** What is certain of one suspect by now; whoever is well, or certain, is a suspect no more. */
function judge(
  left: Map<string, Suspect | null>,
  id: string,
  look: Look | undefined,
  { settle: still, patience }: Waiting,
): readonly Finding[] {
  if (look === undefined || look.moving.length === 0) {
    left.delete(id);
    return [];
  }
  const now = performance.now();
  const before = left.get(id);
  if (before?.mark !== look.mark) {
    left.set(id, { mark: look.mark, since: now, first: before?.first ?? now });
    return [];
  }
  if (now - before.since < (look.inMotion ? patience : still)) return [];
  left.delete(id);
  return look.moving;
}
