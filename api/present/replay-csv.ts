import { stringify } from 'csv-stringify/sync';
import type { Difference } from '../../domain/policy/replay/difference.ts';
import type { Referral } from '../../domain/policy/routing-table.ts';

/** The columns of the CSV of a replay, in order. */
export const REPLAY_COLUMNS = [
  'initiative',
  'event',
  'at',
  'stage',
  'round',
  'what',
  'under_way',
  'policy',
  'from',
  'to',
  'bodies',
  'bodies_after',
  'decided_by',
  'would_decide',
  'referrals_gained',
  'referrals_lost',
  'why_not_said',
] as const;

/** The line with the names of the columns. */
export const replayCsvHead = (): string => stringify([REPLAY_COLUMNS]);

/**
 * Verdicts that would be another as lines of CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an
 * apostrophe, since texts of a policy are somebody's words.
 */
export function replayCsvRows(differences: readonly Difference[]): string {
  return stringify(differences.map(cells), { escape_formulas: true });
}

function cells(row: Difference): readonly (string | number)[] {
  return [
    row.initiative,
    row.n,
    row.at,
    row.stage,
    row.round,
    row.what,
    row.underWay ? 'yes' : 'no',
    row.policy,
    row.from ?? '',
    row.to ?? '',
    row.bodies.join(' '),
    row.bodiesAfter?.join(' ') ?? '',
    row.decided.join(' '),
    row.deciding?.join(' ') ?? '',
    referrals(row.gained),
    referrals(row.lost),
    row.why ?? '',
  ];
}

const referrals = (all: readonly Referral[]) =>
  all.map(({ authority, kind }) => `${authority}:${kind}`).join(' ');
