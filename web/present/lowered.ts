import type { Fact } from '../../domain/facts.ts';
import type { Said } from '../../domain/initiative/events.ts';
import { LEVEL_NAMES, type Level } from '../../domain/level.ts';
import { never } from '../../domain/result.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import type { Lowered } from '../../store/read/lowered.ts';
import { factName, factValue } from '../words/content-words.ts';
import { dayAndTime } from '../words/dates.ts';
import { listed, type Names } from '../words/names.ts';

/** One change by which a decision is taken at a lower level, as a board reads it. */
export function loweredView({ event, initiative }: Lowered, names: Names) {
  const { levels, rules, facts, claims, scope } = event.data;
  return {
    href: `/initiatives/${initiative.id}`,
    title: initiative.title ?? 'Title erased',
    lead: names.body(initiative.lead),
    at: dayAndTime(event.at),
    asked: asked(event, names),
    levels: levels.map(({ stage, from, to }) => {
      const gone = rules?.[stage];
      return {
        stage: STAGE_NAMES[stage],
        change: `From ${LEVEL_NAMES[from]} to ${LEVEL_NAMES[to]} level.`,
        rules: gone === undefined ? 'Which rules match no more was not recorded.' : rulesInWords(gone),
      };
    }),
    facts: Object.entries(facts).map(([name, { from, to }]) => {
      const fact = name as Fact;
      const said = claims?.[fact];
      return {
        key: factName(fact),
        values: [
          `From ${valueOf(fact, from)}${said === undefined ? '' : `, ${saidInWords(said.from, names)}`}`,
          `to ${valueOf(fact, to)}${said === undefined ? '' : `, ${saidInWords(said.to, names)}`}.`,
        ],
      };
    }),
    scope:
      scope === null ? null : `How far it reaches changed from ${reach(scope.from)} to ${reach(scope.to)}.`,
  };
}

const valueOf = (fact: Fact, value: unknown) => factValue(fact, value);
const reach = (level: Level | null) => (level === null ? 'nothing that was said' : LEVEL_NAMES[level]);

function rulesInWords(rules: readonly string[]): string {
  if (rules.length === 0) return 'The rules that decided match still, at a lower level.';
  return rules.length === 1
    ? `Rule ${rules[0] ?? ''} matches no more.`
    : `Rules ${listed(rules)} match no more.`;
}

function saidInWords({ by, confirmed }: Said, names: Names): string {
  const others = [...new Set(confirmed)].map(names.person);
  return `as ${names.person(by)} said${others.length === 0 ? ' and nobody else confirmed' : ` and ${listed(others)} confirmed`}`;
}

function asked({ actor, data: { because } }: Lowered['event'], names: Names): string {
  const who = names.person(actor);
  switch (because) {
    case 'edited':
      return `${who} changed the proposal.`;
    case 'accepted':
      return `${who} accepted a challenge of a fact.`;
    case 'withdrawn':
      return `${who} withdrew a challenge of a fact.`;
    case 'upheld':
      return `${who} upheld a challenge of a fact.`;
    case 'dismissed':
      return `${who} dismissed a challenge of a fact.`;
    case 'linked-changed':
      return 'Initiatives that are linked with it ask for other money than before.';
    default:
      return never(because);
  }
}
