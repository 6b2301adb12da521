import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { play } from '../../cli/commands/play.ts';
import { openHouse, type House } from '../support/house.ts';
import { sharedPath } from '../support/shared.ts';

describe('cases, played through the public API on the real engines', function () {
  this.timeout(180_000);
  let house: House;
  before(async () => {
    house = await openHouse();
  });
  after(() => house.close());

  it('the shared cases all reach the end, decided where each must be', async () => {
    const folder = sharedPath('cases');
    if (folder === null) return;
    const files = readdirSync(folder).map((file) => join(folder, file));
    const lines: string[] = [];
    const { passed, failed } = await play(house.url, files, (line) => lines.push(line));
    expect({ passed, failed }, lines.join('\n')).to.deep.equal({ passed: files.length, failed: 0 });
    console.log(lines.join('\n'));
  });
});
void projectRoot;
