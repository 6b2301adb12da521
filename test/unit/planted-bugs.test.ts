import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { BUGS } from '../support/model/planted/bugs.ts';

describe('bugs that are planted for the model to find', () => {
  it('are twenty at least, each of another kind', () => {
    expect(new Set(BUGS.map(({ what }) => what)).size)
      .to.equal(BUGS.length)
      .and.be.at.least(20);
  });

  for (const { what, edits } of BUGS)
    it(`can be planted: ${what}`, () => {
      for (const { file, from, to } of edits) {
        const source = readFileSync(join(projectRoot(), file), 'utf8');
        expect(source.split(from).length, `${file} has once: ${from}`).to.equal(2);
        expect(to).not.to.equal(from);
      }
    });
});
