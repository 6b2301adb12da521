import type { RoutingFacts } from '../../domain/facts.ts';

/** Facts that no rule but the one of the place minds; a test says what is different. */
export function factsWith(different: Partial<RoutingFacts> = {}): RoutingFacts {
  return {
    stage: 'develop-plan',
    scope: 'place',
    revenueGbp: 0,
    capitalGbp: 0,
    consultancyGbp: 0,
    novelContentiousOrRepercussive: false,
    changesNationalStandard: false,
    caseToGovernment: false,
    regulatedProgramme: false,
    substantialServiceChange: false,
    residualRisk: 4,
    qualityConcernUnresolved: false,
    ...different,
  };
}
