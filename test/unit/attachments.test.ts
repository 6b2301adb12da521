import { expect } from 'chai';
import { MOST_ATTACHED } from '../../domain/attachment.ts';
import { fileName } from '../../domain/file-name.ts';
import type { AttachingTo } from '../../domain/attachment.ts';
import { contentHashOf } from '../../domain/initiative/initiative.ts';
import { BIRMINGHAM, SOLIHULL } from '../support/bodies.ts';
import { did, follows, given, step } from '../support/given.ts';
import { approverOf, boardOf } from '../support/people.ts';
import {
  agreed,
  answering,
  approving,
  asking,
  attaching,
  commenting,
  drafted,
  informing,
  opened,
  OWNER,
  removing,
  submitting,
} from '../support/stories.ts';

const nurse = approverOf(BIRMINGHAM, 'registered-nurse');
const doctor = approverOf(BIRMINGHAM, 'doctor');
const PROPOSAL = { kind: 'proposal' } as const;
const LATER = { kind: 'stage', stage: 'support-people' } as const;

describe('an attachment to what is proposed', () => {
  it('is the owner’s to make, in a draft and while the gate is open, and nobody else’s', () => {
    given(drafted())
      .when(attaching(PROPOSAL), OWNER)
      .then({ type: 'attachment-added', data: { to: PROPOSAL } });
    given(opened())
      .when(attaching({ kind: 'stage', stage: 'develop-plan' }), OWNER)
      .then('attachment-added', 'votes-outdated');
    for (const by of [nurse, boardOf(BIRMINGHAM), approverOf(SOLIHULL, 'doctor')])
      given(opened()).when(attaching(PROPOSAL), by).thenRefused('not-allowed');
  });

  it('outdates votes that were cast without it, and those on it once it is gone', () => {
    const { moment } = given(opened(), did(nurse, approving))
      .when(attaching(PROPOSAL), OWNER)
      .then('attachment-added', { type: 'votes-outdated', data: { sections: ['files'] } });
    expect(moment.state?.gate?.seats.some((seat) => seat.vote !== null)).to.equal(false);
    given(opened(), did(OWNER, attaching(PROPOSAL)), did(nurse, approving))
      .when(removing(), OWNER)
      .then({ type: 'attachment-removed', data: { bytes: 'deleted' } }, 'votes-outdated');
  });

  it('attached and taken away again leaves the hash of what is shown as it was', () => {
    const before = given(opened()).state;
    const after = given(opened(), did(OWNER, attaching(PROPOSAL)), did(OWNER, removing())).state;
    expect(contentHashOf(after, 'develop-plan')).to.equal(contentHashOf(before, 'develop-plan'));
    const again = given(
      opened(),
      did(OWNER, attaching(PROPOSAL)),
      did(OWNER, removing()),
      did(OWNER, attaching(PROPOSAL)),
    );
    const once = given(opened(), did(OWNER, attaching(PROPOSAL)));
    expect(again.gate.contentHash).to.equal(once.gate.contentHash);
  });

  it('is bound by its bytes and by its name', () => {
    const hashes = ['plan.pdf', 'another.pdf'].map(
      (name) => given(opened(), did(OWNER, attaching(PROPOSAL, name))).gate.contentHash,
    );
    expect(new Set(hashes).size).to.equal(2);
  });

  it('to a later stage does not concern who decides on this one', () => {
    given(opened(), did(nurse, approving)).when(attaching(LATER), OWNER).then('attachment-added');
  });

  it('stands as it was approved, and its bytes are kept for whoever asks what was read', () => {
    const past = [opened(), did(OWNER, attaching(PROPOSAL)), agreed];
    expect(given(...past).state.attachments.map(({ read }) => read)).to.deep.equal([true]);
    given(...past)
      .when(removing(), OWNER)
      .thenRefused('stage-conflict');
    given(...past)
      .when(attaching(PROPOSAL), OWNER)
      .thenRefused('stage-conflict');
    given(...past)
      .when(attaching(LATER), OWNER)
      .then('attachment-added');
  });

  it('is made and taken away after a decline, as other changes are, so that it is a reason to submit again', () => {
    const declined = [
      opened(),
      did(OWNER, attaching(PROPOSAL)),
      did(nurse, answering('decline', { reason: 'It does not say how.' })),
      step('move-on'),
    ];
    const { moment } = given(...declined)
      .when(attaching({ kind: 'stage', stage: 'develop-plan' }, 'how.pdf'), OWNER)
      .then('attachment-added');
    given(() => moment)
      .when(submitting, OWNER)
      .then('initiative-reopened', 'stage-started', 'stage-presented');
    given(...declined)
      .when(removing(), OWNER)
      .then({ type: 'attachment-removed', data: { bytes: 'kept' } });
    given(...declined)
      .when(attaching(PROPOSAL), nurse)
      .thenRefused('not-allowed');
  });

  it('that a gate was decided with leaves its bytes when it is replaced', () => {
    given(
      opened(),
      did(OWNER, attaching(PROPOSAL)),
      did(nurse, answering('request-changes', { reason: 'Too dear.' })),
    )
      .when(removing(), OWNER)
      .then({ type: 'attachment-removed', data: { bytes: 'kept' } });
  });

  it('is not taken away twice', () => {
    given(opened(), did(OWNER, attaching(PROPOSAL)), did(OWNER, removing()))
      .when(removing(), OWNER)
      .thenNothing();
  });
});

