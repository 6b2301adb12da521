import {
  below,
  deepExpression,
  fileOf,
  hugeNumber,
  oneOf,
  randomExpression,
  type Make,
} from './hostile-expressions.ts';
import { decision, escapeXml, literal, richModel, table } from './rich-model.ts';
import { SHIPPED_XML } from './shipped-policy.ts';

/** A file that somebody sends by mistake or on purpose. */
export interface Hostile {
  readonly kind: string;
  readonly xml: string;
}

/** Numbers from 0 to 1, always the same for a seed (a linear congruential generator). */
export function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) / 2 ** 32;
}

/** `count` files of every kind in turn, always the same for a seed. */
export function hostileFiles(count: number, seed: number): Hostile[] {
  const chance = chances(seed);
  return Array.from({ length: count }, (_, n) => {
    const make = KINDS[n % KINDS.length]!;
    return { kind: make.name, xml: make(chance, Math.floor(n / KINDS.length)) };
  });
}

const sound = (chance: () => number): string => (chance() < 0.5 ? SHIPPED_XML : richModel());

const SIZES = [10, 100, 999, 1000, 10_000, 100_000];

function truncated(chance: () => number): string {
  const xml = sound(chance);
  return xml.slice(0, below(xml.length, chance));
}

function mutatedBytes(chance: () => number): string {
  let xml = sound(chance);
  for (let n = 1 + below(3, chance); n > 0; n--) {
    const at = below(xml.length, chance);
    const by = String.fromCodePoint(
      oneOf([0, 9, 34, 38, 39, 49, 60, 62, 47, 65, 97, 0xe9, 0xfffe, 0x1f600], chance),
    );
    xml = xml.slice(0, at) + (chance() < 0.3 ? '' : by) + xml.slice(at + below(3, chance));
  }
  return xml;
}

const randomBytes: Make = (chance) =>
  Array.from({ length: 1 + below(5000, chance) }, () => String.fromCharCode(below(256, chance))).join('');

const billionLaughs: Make = (chance, turn) => {
  const names = Array.from({ length: 10 + turn }, (_, n) => `lol${n}`);
  const entities = names.map((name, n) => {
    const within = n === 0 ? 'lol' : `&${names[n - 1]};`.repeat(10);
    return `<!ENTITY ${oneOf(['', '% '], chance)}${name} "${within}">`;
  });
  const type = oneOf(['<!DOCTYPE', '<!doctype', '<!DoCtYpE'], chance);
  const bomb = `${type} lolz [${entities.join('')}<!ENTITY file SYSTEM "file:///etc/passwd">]>`;
  const xml = sound(chance).replace('<text>', `<text>&${names.at(-1)!};&file;`);
  return chance() < 0.3 ? xml : xml.replace('<definitions', `${bomb}<definitions`);
};

const deepElements: Make = (chance, turn) => {
  const depth = SIZES[turn % SIZES.length]!;
  const tag = oneOf(['a', 'decision', 'extensionElements', 'decisionTable', 'itemComponent'], chance);
  const close = chance() < 0.5 ? `</${tag}>`.repeat(depth) : '';
  return fileOf(`<${tag}>`.repeat(depth) + close);
};

const wrongTypes: Make = (chance) => {
  const types = [
    'string',
    'number',
    'boolean',
    'date',
    'time',
    'tBand',
    'tLevels',
    'Any',
    'nonsense',
    '',
    '__proto__',
  ];
  return sound(chance).replaceAll(/typeRef(="|>)[^"<]*/g, (found, sign: string) =>
    chance() < 0.03 ? `typeRef${sign}${oneOf(types, chance)}` : found,
  );
};

const wrongCells: Make = (chance) => {
  const cells = ['-', '"a"', '1', '> "a"', 'true', 'null', '[1..', 'date("2026-02-30")', 'not(-)', '', '1,000', '? = ?', 'risk', 'x']; // prettier-ignore
  return sound(chance).replaceAll(/<text>[^<]*/g, (found) =>
    chance() < 0.01 ? `<text>${escapeXml(oneOf(cells, chance))}` : found,
  );
};

