import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { canonical } from '../../domain/log/canonical.ts';
import { sharedPath } from '../support/shared.ts';

const folder = sharedPath('conformance', 'jcs');

describe('canonical JSON, by the public vectors', () => {
  if (folder === null) {
    it('are not there: the shared folder is not beside the project, so nothing was compared', () => {
      console.log('      The JCS vectors are not there (REMIT_SHARED says where): nothing was compared.');
      expect(folder).to.equal(null);
    });
    return;
  }
  const read = (part: string, file: string) => readFileSync(join(folder, part, file), 'utf8');
  for (const file of readdirSync(join(folder, 'input')))
    it(file, () => {
      expect(canonical(JSON.parse(read('input', file)))).to.equal(read('output', file).trimEnd());
    });
});
