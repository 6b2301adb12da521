import { createReadiness, type Readiness } from '../contracts/readiness.ts';
import type { Probe } from '../store/probe.ts';
import type { Authenticate } from './authenticate.ts';

/**
 * What must be so before requests are sent to this process: the database answers and has what this code needs, and
 * tokens can be judged. Temporal is not among it: votes are taken while it is down. Of what moves things on, the relay
 * is told of.
 */
export function webReadiness(probe: Probe, authenticate: Authenticate): () => Promise<Readiness> {
  return createReadiness(
    {
      database: () => probe.database(),
      'signing-keys': () => authenticate.ready(),
    },
    { relay: () => probe.relay() },
  );
}
