import { REASON, type Ballot } from './messages.ts';
import { post } from './post.ts';
import { serveOrders } from './serve.ts';

// Votes through HTTP.
serveOrders(({ task, contentHash, voter }: Ballot) =>
  post(`/v1/tasks/${task}/complete`, voter.token, { outcome: 'approve', contentHash, reason: REASON }),
);
