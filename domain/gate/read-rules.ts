import { LEVELS } from '../level.ts';
import { fail, ok, type Result } from '../result.ts';
import { STAGES } from '../stage.ts';
import { checkRules, type RuleProblem } from './check-rules.ts';
import type {
  Check as Requires,
  GateRules,
  QuorumRule,
  SetRule,
  SignatureRule,
  ThresholdRule,
} from './rules.ts';
import { SECTIONS, type Section } from './sections.ts';

/** What a file of format 2 may leave out. */
type Sparse<T, Optional extends keyof T> = Omit<T, Optional | 'reads'> &
  Partial<Pick<T, Exclude<Optional, 'reads'>>> & { readonly reads?: Reads };
type Reads = 'everything' | readonly Section[] | { readonly allBut: readonly Section[] };

type ThresholdOf2 = Sparse<ThresholdRule, Exclude<keyof ThresholdRule, 'approve'>>;
interface SetOf2 extends Omit<Sparse<SetRule, 'after'>, 'anyOf'> {
  readonly anyOf: readonly ThresholdOf2[];
}
interface QuorumOf2 extends Omit<QuorumRule, 'sets' | 'vetoes'> {
  readonly sets: readonly SetOf2[];
  readonly vetoes?: QuorumRule['vetoes'];
}

interface Format2 extends Omit<GateRules, 'quorum' | 'signatures' | 'advice'> {
  readonly format: 2;
  readonly quorum: readonly QuorumOf2[];
  readonly signatures: readonly Sparse<SignatureRule, 'after'>[];
  readonly advice?: { readonly reads?: Reads };
}

/** As version 1 was written: counts for each deciding body, and nothing of sections. */
interface Format1 extends Omit<GateRules, 'quorum' | 'signatures' | 'advice'> {
  readonly quorum: readonly (Pick<QuorumRule, 'levels' | 'stages'> & {
    readonly approvals: number;
    readonly professions: number;
    readonly registered: number;
    readonly notOwnersProfession: boolean;
  })[];
  readonly signatures: readonly Pick<SignatureRule, 'levels' | 'stages' | 'systems'>[];
}

/** Reads a file of gate rules of either format, and checks that what it asks for can be given. */
export function readGateRules(source: unknown): Result<GateRules, readonly RuleProblem[]> {
  const inForm = checkForm(source);
  if (inForm.length > 0) return fail(inForm);
  const file = source as Format1 | Format2;
  const rules = 'format' in file ? fromFormat2(file) : fromFormat1(file);
  const problems = checkRules(rules);
  return problems.length > 0 ? fail(problems) : ok(rules);
}

function fromFormat1(file: Format1): GateRules {
  return {
    ...file,
    quorum: file.quorum.map(
      ({ levels, stages, approvals, professions, registered, notOwnersProfession }): QuorumRule => ({
        levels,
        stages,
        sets: [
          {
            id: 'approvals',
            name: 'Approvals',
            of: 'each-deciding-body',
            anyOf: [
              {
                ...NOTHING_MORE,
                approve: approvals,
                professions,
                among: registered === 0 ? [] : [{ atLeast: registered, filter: { registered: true } }],
                notOwnersProfession,
              },
            ],
            after: [],
            reads: null,
          },
        ],
        vetoes: [],
      }),
    ),
    signatures: file.signatures.map((rule) => ({ ...rule, after: [], reads: null })),
    advice: { reads: null },
  };
}

const NOTHING_MORE: Omit<ThresholdRule, 'approve'> = {
  decline: 1,
  filter: {},
  professions: 1,
  bodies: 1,
  among: [],
  notOwnersProfession: false,
  reads: null,
};

function fromFormat2({ format: _, ...file }: Format2): GateRules {
  return {
    ...file,
    quorum: file.quorum.map(({ sets, vetoes, ...rule }) => ({
      ...rule,
      vetoes: vetoes ?? [],
      sets: sets.map((set) => ({
        ...set,
        after: set.after ?? [],
        reads: readsOf(set.reads),
        anyOf: set.anyOf.map((each) => ({ ...NOTHING_MORE, ...each, reads: readsOf(each.reads) })),
      })),
    })),
    signatures: file.signatures.map((rule) => ({
      ...rule,
      after: rule.after ?? [],
      reads: readsOf(rule.reads),
    })),
    advice: { reads: readsOf(file.advice?.reads) },
  };
}

function readsOf(reads: Reads | undefined): readonly Section[] | null {
  if (reads === undefined || reads === 'everything') return null;
  return 'allBut' in reads ? SECTIONS.filter((section) => !reads.allBut.includes(section)) : reads;
}

type Check = (value: unknown, where: string) => readonly RuleProblem[];

