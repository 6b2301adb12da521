import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/embedded/folders.ts';
import { CONTRACT_STEPS, notExpanding } from './expand-only.ts';

const FOLDER = join(projectRoot(), 'store/migrations');
const LATER = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.ts') && !file.startsWith('0001'))
  .sort();

describe('migrations only expand, so that the last release goes on beside them', () => {
  it('there are some', () => {
    expect(LATER).to.not.have.lengthOf(0);
  });

  for (const file of LATER)
    it(file, () => {
      if (file in CONTRACT_STEPS) return;
      expect(notExpanding(readFileSync(join(FOLDER, file), 'utf8'))).to.deep.equal([]);
    });

  for (const statement of [
    'alter table event drop column request',
    'drop table relay',
    'alter table relay rename column seen_at to at',
    'alter table task alter column seat type bigint',
    'alter table task alter column claimed_as set not null',
    'alter table task add column urgency int not null',
    'alter table task add constraint some check (seat > 0)',
    'create index task_stage on task (stage)',
    'create unique index task_stage on task (stage)',
    'delete from relay',
    'drop index concurrently if exists task_due',
    'revoke select on task from remit_app',
    'alter table task add column urgency int; alter table gate add column urgency int',
  ])
    it(`it would be seen: ${statement}`, () => {
      expect(notExpanding(`async up() { await runner.query('${statement}') }`)).to.have.lengthOf(1);
    });

  for (const statement of [
    'alter table task add column urgency int',
    'alter table task add column urgency int not null default 0',
    'alter table task add constraint some check (seat > 0) not valid',
    'create index concurrently task_stage on task (stage)',
    'drop index concurrently if exists task_stage; create index concurrently task_stage on task (stage)',
    'readonly transaction = false; alter table task add column urgency int; alter table gate add column urgency int',
    'create table note (id uuid primary key, text text not null); create index note_text on note (text)',
  ])
    it(`it may be: ${statement}`, () => {
      expect(notExpanding(`async up() { await runner.query('${statement}') }`)).to.deep.equal([]);
    });
});
