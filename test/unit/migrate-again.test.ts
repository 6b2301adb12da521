import { expect } from 'chai';
import { untilLocked } from '../../store/migrate.ts';

const failing = (...codes: readonly string[]) => {
  const left = [...codes];
  return () => {
    const code = left.shift();
    return code === undefined ? Promise.resolve() : Promise.reject(Object.assign(new Error(code), { code }));
  };
};
const said = (work: Promise<void>) =>
  work.then(
    () => 'done',
    (error: unknown) => String(error),
  );

describe('a migration', () => {
  it('is tried again where a lock is not to be had, or it and somebody else waited for each other', async () => {
    expect(await said(untilLocked(failing('55P03', '40P01', '55P03'), 0))).to.equal('done');
  });

  it('is not tried again where it is wrong, and not for ever', async () => {
    expect(await said(untilLocked(failing('42601', '42601'), 0))).to.equal('Error: 42601');
    const always = failing(...Array.from({ length: 60 }, () => '40P01'));
    expect(await said(untilLocked(always, 0))).to.match(/could not be locked in 60 tries/);
  });
});
