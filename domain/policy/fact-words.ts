import type { FactName } from './routing-table.ts';

/** How a fact is asked for, in a phrase that ends a sentence about what is wrong with it. */
interface FactWords {
  readonly ask: string;
}

/** How a number is spoken of. */
export interface NumberWords extends FactWords {
  readonly kind: 'number';
  readonly noun: string;
  readonly unit: '£' | '';
}

/** How a yes-or-no fact is spoken of when it holds, when it does not, and in a condition that it did not or did. */
export interface ClaimWords extends FactWords {
  readonly kind: 'claim';
  readonly holds: string;
  readonly holdsNot: string;
  readonly ifNot: string;
  readonly ifSo: string;
}

/** A fact that routes without being asserted by the owner: it is spoken of through stage and scope names. */
interface PlaceWords extends FactWords {
  readonly kind: 'place';
}

const YES_OR_NO = 'say true or false, without quotes';

/** The words for every fact, used wherever a fact is named to a person. */
export const FACT_WORDS: Readonly<Record<FactName, NumberWords | ClaimWords | PlaceWords>> = {
  stage: { kind: 'place', ask: 'name the stage whose gate is to be decided' },
  scope: { kind: 'place', ask: 'derive it from the lead body and the affected bodies' },
  revenueGbp: money('the revenue asked for', 'give the revenue asked for'),
  capitalGbp: money('the capital asked for', 'give the capital asked for'),
  consultancyGbp: money('the consultancy asked for', 'give the part of the revenue that is for consultancy'),
  novelContentiousOrRepercussive: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'it is novel, contentious or repercussive',
    holdsNot: 'it is not novel, contentious or repercussive',
    ifNot: 'it were not novel, contentious or repercussive',
    ifSo: 'it were novel, contentious or repercussive',
  },
  changesNationalStandard: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'it changes a national strategy, plan, standard, outcome or priority',
    holdsNot: 'it changes no national strategy, plan, standard, outcome or priority',
    ifNot: 'it did not change a national strategy, plan, standard, outcome or priority',
    ifSo: 'it changed a national strategy, plan, standard, outcome or priority',
  },
  caseToGovernment: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'it makes a case to government or allocates national resource',
    holdsNot: 'it makes no case to government and allocates no national resource',
    ifNot: 'it made no case to government and allocated no national resource',
    ifSo: 'it made a case to government or allocated national resource',
  },
  regulatedProgramme: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'it is a regulated programme',
    holdsNot: 'it is not a regulated programme',
    ifNot: 'it were not a regulated programme',
    ifSo: 'it were a regulated programme',
  },
  substantialServiceChange: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'it is a substantial service change',
    holdsNot: 'it is not a substantial service change',
    ifNot: 'it were not a substantial service change',
    ifSo: 'it were a substantial service change',
  },
  residualRisk: {
    kind: 'number',
    ask: 'give likelihood times impact, each 1 to 5, as a number without quotes',
    noun: 'the residual risk',
    unit: '',
  },
  qualityConcernUnresolved: {
    kind: 'claim',
    ask: YES_OR_NO,
    holds: 'a quality concern was raised and local mitigation has failed',
    holdsNot: 'no quality concern is unresolved',
    ifNot: 'the quality concern were resolved',
    ifSo: 'a quality concern were unresolved',
  },
};

function money(noun: string, ask: string): NumberWords {
  return {
    kind: 'number',
    ask: `${ask} in pounds, as a number without quotes, 0 where there is none, two decimals at most`,
    noun,
    unit: '£',
  };
}

/** True for a fact that is an amount in pounds. */
export function isMoney(name: FactName): boolean {
  const words = FACT_WORDS[name];
  return words.kind === 'number' && words.unit === '£';
}

/** A number with its thousands apart: 1400000.5 as "1,400,000.50". Pence are shown only where there are any. */
export function grouped(value: number): string {
  const text = Number.isInteger(value) ? String(value) : value.toFixed(2);
  return text.replace(/^-?\d+/, (whole) => whole.replaceAll(/\B(?=(\d{3})+$)/g, ','));
}
