import { stopTestServers } from '../servers.ts';
import { openWalled, tryTheWalls } from './try-the-walls.ts';

// A process of its own, since its authorisation function is taken out as it is loaded. What came of it is the one line that
// it prints.
const walled = await openWalled();
try {
  const withoutRowSecurity = process.argv.includes('without-row-security');
  console.log(JSON.stringify(await tryTheWalls(walled, { withoutAuthorisation: true, withoutRowSecurity })));
} finally {
  await walled.house.close();
  await stopTestServers();
}
