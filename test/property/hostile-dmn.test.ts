import { expect } from 'chai';
import { ok } from '../../domain/result.ts';
import { loadModel } from '../../domain/policy/compile-model.ts';
import { decideModel } from '../../domain/policy/decide-model.ts';
import type { DecisionTable } from '../../domain/policy/decision-table.ts';
import { loadPolicy, outcome } from '../../domain/policy/policy.ts';
import { readModel } from '../../domain/policy/read-model.ts';
import { hostileFiles, type Hostile } from '../support/hostile-dmn.ts';
import { factsWith } from '../support/plain-facts.ts';
import { RICH_FACTS, richModel } from '../support/rich-model.ts';
import { SHIPPED_XML } from '../support/shipped-policy.ts';

/** `REMIT_HOSTILE_FILES=1000` tries as many; a smaller number keeps the tests quick. */
const FILES = Number(process.env['REMIT_HOSTILE_FILES'] ?? 36);
const SEED = Number(process.env['REMIT_HOSTILE_SEED'] ?? 20_261_126);
const MOST_MS = 2000;

/** What a file came to: each is an error that says something, or was read and then decided or refused facts. */
interface Tried {
  readonly read: boolean;
  readonly decided: number;
  /** The time of the processor that the longer of the two readings took, with the decisions after it. */
  readonly ms: number;
}

async function tryFile(xml: string): Promise<Tried> {
  const asPolicy = await timed(async () => {
    const policy = await loadPolicy(xml);
    if (policy.ok) outcome(policy.value, factsWith());
    return policy;
  });
  const asModel = await timed(async () => {
    const model = await loadModel(xml);
    if (!model.ok) return model;
    const { decisions, facts } = model.value;
    const asked = [decisions[0], decisions.at(-1)].flatMap((decision) => decision ?? []);
    return ok(
      [...decisions.slice(0, 9), ...asked].flatMap(({ name }) =>
        [{}, known(facts)].map((given) => decideModel(model.value, name, given)),
      ),
    );
  });
  const ms = Math.max(asPolicy.ms, asModel.ms);
  if (asPolicy.value.ok) expectSameCells(xml, [asPolicy.value.value.table]);
  else expectSaid(asPolicy.value.error);
  if (!asModel.value.ok) {
    expectSaid(asModel.value.error);
    return { read: asPolicy.value.ok, decided: 0, ms };
  }
  const raw = await readModel(xml);
  if (raw.ok) {
    const logics = [...raw.value.knowledge, ...raw.value.decisions].map(({ logic }) => logic);
    expectSameCells(
      xml,
      logics.flatMap((logic) => (logic.kind === 'table' ? [logic.table] : [])),
    );
  }
  for (const found of asModel.value.value) if (!found.ok) expectSaid(found.error);
  return { read: true, decided: asModel.value.value.filter((found) => found.ok).length, ms };
}

async function timed<T>(what: () => Promise<T>): Promise<{ readonly value: T; readonly ms: number }> {
  const before = process.cpuUsage();
  const value = await what();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

const known = (facts: readonly { readonly name: string }[]): Record<string, unknown> =>
  Object.fromEntries(
    facts.flatMap(({ name }) => (Object.hasOwn(RICH_FACTS, name) ? [[name, RICH_FACTS[name]]] : [])),
  );

function expectSaid(problems: readonly { readonly type: string; readonly detail: string }[]): void {
  expect(problems).to.not.be.empty;
  for (const { type, detail } of problems) {
    expect(type).to.not.equal('');
    expect(detail.length).to.be.greaterThan(10);
  }
}

/** A reading is right when it has the cells of the file, each once and in order, as a plain search finds them. */
function expectSameCells(xml: string, tables: readonly DecisionTable[]): void {
  if (/<!--|<!\[CDATA\[|<\?(?!xml )/.test(xml)) return;
  const found = [...xml.matchAll(/<(input|output)Entry\b[^>]*>\s*<text>([^<]*)<\/text>/g)].map(
    ([, , text = '']) => plain(text).trim(),
  );
  const read = tables.flatMap(({ rules }) => rules.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]));
  expect(read).to.deep.equal(found);
}

const plain = (text: string): string =>
  text
    .replaceAll(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

describe('DMN that was broken, by mistake or on purpose,', () => {
  it('is not what the sound files are: these are read whole, and decide', async () => {
    expect(await tryFile(SHIPPED_XML)).to.include({ read: true });
    expect(await tryFile(richModel())).to.include({ read: true, decided: 11 });
  });

  it(`is an error or read rightly, within ${MOST_MS} ms of the processor each: ${FILES} files`, async function () {
    this.timeout(FILES * MOST_MS);
    const files = hostileFiles(FILES, SEED);
    const times: { readonly file: Hostile; readonly ms: number }[] = [];
    const counts = new Map<string, { files: number; read: number }>();
    for (const file of files) {
      const { read, ms } = await tryFile(file.xml).catch((error: unknown) => {
        throw new Error(`${file.kind}: ${file.xml.slice(0, 600)}`, { cause: error });
      });
      times.push({ file, ms });
      const count = counts.get(file.kind) ?? { files: 0, read: 0 };
      counts.set(file.kind, { files: count.files + 1, read: count.read + (read ? 1 : 0) });
    }
    const slowest = times.reduce((a, b) => (b.ms > a.ms ? b : a));
    const all = [...counts].map(([kind, count]) => `${kind} ${count.read}/${count.files}`).join(', ');
    console.log(`      slowest: ${slowest.file.kind}, ${slowest.ms.toFixed(0)} ms; read of all: ${all}`);
    expect(slowest.ms, slowest.file.xml.slice(0, 600)).to.be.below(MOST_MS);
    expect(counts.size).to.equal(18);
  });
});
