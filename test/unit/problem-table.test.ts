import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { problemOf } from '../../api/problem.ts';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { refusal, REFUSALS, type RefusalCode } from '../../domain/refusal.ts';

const sources = (room: string) =>
  readdirSync(join(projectRoot(), room), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(projectRoot(), room, name), 'utf8'));

/** Every refusal with its status, and every problem that the API names in its own code. */
function allCodes(): ReadonlySet<string> {
  const refused = (Object.keys(REFUSALS) as RefusalCode[]).map(
    (code) => `${problemOf(refusal(code, 'No.')).status} ${code}`,
  );
  const named = sources('api').flatMap((text) =>
    [...text.matchAll(/\bproblem\(\s*(\d{3}),\s*'([a-z-]+)'/g)].map(
      ([, status, code]) => `${status} ${code}`,
    ),
  );
  return new Set([...refused, ...named]);
}

describe('the table of problems in the API guide', () => {
  const guide = readFileSync(join(projectRoot(), 'docs/api-guide.md'), 'utf8');
  const listed = [...guide.matchAll(/^\| (\d{3}) +\| `([a-z-]+)` +\| \S/gm)].map(
    ([, status, code]) => `${status} ${code}`,
  );

  it('has every refusal and every problem of the API, with its status', () => {
    const all = allCodes();
    expect([...all].filter((each) => !listed.includes(each))).to.deep.equal([]);
    expect(all.size).to.be.greaterThan(Object.keys(REFUSALS).length + 20);
  });

  it('has nothing twice, and nothing that is never answered', () => {
    expect(listed.filter((each, index) => listed.indexOf(each) !== index)).to.deep.equal([]);
    const all = allCodes();
    expect(listed.filter((each) => !all.has(each))).to.deep.equal([]);
  });
});
