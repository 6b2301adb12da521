import { FloorVotes } from '../floors/vote.ts';
import type { Ballot } from './messages.ts';
import { serveOrders } from './serve.ts';

// Votes as bare statements.
const floor = new FloorVotes(process.env['BENCH_DATABASE'] ?? '', process.env['BENCH_ANSWER'] ?? '{}');
serveOrders((ballot: Ballot) => floor.cast(ballot));
