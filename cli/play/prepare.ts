import type { CaseFile } from './case-file.ts';
import type { Cast } from './cast.ts';

interface Body {
  readonly code: string;
  readonly name: string;
}

/** Registers the lead body, the affected places and the partners that are not there yet, as the operator would. */
export async function prepare(cast: Cast, played: CaseFile): Promise<void> {
  const { items } = await cast.operator().get<{ items: Body[] }>('/v1/bodies');
  const codes = new Set(items.map((each) => each.code));
  const names = new Set(items.map((each) => each.name));
  for (const code of new Set([played.lead.code, ...played.affected])) {
    if (codes.has(code)) continue;
    const name = code === played.lead.code ? played.lead.name : code;
    await cast.operator().post('/v1/bodies', { code, name, ...placement(code) });
  }
  for (const name of played.partners) {
    if (names.has(name)) continue;
    await cast
      .operator()
      .post('/v1/bodies', { code: partnerCode(name), name, kind: 'partner' })
      .catch(known);
  }
}

/** A place's code says which ICS it is of: `place:QHL:west-birmingham`. */
function placement(code: string) {
  const [kind, parent] = code.split(':');
  if (kind === 'place' && parent !== undefined && parent !== '')
    return { kind, memberships: [{ parent, from: '2023-04-01' }] };
  throw new Error(`Body ${code} is not registered, and its code does not say where it belongs.`);
}

function partnerCode(name: string): string {
  return `partner:${name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 80)}`;
}

/** Two cases may name the same partner at once. */
function known(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'already-exists')) throw error;
}
