import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'csv-parse/sync';
import {
  isProfessionCode,
  isRegistered,
  PROFESSION_CODES,
  professionOf,
  PROFESSIONS,
  STAFF_GROUP_NAMES,
} from '../../domain/professions.ts';

const read = (file: string): Record<string, string>[] =>
  parse(readFileSync(new URL(`../../reference/${file}`, import.meta.url)), { columns: true });

describe('professions', () => {
  it('equal reference/professions.csv', () => {
    const rows = read('professions.csv').map((row) => ({
      code: row['code'],
      name: row['name'],
      staffGroup: row['staff_group'],
      regulator: row['regulator'] === '' ? null : row['regulator'],
    }));
    expect(PROFESSIONS).to.deep.equal(rows);
  });

  it('have the staff groups of reference/staff_groups.csv', () => {
    const rows = read('staff_groups.csv').map((row) => [row['code'], row['name']]);
    expect(STAFF_GROUP_NAMES).to.deep.equal(Object.fromEntries(rows));
  });

  it('have a code each', () => {
    expect(new Set(PROFESSION_CODES).size).to.equal(PROFESSIONS.length);
  });

  it('count as registered when a regulator keeps their register', () => {
    expect(isRegistered('registered-nurse')).to.equal(true);
    expect(isRegistered('social-worker')).to.equal(true);
    expect(isRegistered('manager')).to.equal(false);
    expect(isRegistered('healthcare-support-worker')).to.equal(false);
  });

  it('never count a student, or a code that nobody has', () => {
    expect(isRegistered('student')).to.equal(false);
    expect(isRegistered('constructor')).to.equal(false);
    expect(isProfessionCode('toString')).to.equal(false);
    expect(professionOf('astrologer')).to.equal(null);
  });
});
