import type { SectionDifference } from '../../domain/gate/differences.ts';
import type { Fields } from '../../domain/gate/shown.ts';
import type { Facts } from '../../domain/facts.ts';
import type { AttachedTo } from '../../domain/attachment.ts';
import { STAGES } from '../../domain/stage.ts';
import { attachedToWords } from './attachment-words.ts';
import { contentBlocks, factName, factValue, fieldName } from './content-words.ts';
import { capital, professionName, type Names } from './names.ts';

/** One thing that is otherwise than when somebody answered. */
export interface Change {
  readonly what: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A section that changed, line by line; lines that are as they were are left out. */
export interface ChangedSection {
  readonly name: string;
  readonly changes: readonly Change[];
}

const NOTHING = ['Not given'];
const ERASED = ['This text was erased.'];

/** What changed since somebody answered, in the words of the page beside it. */
export function differencesInWords(
  differences: readonly SectionDifference[],
  names: Names,
  conditionText: (id: string) => string,
): readonly ChangedSection[] {
  return differences.map(({ name, before, after }) => {
    const [were, are] = [before ?? {}, after].map((fields) => linesOf(fields, names, conditionText));
    const keys = [...new Set([...(were?.keys() ?? []), ...(are?.keys() ?? [])])];
    const changes = keys.map((what) => ({
      what,
      before: before === null ? ERASED : (were?.get(what) ?? NOTHING),
      after: are?.get(what) ?? NOTHING,
    }));
    return { name, changes: changes.filter((each) => each.before.join('\n') !== each.after.join('\n')) };
  });
}

function linesOf(
  fields: Fields,
  names: Names,
  conditionText: (id: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const lines = Object.entries(fields).flatMap(
    ([way, value]): readonly (readonly [string, readonly string[]])[] => {
      const [from = '', ...rest] = way.split('.');
      const field = rest.at(-1) ?? '';
      if (field === 'files') return [[`Files of ${attachedToWords(whereOf(from))}`, fileNames(value)]];
      if (from === 'facts') {
        const fact = field as keyof Facts;
        return [[factName(fact), [factValue(fact, value)]]];
      }
      if (from === 'proposal') return [[fieldName(field), proposed(field, value, names)]];
      return contentBlocks({ [field]: value }, conditionText).flatMap(({ heading, rows }) =>
        rows.map(
          ({ key, values }) => [heading === null ? key : `${heading}: ${key.toLowerCase()}`, values] as const,
        ),
      );
    },
  );
  return new Map(lines);
}

function whereOf(from: string): AttachedTo {
  const stage = STAGES.find((each) => each === from);
  return stage === undefined ? { kind: 'proposal' } : { kind: 'stage', stage };
}

function fileNames(value: unknown): readonly string[] {
  return (value as readonly { readonly name: string | null }[]).map(({ name }) => name ?? 'Name erased');
}

function proposed(field: string, value: unknown, names: Names): readonly string[] {
  if (typeof value === 'string') return [field === 'lead' ? names.body(value) : inWords(value)];
  if (!Array.isArray(value) || value.length === 0) return NOTHING;
  const each = (entry: unknown) => {
    const word = String(entry);
    if (field === 'affected') return names.body(word);
    if (field === 'team') return professionName(word);
    return inWords(word);
  };
  return value.map(each);
}

/** A code as words; what people wrote is left as it is. */
function inWords(text: string): string {
  return /^[a-z]+(-[a-z]+)*$/.test(text) ? capital(text.replaceAll('-', ' ')) : text;
}