const is =
  (what: string, holds: (value: unknown) => boolean): Check =>
  (value, where) =>
    holds(value) ? [] : [{ where, rule: 'form', detail: `${where} is to be ${what}.` }];
const text = is('a text', (value) => typeof value === 'string' && value !== '');
const count = is('a whole number, 0 or more', (value) => Number.isInteger(value) && (value as number) >= 0);
const truth = is('true or false', (value) => typeof value === 'boolean');
const oneOf = (words: readonly unknown[]) =>
  is(`one of ${words.join(', ')}`, (value) => words.includes(value));
const list =
  (each: Check): Check =>
  (value, where) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => each(item, `${where}[${index}]`))
      : [{ where, rule: 'form', detail: `${where} is to be a list.` }];
const optional =
  (check: Check): Check =>
  (value, where) =>
    value === undefined ? [] : check(value, where);

/** Of these members, and of no others, so that a word that is misspelt is not overlooked. */
function record(members: Readonly<Record<string, Check>>): Check {
  return (value, where) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return [{ where, rule: 'form', detail: `${where} is to be an object.` }];
    const unknown = Object.keys(value).filter((key) => !Object.hasOwn(members, key));
    return [
      ...unknown.map((key) => ({
        where: `${where}.${key}`,
        rule: 'unknown',
        detail: `${where} has no ${key}: it takes ${Object.keys(members).join(', ')}.`,
      })),
      ...Object.entries(members).flatMap(([key, check]) =>
        check((value as Record<string, unknown>)[key], `${where}.${key}`),
      ),
    ];
  };
}

const levels = list(oneOf(LEVELS));
const stages = list(oneOf(STAGES));
const sections = list(oneOf(SECTIONS));
const reads: Check = optional((value, where) =>
  value === 'everything'
    ? []
    : Array.isArray(value)
      ? sections(value, where)
      : record({ allBut: sections })(value, where),
);
const filter = record({
  professions: optional(list(text)),
  staffGroups: optional(list(text)),
  registered: optional(truth),
  bodies: optional(list(text)),
  levels: optional(levels),
  roles: optional(list(oneOf(['approver', 'signatory']))),
});
const threshold = record({
  approve: count,
  decline: optional(count),
  filter: optional(filter),
  professions: optional(count),
  bodies: optional(count),
  among: optional(list(record({ atLeast: count, filter }))),
  notOwnersProfession: optional(truth),
  reads,
});
const paths = list(text);
/** What each kind of check of a requirement takes. */
const CHECKS: Readonly<Record<Requires['kind'], Check>> = {
  present: record({ kind: text, paths }),
  each: record({ kind: text, list: text, fields: paths }),
  'each-or': record({ kind: text, list: text, fields: paths, or: text }),
  never: record({ kind: text, paths, value: text }),
  distinct: record({ kind: text, list: text, atLeast: count }),
  'facts-confirmed': record({ kind: text }),
  'money-within-approved': record({ kind: text }),
};
const check: Check = (value, where) => {
  const kind = typeof value === 'object' && value !== null && 'kind' in value ? value.kind : undefined;
  const known = Object.entries(CHECKS).find(([name]) => name === kind);
  return known?.[1](value, where) ?? oneOf(Object.keys(CHECKS))(kind, `${where}.kind`);
};
const requirements = list(record({ id: text, name: text, checks: list(check) }));
const common = {
  version: count,
  name: text,
  times: record({ decideWithin: count, remindBefore: count, tellAgainAfter: count, chain: list(text) }),
  requirements: record(Object.fromEntries(STAGES.map((stage) => [stage, requirements]))),
};
const format2 = record({
  ...common,
  format: oneOf([2]),
  quorum: list(
    record({
      levels,
      stages,
      sets: list(
        record({
          id: text,
          name: text,
          of: oneOf(['each-deciding-body', 'deciding-bodies-together']),
          anyOf: list(threshold),
          after: optional(list(text)),
          reads,
        }),
      ),
      vetoes: optional(list(filter)),
    }),
  ),
  signatures: list(
    record({ levels, stages, systems: oneOf(['every', 'one']), after: optional(list(text)), reads }),
  ),
  advice: optional(record({ reads })),
});
const format1 = record({
  ...common,
  quorum: list(
    record({
      levels,
      stages,
      approvals: count,
      professions: count,
      registered: count,
      notOwnersProfession: truth,
    }),
  ),
  signatures: list(record({ levels, stages, systems: oneOf(['every', 'one']) })),
});

function checkForm(source: unknown): readonly RuleProblem[] {
  const isFormat2 = typeof source === 'object' && source !== null && 'format' in source;
  return (isFormat2 ? format2 : format1)(source, 'rules').map((problem) => ({
    ...problem,
    where: problem.where.replace(/^rules\./, ''),
  }));
}
