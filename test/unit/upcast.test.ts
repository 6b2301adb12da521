import { expect } from 'chai';
import { upcast, type Upcast } from '../../store/upcast.ts';

describe('an event that is read', () => {
  const event = { id: 'e', type: 'task-claimed', version: 1, data: { task: 't' } };
  const claimed: readonly Upcast[] = [
    (data) => ({ ...data, as: 'approval' }),
    ({ task, as }) => ({ seat: { task, as } }),
  ];

  it('is as it was written, where there has been no other version', () => {
    expect(upcast(event)).to.deep.equal(event);
  });

  it('is brought through every version since it was written, and stays as it is', () => {
    const read = upcast(event, { 'task-claimed': claimed }, 3);
    expect(read).to.deep.equal({ ...event, version: 3, data: { seat: { task: 't', as: 'approval' } } });
    expect(event.data).to.deep.equal({ task: 't' });
  });

  it('is brought on only from the version in which it was written', () => {
    const second = { ...event, version: 2, data: { task: 't', as: 'consent' } };
    expect(upcast(second, { 'task-claimed': claimed }, 3).data).to.deep.equal({
      seat: { task: 't', as: 'consent' },
    });
    expect(upcast(second, { 'task-claimed': claimed }, 2)).to.deep.equal(second);
  });

  it('of a type that did not change has only its version counted on', () => {
    expect(upcast(event, {}, 3)).to.deep.equal({ ...event, version: 3 });
  });

  it('of a newer version than is known is refused, with what to do', () => {
    expect(() => upcast({ ...event, version: 2 })).to.throw(
      /task-claimed is of version 2, .* reads up to 1: a newer one wrote it\. Bring this process to that version/,
    );
  });
});
