import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { projectRoot } from '../../cli/embedded/folders.ts';

type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

/** A service as `docker-compose.yml` has it, with what this project uses of the Compose Specification. */
export interface ComposeService {
  readonly image: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly tmpfs?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly user?: string;
  readonly networks?: readonly string[] | Readonly<Record<string, { readonly aliases?: readonly string[] }>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: Condition }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly [other: string]: unknown;
}

export interface ComposeFile {
  readonly services: Readonly<Record<string, ComposeService>>;
}

export type Variables = Readonly<Record<string, string>>;

export const COMPOSE_FILE = join(projectRoot(), 'docker-compose.yml');

/** The file as it is written: anchors and merges resolved, no variable put in. */
export function readComposeFile(text = readFileSync(COMPOSE_FILE, 'utf8')): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

/** The same with variables put in, as `docker compose config` would give it. One that is needed and not there is named. */
export function withVariables<T>(value: T, variables: Variables): T {
  if (typeof value === 'string') return putIn(value, variables) as T;
  if (Array.isArray(value)) return value.map((each: unknown) => withVariables(each, variables)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, withVariables(each as unknown, variables)]),
  ) as T;
}

/** `${NAME}`, `${NAME:-otherwise}`, `${NAME:?why it is needed}` and `$$`; an empty variable counts as none. */
function putIn(text: string, variables: Variables): string {
  return text.replaceAll(
    /\$(?:\$|\{(\w+)(?::([-?])([^}]*))?\})/g,
    (all, name: string | undefined, kind: string | undefined, rest = '') => {
      if (name === undefined) return '$';
      const value = variables[name] ?? '';
      if (value !== '') return value;
      if (kind === '?') throw new Error(`${name} is not set: ${rest as string}`);
      if (kind === undefined) throw new Error(`${all} may be empty, and the file does not say what then`);
      return rest as string;
    },
  );
}

/** The variables that the file cannot do without. */
export function variablesNeeded(text = readFileSync(COMPOSE_FILE, 'utf8')): readonly string[] {
  return [...new Set([...text.matchAll(/\$\{(\w+):\?/g)].map(([, name = '']) => name))];
}
