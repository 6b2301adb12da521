import { openHouse } from '../house.ts';
import { stopTestServers } from '../servers.ts';
import { tryTheWalls } from './try-the-walls.ts';

// A process of its own, since its authorisation function is taken out as it is loaded. What came of it is the one line that
// it prints.
const house = await openHouse();
try {
  const withoutRowSecurity = process.argv.includes('without-row-security');
  console.log(JSON.stringify(await tryTheWalls(house, { withoutAuthorisation: true, withoutRowSecurity })));
} finally {
  await house.close();
  await stopTestServers();
}
