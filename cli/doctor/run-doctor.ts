import { inALine } from '../../domain/doctor/finding.ts';
import { bytesOf } from '../../store/files/examined.ts';
import { createDatabase } from '../../store/database.ts';
import { examine, type Report } from '../../worker/doctor/examine.ts';
import { CouldNotLook, fromDatabase } from '../../worker/doctor/house.ts';
import { connectClient } from '../../worker/temporal.ts';
import { StartProblem, type Say } from '../embedded/start-problem.ts';
import { findServers } from './find-servers.ts';
import type { DoctorSettings } from './settings.ts';

/** It reads whole tables, and nobody waits for it. */
const LIMITS = { connectMs: 10_000, statementMs: 120_000 };

/** Examines the Remit that is found, prints what there is to say, and gives the exit code. */
export async function runDoctor(
  { mend = false, json = false, files = false }: DoctorSettings,
  say: Say,
): Promise<0 | 1 | 2> {
  try {
    const report = await examineFound(mend, files);
    if (json) say(JSON.stringify(report, null, 2));
    else describe(report, mend).forEach(say);
    return report.findings.length === 0 && report.moving.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CouldNotLook || error instanceof StartProblem)) throw error;
    if (json) say(JSON.stringify({ couldNotLook: error.message }, null, 2));
    else console.error(`remit: ${error.message}`);
    return 2;
  }
}

async function examineFound(mend: boolean, files: boolean): Promise<Report> {
  const { databaseUrl, temporal: place, namespace, taskQueue, bucket } = findServers();
  const database = createDatabase({ url: databaseUrl, role: 'remit_system', poolSize: 4, limits: LIMITS });
  await fromDatabase(() => database.initialize());
  try {
    const temporal = await connectClient(place, namespace).catch((error: unknown) => {
      throw new CouldNotLook('temporal', error, place.address);
    });
    try {
      const clock = () => new Date().toISOString();
      const bytes = files ? { bytes: bytesOf(database, bucket) } : {};
      return await examine({ database, temporal, taskQueue, clock, mend, ...bytes });
    } finally {
      await temporal.connection.close();
    }
  } finally {
    await database.destroy();
  }
}

function describe(report: Report, mended: boolean): readonly string[] {
  const { initiatives, events, workflows, versions, findings, moving, notes } = report;
  return [
    `Looked at ${counted(initiatives, 'initiative')}, ${counted(events, 'event')} and ${counted(workflows, 'workflow that runs', 'workflows that run')}.`,
    `By version of the workflow: ${versions.map(({ version, open }) => `${open} of version ${version}`).join(', ')}.`,
    ...notes,
    ...report.mended.map((finding) => `Mended: ${inALine(finding)}`),
    ...findings.map((finding) => inALine(finding)),
    ...moving.map((id) => `Initiative ${id} was being worked on all the while: ask again.`),
    findings.length === 0
      ? moving.length === 0
        ? 'Nothing differs.'
        : `Nothing else differs; nothing can be said of ${counted(moving.length, 'initiative')}.`
      : `${counted(findings.length, 'difference')}${mended || findings.every((each) => each.mend === null) ? '' : ': some go by --mend'}.`,
  ];
}

const counted = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
