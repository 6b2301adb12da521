import { expect } from 'chai';
import pg from 'pg';
import { Registry } from 'prom-client';
import { showFigures } from '../../worker/show-figures.ts';
import { freePort } from '../../cli/embedded/free-port.ts';

describe('figures that cannot be read', () => {
  it('are not shown: 0 would say that nothing waits', async () => {
    const registry = new Registry();
    const pool = new pg.Pool({ host: '127.0.0.1', port: await freePort(), connectionTimeoutMillis: 1_000 });
    showFigures(registry, { pool, temporal: () => undefined, taskQueue: 'none' });
    const shown = (await registry.metrics())
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    await pool.end();
    expect(shown).to.have.members([
      'remit_figures_read{source="database"} 0',
      'remit_figures_read{source="temporal"} 0',
    ]);
  });
});
