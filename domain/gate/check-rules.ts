import { LEVELS } from '../level.ts';
import { isProfessionCode, neverCounts, STAFF_GROUP_NAMES } from '../professions.ts';
import { STAGES } from '../stage.ts';
import { SIGNATURES } from './route-sets.ts';
import { ruleFor, type FilterRule, type GateRules, type QuorumRule, type ThresholdRule } from './rules.ts';
import { leftToMeet, type Filter, type ThresholdSet } from './thresholds.ts';

/** What is wrong with a file of gate rules: where, which rule of theirs it breaks, and what would mend it. */
export interface RuleProblem {
  readonly where: string;
  readonly rule: string;
  readonly detail: string;
}

/** What of some rules could not be: an unknown word, a threshold that nobody could meet, an order that never begins. */
export function checkRules(rules: GateRules): readonly RuleProblem[] {
  return [
    ...LEVELS.flatMap((level) =>
      STAGES.filter((stage) => ruleFor(rules.quorum, level, stage) === undefined).map((stage) =>
        problem('quorum', 'complete', `No rule says who must agree at level ${level} to ${stage}.`),
      ),
    ),
    ...rules.quorum.flatMap((rule, index) => checkQuorum(rule, `quorum[${index}]`, rules)),
    ...rules.signatures.flatMap(({ after, levels, stages }, index) => {
      const where = `signatures[${index}]`;
      const known = rules.quorum
        .filter((rule) => levels.some((each) => rule.levels.includes(each)))
        .filter((rule) => stages.some((each) => rule.stages.includes(each)));
      return [
        ...after
          .filter((id) => !known.some(({ sets }) => sets.some((set) => set.id === id)))
          .map((id) =>
            problem(`${where}.after`, 'known', `No set ${id} is asked for beside these signatures.`),
          ),
      ];
    }),
  ];
}

function checkQuorum(rule: QuorumRule, where: string, rules: GateRules): readonly RuleProblem[] {
  const { sets, vetoes } = rule;
  const ids = sets.map(({ id }) => id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index || id === SIGNATURES);
  return [
    ...(sets.length === 0 ? [problem(`${where}.sets`, 'complete', 'At least one set must be met.')] : []),
    ...twice.map((id) =>
      problem(`${where}.sets`, 'once', `Name the set ${id} otherwise: that name is taken.`),
    ),
    ...sets.flatMap((set, index) => {
      const at = `${where}.sets[${index}]`;
      const waits = set.after.filter((id) => id !== SIGNATURES && !ids.includes(id));
      return [
        ...(set.anyOf.length === 0
          ? [problem(`${at}.anyOf`, 'complete', 'Say at least one threshold.')]
          : []),
        ...waits.map((id) => problem(`${at}.after`, 'known', `There is no set ${id} to come after.`)),
        ...set.anyOf.flatMap((each, n) => checkThreshold(each, `${at}.anyOf[${n}]`, set.of)),
        ...(index === 0 && signsByApproval(rule, rules) ? set.anyOf : []).flatMap(({ filter }, n) =>
          filter.roles?.includes('approver') === true
            ? [
                problem(
                  `${at}.anyOf[${n}].filter.roles`,
                  'possible',
                  'Where an ICS decides, one of these approvals is by a signatory and is its signature: ask it of either role.',
                ),
              ]
            : [],
        ),
      ];
    }),
    ...cycleIn(rule, rules).map((id) =>
      problem(`${where}.sets`, 'order', `The set ${id} comes after itself, so nobody could ever begin.`),
    ),
    ...vetoes.flatMap((filter, index) => checkFilter(filter, `${where}.vetoes[${index}]`)),
    ...confirmsNoFacts(rule, rules).map((stage) =>
      problem(
        `${where}.sets`,
        'facts-read',
        `At ${stage} an approval confirms the facts: let at least one set read facts and money.`,
      ),
    ),
  ];
}

/** Whether at some gates of a rule an ICS decides whose kind signs. */
function signsByApproval({ levels, stages }: QuorumRule, rules: GateRules): boolean {
  return (
    levels.includes('system') &&
    stages.some((stage) => ruleFor(rules.signatures, 'system', stage) !== undefined)
  );
}