const swappedAttributes: Make = (chance) => {
  const xml = sound(chance);
  const found = [...xml.matchAll(/ [\w:]+="[^"]*"/g)];
  const [one, other] = [oneOf(found, chance), oneOf(found, chance)].sort((a, b) => a.index - b.index);
  if (one!.index === other!.index) return xml;
  return (
    xml.slice(0, one!.index) +
    other![0] +
    xml.slice(one!.index + one![0].length, other!.index) +
    one![0] +
    xml.slice(other!.index + other![0].length)
  );
};

const movedElements: Make = (chance) => {
  const xml = sound(chance);
  const found = [
    ...xml.matchAll(
      /<(rule|inputEntry|outputEntry|input|output|variable|inputData|text)\b[^>]*>[\s\S]*?<\/\1>/g,
    ),
  ];
  const [moved, to] = [oneOf(found, chance), oneOf(found, chance)];
  const copy = chance() < 0.5 ? xml : xml.replace(moved[0], () => '');
  return copy.slice(0, to.index) + moved[0] + copy.slice(to.index);
};

const manyRules: Make = (chance, turn) => {
  const count = [10, 500, 1000, 1001, 10_000][turn % 5]!;
  const rules = Array.from({ length: count }, (_, n) => [[`> ${n}`], [`"r${below(5, chance)}"`]] as const);
  const policy = oneOf(['UNIQUE', 'ANY', 'FIRST', 'COLLECT', 'RULE ORDER'], chance);
  const fact =
    '<inputData id="capital" name="capital"><variable name="capital" typeRef="number" /></inputData>';
  const type = chance() < 0.5 ? 'string' : 'Any';
  return fileOf(
    fact +
      decision('asked', type, ['capital'], table(policy, [['capital', 'number']], [['', 'string']], rules)),
  );
};

const manyColumns: Make = (chance, turn) => {
  const count = [50, 100, 101, 5000][turn % 4]!;
  const inputs = Array.from(
    { length: count },
    () => [oneOf(['1', 'true', '"a"'], chance), 'number'] as const,
  );
  return fileOf(decision('asked', 'string', [], table('FIRST', inputs, [['', 'string']], [])));
};

const circles: Make = (chance, turn) => {
  const length = [1, 2, 30, 900, 2000][turn % 5]!;
  const step = (n: number): string => `d${n}`;
  const all = Array.from({ length }, (_, n) => {
    const to = chance() < 0.1 ? below(length, chance) : (n + 1) % length;
    return decision(step(n), 'number', [step(to)], literal(`${step(to)} + ${step(to)}`));
  });
  return fileOf((chance() < 0.4 ? all.slice(0, -1) : all).join(''));
};

/** What doubles at each step: values, calls and types. */
const doubling: Make = (chance, turn) => {
  const steps = [5, 20, 45][turn % 3]!;
  const all = Array.from({ length: steps }, (_, n) => n);
  const [seed, more] = oneOf(
    [
      ['"ha"', (x: string) => `${x} + ${x}`],
      ['[1]', (x: string) => `[${x}, ${x}, ${x}]`],
      ['9', (x: string) => `${x} * ${x} * ${x}`],
    ] as const,
    chance,
  );
  if (turn % 2 === 0) {
    const decisions = all.map((n) =>
      decision(`d${n}`, 'Any', n === 0 ? [] : [`d${n - 1}`], literal(n === 0 ? seed : more(`d${n - 1}`))),
    );
    return fileOf(decisions.join(''));
  }
  const types = all.map(
    (n) =>
      `<itemDefinition name="t${n}">${'abcdefgh'
        .split('')
        .map(
          (part) =>
            `<itemComponent name="${part}"><typeRef>${n === 0 ? 'number' : `t${n - 1}`}</typeRef></itemComponent>`,
        )
        .join('')}</itemDefinition>`,
  );
  const calls = all.map(
    (
      n,
    ) => `<businessKnowledgeModel id="f${n}" name="f${n}"><encapsulatedLogic><formalParameter name="x" typeRef="number" />
      ${literal(n === 0 ? 'x' : `${`f${n - 1}(x) + `.repeat(8)}0`)}</encapsulatedLogic>
      ${n === 0 ? '' : `<knowledgeRequirement><requiredKnowledge href="#f${n - 1}" /></knowledgeRequirement>`}</businessKnowledgeModel>`,
  );
  const asked = decision(
    'asked',
    'number',
    [],
    `<knowledgeRequirement><requiredKnowledge href="#f${steps - 1}" /></knowledgeRequirement>${literal(`f${steps - 1}(1)`)}`,
  );
  const fact = `<inputData id="capital" name="capital"><variable name="capital" typeRef="t${Math.min(steps, 20) - 1}" /></inputData>`;
  return fileOf([...types.slice(0, 20), fact, ...calls, asked].join(''));
};

const strangeNames: Make = (chance, turn) => {
  const names = [
    '__proto__',
    'constructor',
    'toString',
    'if',
    'null',
    '?',
    '-',
    'a+b',
    'a b  c',
    '(',
    '.*',
    'not',
    'count',
    '\u202e',
    'é'.repeat(500),
    'true',
    '1',
  ];
  const many = turn % 4 === 0 ? Array.from({ length: 900 }, (_, n) => `name ${n} and more`) : [];
  const chosen = [...new Set([oneOf(names, chance), oneOf(names, chance), ...many])];
  const facts = chosen.map(
    (name, n) =>
      `<inputData id="f${n}" name="${escapeXml(name)}"><variable name="${escapeXml(name)}" typeRef="number" /></inputData>`,
  );
  const required = chosen.map(
    (_, n) => `<informationRequirement><requiredInput href="#f${n}" /></informationRequirement>`,
  );
  const text = `${chosen[0]!} + ${oneOf(chosen, chance)} - ${chosen.at(-1)!}`.slice(0, 1000);
  return fileOf(facts.join('') + decision('asked', 'number', [], required.join('') + literal(text)));
};

const floods: Make = (chance, turn) => {
  const times = [100, 10_000, 60_000][turn % 3]!;
  const flood = oneOf(
    [
      () => `<decision ${Array.from({ length: times }, (_, n) => `a${n}="1"`).join(' ')} />`,
      () => `<decision name="${'x'.repeat(times * 4)}" />`,
      () => '<!--'.repeat(times),
      () => `<!-- ${'<!-- '.repeat(times)} -->`,
      () => '<![CDATA['.repeat(times),
      () => `<decision name='${'<!--'.repeat(times)}' />`,
      () => '<'.repeat(times),
      () => '<a "'.repeat(times),
      () => '&#x41;'.repeat(times),
      () => '&'.repeat(times),
      () => '<?a '.repeat(times),
      () => `<description>${' '.repeat(times * 4)}</description>`,
      () => Array.from({ length: times / 10 }, (_, n) => `<b${n}:a xmlns:b${n}="urn:${n}" />`).join(''),
      () => '<inputData name="a" />'.repeat(times / 5),
      () => '<nonsense />'.repeat(times / 4),
      () => '<x:a />'.repeat(times / 4),
      () => '<inputData nonsense="1" />'.repeat(times / 5),
      () => 'x'.repeat(600_000),
    ],
    chance,
  );
  return fileOf(flood());
};

const KINDS: readonly Make[] = [
  truncated,
  mutatedBytes,
  randomBytes,
  billionLaughs,
  deepElements,
  deepExpression,
  randomExpression,
  hugeNumber,
  wrongTypes,
  wrongCells,
  swappedAttributes,
  movedElements,
  manyRules,
  manyColumns,
  circles,
  doubling,
  strangeNames,
  floods,
];
