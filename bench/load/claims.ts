import { post } from './post.ts';
import type { Ballot } from './messages.ts';
import { serveOrders } from './serve.ts';

// The next task for whoever would vote, through HTTP: which one is for Remit to find.
serveOrders(({ voter }: Ballot) => post('/v1/tasks/claim-next', voter.token, {}));
