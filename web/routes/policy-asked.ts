import { mayNot } from '../../domain/authorisation.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { noSuchVersion } from '../../domain/policy-life/draft-policy.ts';
import { problemOf, ProblemError } from '../../api/problem.ts';
import { readOne } from '../../api/read-one.ts';
import type { Services } from '../../api/services.ts';
import { policySource } from '../../store/policies.ts';
import type { Asking } from '../personal.ts';

/** The version of the subsidiarity policy that a page's address names. @throws ProblemError where there is none */
export async function policyAsked(services: Services, { person, request }: Asking): Promise<Policy> {
  const denied = mayNot(person, 'policy.read');
  if (denied !== null) throw new ProblemError(problemOf(denied));
  const version = String(request.params['version']).slice(0, 50);
  return readOne(services, person, async (sql) => {
    const text = await policySource(sql, 'subsidiarity', version);
    if (text === null) throw new ProblemError(problemOf(noSuchVersion(version)));
    return services.world.policy(sql, version);
  });
}