/** The sets that, by way of others, come after themselves; signatures are in the way where they wait for sets too. */
function cycleIn({ sets, levels, stages }: QuorumRule, rules: GateRules): readonly string[] {
  const signatures = rules.signatures.filter(
    (rule) =>
      rule.levels.some((each) => levels.includes(each)) && rule.stages.some((each) => stages.includes(each)),
  );
  const before = new Map(sets.map(({ id, after }) => [id, after]));
  before.set(
    SIGNATURES,
    signatures.flatMap(({ after }) => after),
  );
  const reaches = (from: string, to: string, seen: ReadonlySet<string>): boolean =>
    (before.get(from) ?? []).some(
      (id) => id === to || (!seen.has(id) && reaches(id, to, new Set([...seen, id]))),
    );
  return sets.map(({ id }) => id).filter((id) => reaches(id, id, new Set([id])));
}

function confirmsNoFacts({ sets, stages }: QuorumRule, rules: GateRules): readonly string[] {
  const reads = sets.some((set) =>
    set.anyOf.every((each) => {
      const read = each.reads ?? set.reads;
      return read === null || (read.includes('facts') && read.includes('money'));
    }),
  );
  if (reads) return [];
  return stages.filter((stage) =>
    rules.requirements[stage].some(({ checks }) => checks.some(({ kind }) => kind === 'facts-confirmed')),
  );
}

function checkThreshold(
  threshold: ThresholdRule,
  where: string,
  of: QuorumRule['sets'][number]['of'],
): readonly RuleProblem[] {
  const { approve, decline, professions, bodies, among, filter } = threshold;
  const found = [
    ...(approve < 1 ? [problem(`${where}.approve`, 'possible', 'At least one approval is asked for.')] : []),
    ...(decline < 1 ? [problem(`${where}.decline`, 'possible', 'At least one decline ends it.')] : []),
    ...(professions > approve
      ? [
          problem(
            `${where}.professions`,
            'possible',
            `${approve} people are not of ${professions} professions.`,
          ),
        ]
      : []),
    ...(bodies > (of === 'each-deciding-body' ? 1 : approve)
      ? [problem(`${where}.bodies`, 'possible', `These approvals cannot be of ${bodies} bodies.`)]
      : []),
    ...(filter.roles !== undefined && filter.roles.length !== 1
      ? [problem(`${where}.filter.roles`, 'possible', 'Name one role, or none for either.')]
      : []),
    ...among.flatMap((each, index) => [
      ...(each.atLeast > approve
        ? [
            problem(
              `${where}.among[${index}]`,
              'possible',
              `${each.atLeast} of ${approve} approvals cannot be.`,
            ),
          ]
        : []),
      ...checkFilter(each.filter, `${where}.among[${index}].filter`),
    ]),
    ...checkFilter(filter, `${where}.filter`),
  ];
  if (found.length > 0 || canBeMet(threshold)) return found;
  return [
    problem(
      where,
      'possible',
      `No ${approve} people could meet it, whoever they are: ask for more, or for less of them.`,
    ),
  ];
}

/** Whether people of all professions could meet it; bodies and levels are of the day, and said by the map. */
function canBeMet({ approve, decline, professions, among, filter }: ThresholdRule): boolean {
  const unplaced = ({ bodies: _, levels: __, ...rest }: FilterRule): Filter => rest;
  const set: Pick<ThresholdSet, 'anyOf' | 'byProfession'> = {
    byProfession: true,
    anyOf: [
      {
        ...{ approve, decline, professions, bodies: 1, reads: null },
        filter: unplaced(filter),
        among: among.map((each) => ({ atLeast: each.atLeast, filter: unplaced(each.filter) })),
      },
    ],
  };
  const role = filter.roles?.[0] ?? 'approver';
  const free = { approver: 0, signatory: 0, [role]: approve, bodies: ['any'] };
  return leftToMeet(set as ThresholdSet, [], free) !== null;
}

function checkFilter({ professions, staffGroups }: FilterRule, where: string): readonly RuleProblem[] {
  return [
    ...(professions ?? [])
      .filter((code) => !isProfessionCode(code) || neverCounts(code))
      .map((code) =>
        problem(
          `${where}.professions`,
          'known',
          isProfessionCode(code) ? `A ${code} never counts.` : `There is no profession ${code}.`,
        ),
      ),
    ...(staffGroups ?? [])
      .filter((code) => !Object.hasOwn(STAFF_GROUP_NAMES, code))
      .map((code) => problem(`${where}.staffGroups`, 'known', `There is no staff group ${code}.`)),
  ];
}

function problem(where: string, rule: string, detail: string): RuleProblem {
  return { where, rule, detail };
}
