import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { findServers } from '../../cli/doctor/find-servers.ts';
import { readStartSettings } from '../../cli/start/settings.ts';
import { readConfig } from '../../contracts/config.ts';
import { makeTempFolder } from '../support/temp-folder.ts';

const SECRET = 'thirty-two characters at the least';

describe('settings in files', () => {
  const folder = makeTempFolder('config');
  const file = join(folder.path, 'session-secret');
  writeFileSync(file, `${SECRET}\n`);
  after(() => folder.remove());

  it('are read where NAME_FILE says, without the last line break', () => {
    expect(readConfig(['SESSION_SECRET'], { SESSION_SECRET_FILE: file })).to.deep.equal({
      SESSION_SECRET: SECRET,
    });
  });

  it('are held to the same rules', () => {
    writeFileSync(join(folder.path, 'short'), 'short');
    const short = { SESSION_SECRET_FILE: join(folder.path, 'short') };
    expect(() => readConfig(['SESSION_SECRET'], short)).to.throw(/SESSION_SECRET: .*32/);
  });

  it('are refused where the value is given as well, and where the file cannot be read', () => {
    const both = { SESSION_SECRET: SECRET, SESSION_SECRET_FILE: file };
    expect(() => readConfig(['SESSION_SECRET'], both)).to.throw(
      'SESSION_SECRET_FILE: SESSION_SECRET is set as well',
    );
    const gone = { SESSION_SECRET_FILE: join(folder.path, 'gone') };
    expect(() => readConfig(['SESSION_SECRET'], gone))
      .to.throw('SESSION_SECRET_FILE:')
      .with.property('message')
      .that.contains('cannot be read');
  });

  it('say where the doctor looks, and what npm start is to use', () => {
    const [database, temporal] = ['database', 'temporal'].map((name) => join(folder.path, name));
    writeFileSync(database ?? '', 'postgres://worker@db.example.org/remit\n');
    writeFileSync(temporal ?? '', 'temporal.example.org:7233');
    const env = { DATABASE_URL_FILE: database, TEMPORAL_ADDRESS_FILE: temporal };
    const found = { databaseUrl: 'postgres://worker@db.example.org/remit' };
    expect(findServers(env)).to.deep.include({
      ...found,
      temporal: { address: 'temporal.example.org:7233' },
    });
    expect(readStartSettings(env)).to.deep.include({
      ...found,
      temporal: { address: 'temporal.example.org:7233' },
    });
  });

  it('are of no account to who does not read them', () => {
    expect(readConfig(['PORT'], { SESSION_SECRET_FILE: '/nowhere', PORT: '1' })).to.deep.equal({ PORT: 1 });
  });
});
