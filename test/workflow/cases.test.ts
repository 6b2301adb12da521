import { expect } from 'chai';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { play } from '../../cli/commands/play.ts';
import { STAGES } from '../../domain/stage.ts';
import type { CaseFile } from '../../cli/play/case-file.ts';
import { openHouse, type House } from '../support/house.ts';
import { sharedPath } from '../support/shared.ts';

/** The shared cases where they are, otherwise the project's own. */
const FOLDER = sharedPath('cases') ?? join(projectRoot(), 'examples');
const FILES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => join(FOLDER, file));

describe(`cases of ${basename(join(FOLDER, '..'))}/${basename(FOLDER)}, played on the real engines`, function () {
  this.timeout(300_000);
  let house: House;
  let folder: string;
  before(async () => {
    house = await openHouse();
    folder = mkdtempSync(join(tmpdir(), 'remit-cases-'));
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await house.close();
  });

  it('all reach the end, each stage decided where it must be, by a gate that the workflow opened', async () => {
    const lines: string[] = [];
    const { passed, failed } = await play(house.url, FILES, (line) => lines.push(line));
    expect({ passed, failed }, lines.join('\n')).to.deep.equal({ passed: FILES.length, failed: 0 });
  });

  it('with one wrong expectation each, every one fails and says what is different', async () => {
    const wrong = FILES.map((file, index) => {
      const played = JSON.parse(readFileSync(file, 'utf8')) as CaseFile;
      const stage = STAGES[index % STAGES.length] ?? 'develop-plan';
      const copy = join(folder, basename(file));
      const spoiled = {
        ...played,
        expected: { ...played.expected, [stage]: spoil(played.expected[stage], index) },
      };
      writeFileSync(copy, JSON.stringify(spoiled));
      return { copy, stage };
    });
    const lines: string[] = [];
    const { passed, failed } = await play(
      house.url,
      wrong.map((each) => each.copy),
      (line) => lines.push(line),
    );
    expect({ passed, failed }, lines.join('\n')).to.deep.equal({ passed: 0, failed: FILES.length });
    const said = lines.filter((line) => line.startsWith('  !'));
    expect(said).to.have.lengthOf(FILES.length);
    for (const { stage } of wrong) expect(said.some((line) => line.includes(`${stage}: `))).to.equal(true);
  });

  it('a stage without one field of its content is held, and the requirement is named', async () => {
    const [file] = FILES;
    const played = JSON.parse(readFileSync(file ?? '', 'utf8')) as CaseFile;
    const copies = STAGES.map((stage) => {
      const content = structuredClone(played.content);
      const path = dropField(content[stage]);
      const copy = join(folder, `${stage}-without.json`);
      writeFileSync(copy, JSON.stringify({ ...played, content }));
      return { stage, path, copy };
    });
    const lines: string[] = [];
    const { failed } = await play(
      house.url,
      copies.map((each) => each.copy),
      (line) => lines.push(line),
    );
    expect(failed).to.equal(STAGES.length);
    for (const { stage, path } of copies) {
      const said = lines.find((line) => line.includes(`! ${stage}: the gate is open`)) ?? '';
      expect(said, lines.join('\n')).to.contain(`content.${path}`);
    }
  });
});

/** Another level, body, escalation, rule or referral than the right one, turn about. */
function spoil(gate: CaseFile['expected']['develop-plan'], index: number): unknown {
  const ways = [
    { level: gate.level === 'region' ? 'system' : 'region' },
    { bodies: ['Y63'] },
    { escalatedFrom: gate.escalatedFrom === null ? 'place' : null },
    { deciding: ['S-99'] },
    { referTo: [...gate.referTo, { authority: 'nobody', kind: 'notice' }] },
  ];
  return { ...gate, ...ways[index % ways.length] };
}

/** Takes the last leaf out, and says where it was. */
function dropField(value: unknown, path = ''): string {
  const entries = Object.entries(value as Record<string, unknown>);
  const [key, member] = entries.at(-1) ?? ['', undefined];
  const here = Array.isArray(value) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
  if (typeof member === 'object' && member !== null && typeof Object.values(member)[0] !== 'undefined') {
    if (!(Array.isArray(member) && typeof member[0] === 'string')) return dropField(member, here);
  }
  Reflect.deleteProperty(value as object, key);
  return here;
}
