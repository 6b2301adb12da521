import { hashOf } from '../../domain/log/hash.ts';
import { v7 as uuid } from 'uuid';
import { completeTask } from '../../api/routes/tasks.ts';
import { REASON, type Ballot } from './messages.ts';
import { serveOrders } from './serve.ts';
import { identityOf, openServices } from './services.ts';

// Votes through the handler as the API calls it, with the answer made and kept; no HTTP, no token.
const services = await openServices();
async function cast({ task, contentHash, voter: { subject } }: Ballot): Promise<void> {
  const identity = await identityOf(services, subject);
  const body = { outcome: 'approve', contentHash, reason: REASON } as const;
  const once = {
    caller: identity.id,
    route: `POST /v1/tasks/${task}/complete`,
    key: uuid(),
    requestHash: hashOf([body, null]),
  };
  const answer = await completeTask(services, identity, task, body, once);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

serveOrders(cast);
