import { expect } from 'chai';
import { describeFileProblem } from '../../cli/organisation/file-problem.ts';
import { parseBodies, readBodies } from '../../cli/organisation/read-bodies.ts';

const HEADER = 'code,name,kind,parent,from,to,gss';
const MAP = [
  'N,Top,national,,2023-04-01,,',
  'R1,North,region,N,2023-04-01,,',
  'R2,South,region,N,2023-04-01,,',
];

const parse = (...rows: string[]) => parseBodies([{ file: 'x.csv', text: [HEADER, ...rows].join('\n') }]);

function problemsOf(...rows: string[]) {
  const read = parse(...rows);
  if (read.ok) throw new Error('was read without a problem');
  return read.error.map(({ line, column, rule }) => ({ line, column, rule }));
}

describe('reading bodies', () => {
  it('reads the shipped map and the example places', async () => {
    const read = await readBodies(['reference/bodies-2023-04.csv', 'examples/places.csv']);
    if (!read.ok) throw new Error(read.error.map(describeFileProblem).join('\n'));
    const count = (kind: string) => read.value.filter((body) => body.kind === kind).length;
    expect(['national', 'region', 'system', 'place'].map(count)).to.deep.equal([1, 7, 42, 3]);
    expect(read.value.find(({ code }) => code === 'QKS')).to.deep.equal({
      code: 'QKS',
      name: 'NHS Kent and Medway Integrated Care Board',
      kind: 'system',
      gss: 'E54000032',
      memberships: [{ parent: 'Y59', from: '2023-04-01', to: null }],
    });
    const places = read.value.filter(({ kind }) => kind === 'place').map(({ code }) => code);
    expect(places).to.have.members([
      'place:QHL:west-birmingham',
      'place:QNC:royal-stoke',
      'place:QJK:torbay',
    ]);
  });

  it('reads a body that moved as one body with two memberships, in order of date', () => {
    const read = parse(
      ...MAP,
      'S1,System,system,R2,2024-04-01,,E54000001',
      'S1,System,system,R1,2023-04-01,2024-04-01,E54000001',
    );
    expect(read.ok && read.value.find(({ code }) => code === 'S1')?.memberships).to.deep.equal([
      { parent: 'R1', from: '2023-04-01', to: '2024-04-01' },
      { parent: 'R2', from: '2024-04-01', to: null },
    ]);
  });

  it('takes a byte order mark, Windows line ends and a partner with no parent', () => {
    const text = `\uFEFF${[HEADER, ...MAP, '"P1","Trust, The",partner,,2023-04-01,,'].join('\r\n')}\r\n`;
    const read = parseBodies([{ file: 'x.csv', text }]);
    expect(read.ok && read.value.at(-1)?.name).to.equal('Trust, The');
  });

  const broken: readonly [string, string, object][] = [
    ['a code with a space', 'S 1,System,system,R1,2023-04-01,,', { column: 'code', rule: 'code' }],
    ['no name', 'S1,,system,R1,2023-04-01,,', { column: 'name', rule: 'name' }],
    ['a kind that is none', 'S1,System,trust,R1,2023-04-01,,', { column: 'kind', rule: 'kind' }],
    ['a kind of the language', 'S1,System,toString,R1,2023-04-01,,', { column: 'kind', rule: 'kind' }],
    ['no parent', 'S1,System,system,,2023-04-01,,', { column: 'parent', rule: 'parent' }],
    ['an unknown parent', 'S1,System,system,R9,2023-04-01,,', { column: 'parent', rule: 'known-parent' }],
    [
      'a parent of a wrong kind',
      'S1,System,system,N,2023-04-01,,',
      { column: 'parent', rule: 'parent-kind' },
    ],
    ['a partner of itself', 'P1,Partner,partner,P1,2023-04-01,,', { column: 'parent', rule: 'parent-kind' }],
    ['a day that is none', 'S1,System,system,R1,2023-02-30,,', { column: 'from', rule: 'date' }],
    ['an end that is no day', 'S1,System,system,R1,2023-04-01,soon,', { column: 'to', rule: 'date' }],
    [
      'an end before its beginning',
      'S1,System,system,R1,2023-04-01,2023-04-01,',
      { column: 'to', rule: 'interval' },
    ],
    ['a GSS code that is none', 'S1,System,system,R1,2023-04-01,,E5', { column: 'gss', rule: 'gss' }],
    ['a cell too many', 'S1,System, The,system,R1,2023-04-01,,', { column: null, rule: 'columns' }],
    ['a quotation that never ends', '"S1,System,system,R1,2023-04-01,,', { column: null, rule: 'csv' }],
    [
      'a second national with a parent',
      'M,Top,national,N,2023-04-01,,',
      { column: 'parent', rule: 'parent' },
    ],
    [
      'another name for one code',
      'R1,Other,region,N,2022-04-01,2023-04-01,',
      { column: 'name', rule: 'one-body' },
    ],
    ['two parents on one day', 'R1,North,region,N,2024-04-01,,', { column: 'from', rule: 'overlap' }],
  ];
  for (const [what, row, where] of broken) {
    it(`refuses ${what}`, () => {
      expect(problemsOf(...MAP, row)).to.deep.equal([{ line: 5, ...where }]);
    });
  }

  it('tells all that is wrong at once', () => {
    expect(problemsOf(...MAP, '?,,system,R1,x,,', 'S2,System,system,R1,2023-04-01,,x').length).to.equal(4);
  });

  it('refuses another header, an empty file and a file that is not there', async () => {
    const texts = ['', 'name,code\nx,y'].map((text) => parseBodies([{ file: 'x.csv', text }]));
    expect(texts.map((read) => !read.ok && read.error[0]?.rule)).to.deep.equal(['header', 'header']);
    const gone = await readBodies(['no/such.csv']);
    expect(!gone.ok && gone.error[0]?.rule).to.equal('file');
  });

  it('says file, line, column, rule and way out', () => {
    const read = parse(...MAP, 'S1,System,trust,R1,2023-04-01,,');
    expect(!read.ok && read.error.map(describeFileProblem)).to.deep.equal([
      'x.csv:5: column "kind": "trust" is not a kind of body (kind). Use place, system, region, national, partner.',
    ]);
  });
});
