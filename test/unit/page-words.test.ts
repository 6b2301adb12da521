import { expect } from 'chai';
import { checkAnswer, emptyAnswer, readTyped, withAnotherCondition } from '../../web/answer-form.ts';
import { dayProblem } from '../../web/day-form.ts';
import { valueTyped } from '../../web/fact-form.ts';
import { GUIDES, readGuide } from '../../web/guides.ts';
import { navigationFor } from '../../web/navigation.ts';
import { textsIn } from '../../web/form-fields.ts';
import { queryIn, isFiltered } from '../../web/queue-query.ts';
import { contentBlocks, factValue, missingInWords } from '../../web/words/content-words.ts';
import { dayAndTime, dayInWords, dueInWords } from '../../web/words/dates.ts';
import { listed } from '../../web/words/names.ts';

describe('the words of pages', () => {
  it('writes days and times as the NHS does, in local time', () => {
    expect(dayAndTime('2026-11-21T15:05:00.000Z')).to.equal('21 November 2026 at 3:05pm');
    expect(dayAndTime('2026-07-01T23:30:00.000Z')).to.equal('2 July 2026 at 12:30am');
    expect(dayInWords('2027-03-31')).to.equal('31 March 2027');
    expect(dayInWords('as soon as possible')).to.equal('as soon as possible');
  });

  it('says what is the matter with a day, and guesses no century', () => {
    const said = (day: string, month: string, year: string) => dayProblem({ day, month, year }, 'the day');
    expect(said('31', '3', '2027')).to.equal(null);
    expect(said('31', '3', '27')).to.equal('The year of the day must have 4 numbers, like 2027');
    expect(said('30', '2', '2027')).to.equal('The day must be a real date, like 31 3 2027');
    expect(said('', '', '')).to.equal('Enter the day');
  });

  it('reads a field that came as a list as empty, and one that was left empty as not asked', () => {
    const text = textsIn({ one: ' a\r\nb ', two: ['x', 'y'] });
    expect([text('one'), text('two'), text('three'), text('toString')]).to.deep.equal(['a\nb', '', '', '']);
    expect(isFiltered(queryIn({ q: '', level: '', state: '', queue: 'mine' }))).to.equal(false);
    expect(isFiltered(queryIn({ level: 'region' }))).to.equal(true);
  });

  it('reads a fact as it is typed, and nothing else', () => {
    expect(valueTyped('revenueGbp', '£1,250,000.50')).to.equal(1_250_000.5);
    expect(valueTyped('residualRisk', '12')).to.equal(12);
    expect(valueTyped('caseToGovernment', 'no')).to.equal(false);
    for (const typed of ['', 'much', '-1', '1e9', '1.234', 'yes'])
      expect(valueTyped('capitalGbp', typed), typed).to.equal(null);
    expect(valueTyped('caseToGovernment', '1')).to.equal(null);
  });

  it('makes pages of the guides, whose links lead to pages, and leads each kind of user to theirs', () => {
    for (const guide of GUIDES) {
      const { title, html } = readGuide(guide);
      expect(title).to.not.equal(guide);
      expect(html).to.match(/^<h1 id="/);
      const links = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href);
      for (const href of links) expect(href).to.match(/^(\/help\/|\/openapi\.json$|https:|#)/);
      // What a link within the guides names is there.
      for (const [, to = '', anchor = ''] of links.join(' ').matchAll(/(?:\/help\/([\w-]+))?#([\w-]+)/g)) {
        const other = GUIDES.find((each) => each === to) ?? guide;
        expect(readGuide(other).html).to.contain(` id="${anchor}"`);
      }
    }
    const helpOf = (...roles: ('owner' | 'approver' | 'signatory' | 'board')[]) =>
      navigationFor({ roles: roles.map((role) => ({ role, body: 'QKS' })) }).help;
    expect(helpOf('owner')).to.equal('/help/for-owners');
    expect(helpOf('approver', 'signatory')).to.equal('/help/for-approvers');
    expect(helpOf('board')).to.equal('/help/for-boards');
    expect([helpOf('board', 'owner'), helpOf()]).to.deep.equal(['/help', '/help']);
  });

  it('marks what is due today and what is overdue', () => {
    const due = { dueAt: '2026-11-21T17:00:00.000Z', clockStoppedAt: null };
    expect(dueInWords(due, '2026-11-21T09:00:00.000Z')).to.deep.equal({
      text: '21 November 2026 (today)',
      overdue: false,
    });
    expect(dueInWords(due, '2026-11-22T09:00:00.000Z')).to.deep.equal({
      text: '21 November 2026',
      overdue: true,
    });
    const stopped = { ...due, clockStoppedAt: '2026-11-20T09:00:00.000Z' };
    const overdue = { ...due, clockStoppedAt: '2026-11-23T09:00:00.000Z' };
    expect(dueInWords(overdue, '2026-11-30T09:00:00.000Z')).to.deep.equal({
      text: '21 November 2026',
      overdue: true,
    });
    expect(dueInWords(stopped, '2026-11-30T09:00:00.000Z')).to.deep.equal({
      text: '21 November 2026, or later: it waits for an answer',
      overdue: false,
    });
  });

  it('shows content by the names of its fields, lists entry by entry, and never as data', () => {
    const blocks = contentBlocks({
      standards: ['One', 'Two'],
      assessments: { equality: 'Fair', quality: { wellLed: 'Better' } },
      milestones: [
        { name: 'First', due: '2027-03-31' },
        { name: 'Second', met: true },
      ],
    });
    expect(blocks).to.deep.equal([
      { heading: null, rows: [{ key: 'Standards', values: ['One', 'Two'] }] },
      {
        heading: 'Assessments',
        rows: [
          { key: 'Equality', values: ['Fair'] },
          { key: 'Quality: well led', values: ['Better'] },
        ],
      },
      {
        heading: 'Milestone 1',
        rows: [
          { key: 'Name', values: ['First'] },
          { key: 'Due', values: ['31 March 2027'] },
        ],
      },
      {
        heading: 'Milestone 2',
        rows: [
          { key: 'Name', values: ['Second'] },
          { key: 'Target met', values: ['Yes'] },
        ],
      },
    ]);
  });

  it('names what is missing and what a fact says', () => {
    expect(missingInWords('content.plan.populationHealth')).to.equal('Plan: population health');
    expect(missingInWords('content.evidence[1].claim')).to.equal('Evidence 2: claim');
    expect(missingInWords('facts.revenueGbp within what was approved')).to.equal(
      'Revenue within what was approved',
    );
    expect(missingInWords('treasury: consented')).to.equal('HM Treasury, recorded as “consented”');
    expect(factValue('capitalGbp', 1_400_000.5)).to.equal('£1,400,000.50');
    expect(factValue('regulatedProgramme', undefined)).to.equal('Not given');
    expect(listed(['a', 'b', 'c'])).to.equal('a, b and c');
  });
});

describe('the decision form', () => {
  const typed = (fields: Record<string, string>) => readTyped({ contentHash: 'h', key: 'k', ...fields });
  const all = ['approve', 'decline', 'request-changes', 'return'] as const;

  it('reads an approval with conditions, and leaves out rows that are empty', () => {
    const { answer, problems } = checkAnswer(
      typed({
        outcome: 'approve',
        rows: '3',
        'condition-1-text': 'Publish it',
        'condition-1-owner': 'The chief nurse',
        'condition-1-day': '1',
        'condition-1-month': '2',
        'condition-1-year': '2028',
      }),
      all,
    );
    expect(problems).to.deep.equal([]);
    expect(answer).to.deep.include({
      outcome: 'approve',
      reason: null,
      returnTo: null,
      conditions: [{ text: 'Publish it', owner: 'The chief nurse', due: '2028-02-01' }],
    });
  });

  it('takes no answer that is not for the seat, no day that is not in the calendar, no return to nowhere', () => {
    const fieldsOf = (fields: Record<string, string>) =>
      checkAnswer(typed(fields), all).problems.map((each) => each.field);
    expect(fieldsOf({ outcome: 'advise' })).to.deep.equal(['outcome']);
    expect(fieldsOf({ outcome: 'constructor' })).to.deep.equal(['outcome']);
    expect(fieldsOf({ outcome: 'return', reason: 'Why', returnTo: 'elsewhere' })).to.deep.equal(['returnTo']);
    const day = { 'condition-0-day': '31', 'condition-0-month': '2', 'condition-0-year': '2027' };
    const condition = { 'condition-0-text': 'a', 'condition-0-owner': 'b', ...day };
    expect(fieldsOf({ outcome: 'approve', ...condition })).to.deep.equal(['condition-0-day']);
  });

  it('keeps everything when a row is added, ten rows at most', () => {
    let form = typed({ reason: 'Because', 'condition-0-text': 'One' });
    for (let more = 0; more < 20; more += 1) form = withAnotherCondition(form);
    expect(form.conditions).to.have.lengthOf(10);
    expect(form).to.deep.include({ reason: 'Because' });
    expect(readTyped(null)).to.deep.include({ outcome: '', reason: '' });
    expect(readTyped({ rows: '1e9' }).conditions).to.have.lengthOf(1);
    expect(emptyAnswer('h').key).not.to.equal(emptyAnswer('h').key);
  });
});