describe('an attachment to what was said', () => {
  const comment = (by: string | null): AttachingTo => ({ kind: 'comment', n: 7, by });
  const task = (kind: 'question' | 'answer') =>
    follows(({ gate }) => {
      const by = kind === 'question' ? nurse : OWNER;
      return did(by, attaching({ kind, task: gate?.seats[0]?.task ?? '' }));
    });

  it('goes with a comment of whoever made it, and changes nothing that is decided on', () => {
    given(opened(), did(nurse, commenting), did(nurse, approving))
      .when(attaching(comment(nurse.id)), nurse)
      .then('attachment-added');
    given(opened())
      .when(attaching(comment(doctor.id)), nurse)
      .thenRefused('not-allowed');
    given(opened())
      .when(attaching(comment(null)), nurse)
      .thenRefused('not-found');
    given(opened())
      .when(attaching(comment(nurse.id)), approverOf(SOLIHULL, 'doctor'))
      .thenRefused('not-allowed');
  });

  it('goes with a question and with its answer, each by who gave it, while the gate is open', () => {
    const { state } = given(
      opened(),
      did(nurse, asking()),
      task('question'),
      did(OWNER, informing()),
      task('answer'),
    );
    expect(state.attachments.map(({ to, by }) => [to.kind, by])).to.deep.equal([
      ['question', nurse.id],
      ['answer', OWNER.id],
    ]);
    const seat = given(opened()).gate.seats[0]?.task ?? '';
    given(opened())
      .when(attaching({ kind: 'question', task: seat }), nurse)
      .thenRefused('nothing-asked');
    given(opened(), did(nurse, asking()))
      .when(attaching({ kind: 'question', task: seat }), doctor)
      .thenRefused('not-allowed');
  });

  it('is taken away by who attached it, and by nobody else', () => {
    const past = [opened(), did(nurse, attaching(comment(nurse.id)))];
    given(...past)
      .when(removing(), OWNER)
      .thenRefused('not-allowed');
    given(...past)
      .when(removing(), nurse)
      .then({ type: 'attachment-removed', data: { bytes: 'deleted' } });
  });
});

describe('how much can be attached', () => {
  it('has an end, in files and in bytes', () => {
    const half = MOST_ATTACHED.bytes / 2;
    const past = [
      drafted(),
      did(OWNER, attaching(PROPOSAL, 'a', half)),
      did(OWNER, attaching(PROPOSAL, 'b', half)),
    ];
    given(...past)
      .when(attaching(PROPOSAL, 'c', 1), OWNER)
      .thenRefused('attachments-full');
    given(...past, did(OWNER, removing()))
      .when(attaching(PROPOSAL, 'c', 1), OWNER)
      .then('attachment-added');
    const many = Array.from({ length: MOST_ATTACHED.count }, () => [
      did(OWNER, attaching(PROPOSAL)),
      follows(({ attachments }) => did(OWNER, removing(attachments.length - 1))),
    ]);
    given(drafted(), ...many)
      .when(attaching(PROPOSAL), OWNER)
      .thenRefused('attachments-full');
  });
});

describe('what a file is called', () => {
  const cases: readonly (readonly [given: string, kept: string])[] = [
    ['plan.pdf', 'plan.pdf'],
    ['Plan v2.PDF', 'Plan v2.PDF'],
    ['..\\..\\c:\\x\\plan.pdf', 'plan.pdf'],
    ['../../etc/passwd', 'passwd.pdf'],
    ['invoice.pdf.exe', 'invoice.pdf.exe.pdf'],
    ['fdp.\u202Eexe.pdf', 'fdp.exe.pdf'],
    ['a\r\nSet-Cookie: x.pdf', 'aSet-Cookie_ x.pdf'],
    ['', 'file.pdf'],
    ['.pdf', 'pdf.pdf'],
    ['...', 'file.pdf'],
    ['x'.repeat(400), `${'x'.repeat(115)}.pdf`],
    ['re\u0301sume\u0301.pdf', 'r\u00e9sum\u00e9.pdf'],
  ];
  for (const [name, kept] of cases)
    it(`${JSON.stringify(name.slice(0, 30))} is kept as ${JSON.stringify(kept.slice(0, 30))}`, () => {
      expect(fileName(name, 'application/pdf')).to.equal(kept);
    });
});
