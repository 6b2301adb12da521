import { readFile, writeFile } from 'node:fs/promises';
import { messageOf, StartProblem } from '../embedded/start-problem.ts';
import { asOperator, type OperatorOptions } from '../organisation/as-operator.ts';
import { ApiProblem, type ApiClient } from '../play/api-client.ts';

interface Policy {
  readonly kind: 'subsidiarity' | 'gates';
  readonly version: string;
  readonly name: string;
  readonly hash: string;
  readonly state: string;
  readonly inForceFrom: string | null;
  readonly revision: number;
  readonly authors: readonly { readonly id: string; readonly name: string | null }[];
  readonly putInForce: { readonly initiative: string } | null;
  readonly dmn: string;
}

const at = (version: string) => `/v1/policies/${encodeURIComponent(version)}`;

/** Drafts what a file has, or replaces the draft of its version. */
export async function importPolicy(path: string, options: OperatorOptions): Promise<readonly string[]> {
  const dmn = await textOf(path);
  return asOperator(options, async (operator) => {
    const made = await draft(operator, dmn);
    return [inALine(made), `Its hash, for the initiative that asks for it: ${made.hash}`];
  });
}

/** What is there already says so by its refusal: which version a text is, the API reads and nobody else. */
async function draft(operator: ApiClient, dmn: string): Promise<Policy> {
  try {
    return await operator.post<Policy>('/v1/policies', { dmn });
  } catch (error) {
    const version = error instanceof ApiProblem && error.code === 'already-exists' ? versionOf(dmn) : null;
    if (version === null) throw error;
    const { revision } = await operator.get<Policy>(at(version));
    return operator.put<Policy>(at(version), { dmn }, `"${revision}"`);
  }
}

function versionOf(dmn: string): string | null {
  return /<remit:policy\s+version="([^"]+)"/.exec(dmn)?.[1] ?? null;
}

/** Writes the text of a version to a file, or gives it as it is. */
export async function exportPolicy(
  version: string,
  { to, ...options }: OperatorOptions & { readonly to?: string },
): Promise<readonly string[]> {
  const { dmn, name, hash } = await asOperator(options, (operator) => operator.get<Policy>(at(version)));
  if (to === undefined) return [dmn];
  await writeFile(to, dmn).catch((error: unknown) => {
    throw new StartProblem(`${to} cannot be written: ${messageOf(error)}.`, { cause: error });
  });
  return [`${name}, version ${version}, of the hash ${hash}, is in ${to}.`];
}

export async function listPolicies(options: OperatorOptions): Promise<readonly string[]> {
  const { items } = await asOperator(options, (operator) =>
    operator.get<{ items: Policy[] }>('/v1/policies'),
  );
  return items.map(inALine);
}

/** Puts a draft on trial, calls off what is to be in force, or drops a version. */
export async function changePolicy(
  version: string,
  what: 'trial' | 'call-off' | 'retire',
  options: OperatorOptions,
): Promise<readonly string[]> {
  return [inALine(await asOperator(options, (board) => board.post<Policy>(`${at(version)}/${what}`)))];
}

export async function putPolicyInForce(
  version: string,
  { initiative, from, ...options }: OperatorOptions & { readonly initiative: string; readonly from: string },
): Promise<readonly string[]> {
  return [
    inALine(
      await asOperator(options, (board) =>
        board.post<Policy>(`${at(version)}/put-in-force`, { initiative, from }),
      ),
    ),
  ];
}

function inALine({ kind, version, name, state, inForceFrom, putInForce, authors }: Policy): string {
  const what = kind === 'gates' ? 'gate rules' : 'policy';
  const since = inForceFrom === null ? '' : `, in force from ${inForceFrom}`;
  const by = putInForce === null ? '' : `, by the approval of initiative ${putInForce.initiative}`;
  const wrote =
    authors.length === 0 ? '' : `, written by ${authors.map((each) => each.name ?? each.id).join(', ')}`;
  return `${what} ${version}: ${name}, ${state}${since}${by}${wrote}.`;
}

/** A hash is of the very text, so what is read in another way than it was written is not taken. */
async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new StartProblem(`${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new StartProblem(`${path} is not text in UTF-8: save it as that.`);
  }
}
