import { mayNot } from '../authorisation.ts';
import type { Person } from '../person.ts';
import type { PolicyProblem } from '../policy/decision-table.ts';
import { refusal, versionProblem, type FieldProblem, type Refusal } from '../refusal.ts';
import { fail, ok, type Result } from '../result.ts';
import type { PolicyEvent, PolicyLife, PolicyRef } from './life.ts';

/** What was read of a text: who it is, or why it cannot be a policy. */
export type PolicyRead = Result<PolicyRef & { readonly name: string }, readonly PolicyProblem[]>;

/** A text that is to be a version of the policy, and what was read of it. */
export interface PolicyText {
  readonly dmn: string;
  readonly read: PolicyRead;
}

/** So many problems of a text are told at most. */
const MOST_TOLD = 50;

type Drafted = Result<readonly PolicyEvent[], Refusal>;

/** Drafts a version that there was not. A number is used once: what was dropped is drafted again under another. */
export function draftPolicy({ dmn, read }: PolicyText, known: PolicyLife | null, by: Person): Drafted {
  const denied = mayNot(by, 'policy.draft');
  if (denied !== null) return fail(denied);
  if (!read.ok) return fail(unreadable(read.error));
  if (known !== null)
    return fail(
      refusal(
        'already-exists',
        `There is a version ${known.version} already. While it is a draft, PUT /v1/policies/${known.version} replaces it; otherwise give the text another version.`,
      ),
    );
  return ok([drafted(dmn, read.value)]);
}

/** Replaces a draft by another text. What was ever on trial or in force never changes, nor what is being decided on. */
export function replaceDraft(
  version: string,
  { dmn, read }: PolicyText,
  known: PolicyLife | null,
  { revision, isUnderWay }: { readonly revision: number | null; readonly isUnderWay: boolean },
  by: Person,
): Drafted {
  const denied = mayNot(by, 'policy.draft');
  if (denied !== null) return fail(denied);
  if (known === null) return fail(noSuchVersion(version));
  const stale = versionProblem(revision, known.revision, `policy of version ${version}`);
  if (stale !== null) return fail(stale);
  if (known.state !== 'draft')
    return fail(
      refusal(
        'policy-state',
        `Version ${version} is no draft any more, and its text stands: draft another version.`,
        { data: { state: known.state } },
      ),
    );
  if (isUnderWay)
    return fail(
      refusal(
        'policy-frozen',
        `An initiative under way asks for version ${version} to be put in force, so that its text stands: draft another version, and let the initiative name that, or wait until it is over.`,
      ),
    );
  if (!read.ok) return fail(unreadable(read.error));
  if (read.value.version !== version) {
    const detail = `The text says that it is version ${read.value.version}, and version ${version} is to be replaced: write version="${version}", or draft it as one of its own.`;
    return fail(refusal('invalid', detail, { fields: [{ field: 'dmn', rule: 'version', detail }] }));
  }
  if (read.value.hash === known.hash) return ok([]);
  return ok([drafted(dmn, read.value)]);
}

function drafted(dmn: string, { version, hash, name }: PolicyRef & { readonly name: string }): PolicyEvent {
  return { type: 'policy-drafted', data: { version, hash, name, dmn } };
}

export function noSuchVersion(version: string): Refusal {
  return refusal('not-found', `There is no version ${version} of the subsidiarity policy.`);
}

/** Why a text cannot be a policy: each thing with the table, the rule and the cell where it stands. */
export function unreadable(problems: readonly PolicyProblem[]): Refusal {
  const fields = problems.slice(0, MOST_TOLD).map(fieldOf);
  const more =
    problems.length > MOST_TOLD ? ` And ${problems.length - MOST_TOLD} more, of which nothing is told.` : '';
  return refusal(
    'policy-unreadable',
    `This is no policy that gates could be routed by. ${fields[0]?.detail ?? ''}${more}`,
    { fields },
  );
}

/** `dmn`, then the table, the rule and the cell, as far as they are known. */
function fieldOf({ type, table, rule, cell, detail }: PolicyProblem): FieldProblem {
  const where = [table && `table ${table}`, rule && `rule ${rule}`, cell && `cell ${cell}`].filter(Boolean);
  return {
    field: ['dmn', ...[table, rule, cell].filter((part) => part !== null)].join('/'),
    rule: type,
    detail: where.length === 0 ? detail : `${where.join(', ')}: ${detail}`,
  };
}
