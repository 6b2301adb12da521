import type { z } from 'zod';
import type { Facts } from '../domain/facts.ts';
import type { Proposal } from '../domain/initiative/proposal.ts';
import type { initiativeChange, newInitiative } from './schemas/initiative.ts';

/** A proposal as it was sent; what was left out is empty. */
export function newProposal(body: z.output<typeof newInitiative>): Proposal {
  const {
    title,
    aim = null,
    involvement = 'led',
    lead,
    affected = [],
    partners = [],
    purposes = [],
    team = [],
    linkedInitiatives = [],
    policy,
  } = body;
  return {
    ...{ title, aim, involvement, lead: lead.code, affected, partners, purposes, team },
    ...linked(linkedInitiatives),
    ...(policy && { policy }),
  };
}

/** A proposal with some of its fields replaced. */
export function changedProposal(before: Proposal, body: z.output<typeof initiativeChange>): Proposal {
  const { title, aim, involvement, lead, affected, partners, purposes, team } = body;
  const { linkedInitiatives = before.linkedInitiatives ?? [], policy = before.policy } = body;
  return {
    title: title ?? before.title,
    aim: aim ?? before.aim,
    involvement: involvement ?? before.involvement,
    lead: lead?.code ?? before.lead,
    affected: affected ?? before.affected,
    partners: partners ?? before.partners,
    purposes: purposes ?? before.purposes,
    team: team ?? before.team,
    ...linked(linkedInitiatives),
    ...(policy && { policy }),
  };
}

/** Left out where there are none: what approvers were shown before there were links has the same hash. */
function linked(ids: readonly string[]): Pick<Proposal, 'linkedInitiatives'> {
  return ids.length === 0 ? {} : { linkedInitiatives: ids };
}

/** The facts that were given; one that was left out is not a fact. */
export function givenFacts(facts: z.output<typeof newInitiative>['facts'] = {}): Partial<Facts> {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
