import { FloorVotes } from '../floors/vote.ts';
import { serveOrders } from './serve.ts';

// Votes as bare statements.
const floor = new FloorVotes(process.env['BENCH_DATABASE'] ?? '', process.env['BENCH_ANSWER'] ?? '{}');
serveOrders((ballot) => floor.cast(ballot));
