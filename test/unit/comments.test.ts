import { expect } from 'chai';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf, boardOf, ownerOf } from '../support/people.ts';
import { agreed, approving, commenting, drafted, opened } from '../support/stories.ts';

const owner = ownerOf(BIRMINGHAM);
const nurse = approverOf(BIRMINGHAM, 'registered-nurse');

describe('a comment', () => {
  it('is made by whoever may see the initiative, also once it is decided, and by nobody else', () => {
    for (const by of [owner, nurse, boardOf(BIRMINGHAM)]) {
      given(opened())
        .when(commenting, by)
        .then({ type: 'comment-made', data: { stage: 'develop-plan', by: by.id } });
      given(opened(), agreed).when(commenting, by).then('comment-made');
    }
    given(opened()).when(commenting, approverOf(SOLIHULL, 'doctor')).thenRefused('not-allowed');
    given(drafted()).when(commenting, owner).then('comment-made');
  });

  it('changes nothing but that it happened: votes stand, and no editor is made of who comments', () => {
    const before = given(opened(), did(nurse, approving)).state;
    const { state } = given(opened(), did(nurse, approving)).when(commenting, nurse).then('comment-made');
    expect(state).to.deep.equal({ ...before, n: before.n + 1 });
  });
});
