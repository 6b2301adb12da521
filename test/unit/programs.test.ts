import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, given } from '../support/given.ts';
import { approverOf } from '../support/people.ts';
import {
  challenging,
  drafted,
  editing,
  opened,
  OWNER,
  sending,
  settling,
  submitting,
  withdrawing,
} from '../support/stories.ts';
import type { Person } from '../../domain/person.ts';

const ics = approverOf('QHL', 'doctor');

/** A program for which the owner answers. */
const programOf = (body: string): Person => ({
  id: '00000000-0000-8000-8000-0000000000aa',
  profession: null,
  roles: [],
  service: {
    body,
    responsible: OWNER.id,
    profession: OWNER.profession,
    scopes: ['initiatives:read', 'initiatives:write'],
    active: true,
  },
});
const program = programOf(BIRMINGHAM);

describe('a program', () => {
  it('drafts, edits, submits and withdraws for its body in the name of who answers for it', () => {
    given(drafted())
      .when(editing({ facts: { residualRisk: 6 } }), program)
      .then('initiative-edited');
    given(drafted())
      .when(submitting, program)
      .then('initiative-submitted', 'stage-started', 'stage-presented');
    given(opened()).when(withdrawing, program).then('initiative-withdrawn');
  });

  it('of another body changes nothing of what they own elsewhere, whatever part that body has in it', () => {
    const past = opened({ affected: [BIRMINGHAM, SOLIHULL] });
    for (const body of [SOLIHULL, 'QHL', 'QKS'])
      for (const asked of [
        withdrawing,
        editing({ facts: { residualRisk: 6 } }),
        sending('support-people', { supportForPeople: 'x' }),
      ])
        given(past).when(asked, programOf(body)).thenRefused('not-allowed');
  });

  it('accepts no challenge, nor writes down its value in an edit', () => {
    const challenged = [opened(), did(ics, challenging('residualRisk', 8))];
    given(...challenged)
      .when(settling('accepted', 0, null), program)
      .thenRefused('not-for-programs');
    given(...challenged)
      .when(editing({ facts: { residualRisk: 8 } }), program)
      .thenRefused('not-for-programs');
    given(...challenged)
      .when(editing({ facts: { residualRisk: 8 } }), OWNER)
      .then('initiative-edited', 'challenge-settled', 'verdict-retaken', 'votes-outdated');
    given(...challenged)
      .when(editing({ facts: { residualRisk: 9 } }), program)
      .then('initiative-edited', 'verdict-retaken', 'votes-outdated');
  });
});
