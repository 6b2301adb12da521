import { stopTestServers } from '../../servers.ts';
import { openModelled } from '../run.ts';

// A process of its own, since a mistake is planted in it as it is loaded. What came of it is the one line that it prints.
const [runs = '1', seed = '1'] = process.argv.slice(2);
const modelled = await openModelled();
try {
  const ran = await modelled.compare({ runs: Number(runs), seed: Number(seed), shrink: false });
  console.log(JSON.stringify({ runs: ran.runs, difference: ran.difference }));
} finally {
  await modelled.close();
  await stopTestServers();
}
