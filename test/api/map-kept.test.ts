import { expect } from 'chai';
import type { DataSource } from 'typeorm';
import { pooled } from '../../store/transaction.ts';
import type { Sql } from '../../store/sql.ts';
import { World } from '../../store/world.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';

const NOW = '2026-11-26T12:00:00.000Z';

describe('the map of bodies that a process keeps', () => {
  let database: TestDatabase;
  let owner: DataSource;
  before(async () => {
    database = await createTestDatabase();
    owner = await database.connect('remit_owner', 1);
    await owner.query(`insert into body (code, name, kind) values ('QKS', 'One', 'system')`);
  });
  after(() => database.drop());

  it('is read again when bodies change, by whatever version of Remit, and not for what else is registered', async () => {
    const asking = pooled(await database.connect('remit_system', 1));
    let read = 0;
    const counting: Sql = {
      query: (text, values) => {
        if (/from body\b/.test(text)) read += 1;
        return asking.query(text, values);
      },
    };
    const world = new World();
    expect((await world.given(counting, NOW)).bodies.get('QKS')?.name).to.equal('One');
    // As an event of somebody's way to be told, of a leave or of an interest does.
    await owner.query('update registry set n = n + 1');
    await world.given(counting, NOW);
    expect(read).to.equal(1);
    await owner.query(`update body set name = 'Another' where code = 'QKS'`);
    expect((await world.given(counting, NOW)).bodies.get('QKS')?.name).to.equal('Another');
    await owner.query(`insert into body (code, name, kind) values ('Y59', 'South East', 'region')`);
    await owner.query(`insert into membership values ('QKS', 'Y59', '2020-01-01')`);
    expect((await world.given(counting, NOW)).bodies.get('Y59')).to.not.equal(undefined);
    expect(read).to.equal(3);
  });
});
