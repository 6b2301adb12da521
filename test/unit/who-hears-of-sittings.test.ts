import { expect } from 'chai';
import ICAL from 'ical.js';
import type { SittingEvent, SittingHappened } from '../../domain/sitting/events.ts';
import { invitedBefore, stillHeard, whoHearsOfSitting } from '../../domain/telling/who-hears-of-sittings.ts';
import { calendarFile } from '../../worker/telling/mail/calendar-file.ts';
import { words } from '../support/stories.ts';

const AT = '2027-01-11T09:00:00.000Z';
const of = (event: SittingEvent, actor = 'chair'): SittingHappened => ({ ...event, n: 3, at: AT, actor });
const heard = (event: SittingEvent, actor?: string) =>
  whoHearsOfSitting(of(event, actor), ['nurse', 'doctor', 'chair']).map(
    ({ person, notice }) => `${person} ${notice}`,
  );

describe('who hears of a sitting', () => {
  it('is who is invited, each as what it means for them, and never who did it', () => {
    const convened = { body: 'QUY', title: words('T'), where: null, heldAt: AT, items: [] };
    expect(
      heard({ type: 'sitting-convened', data: { ...convened, invited: ['nurse', 'chair'] } }),
    ).to.deep.equal(['nurse invited']);
    expect(
      heard({ type: 'invitations-changed', data: { invited: ['matron'], uninvited: ['doctor'] } }),
    ).to.deep.equal(['matron invited', 'doctor uninvited']);
    const moved = { from: AT, heldAt: AT, where: null };
    expect(heard({ type: 'sitting-moved', data: moved }, 'doctor')).to.deep.equal([
      'nurse sitting-moved',
      'chair sitting-moved',
    ]);
    expect(heard({ type: 'sitting-cancelled', data: { reason: null } })).to.deep.equal([
      'nurse sitting-cancelled',
      'doctor sitting-cancelled',
    ]);
  });

  it('hears of an agenda that has something else on it, and not of another order, of who was there, or of its end', () => {
    const placed = [{ gate: 'g', place: 2 }];
    expect(heard({ type: 'agenda-changed', data: { added: [], struck: [], placed } })).to.deep.equal([]);
    expect(heard({ type: 'agenda-changed', data: { added: [], struck: ['g'], placed } })).to.have.lengthOf(2);
    expect(
      heard({ type: 'attendance-recorded', data: { person: 'nurse', attendance: 'absent' } }),
    ).to.deep.equal([]);
    expect(heard({ type: 'sitting-closed', data: { upTo: [] } })).to.deep.equal([]);
  });

  it('is not who is invited with the same change: they hear of all of it as they are invited', () => {
    const moved = of({ type: 'sitting-moved', data: { from: AT, heldAt: AT, where: null } });
    const invites = of({ type: 'invitations-changed', data: { invited: ['matron'], uninvited: [] } });
    const events = [moved, { ...invites, n: 4 }];
    expect(invitedBefore(moved, events, ['nurse', 'matron'])).to.deep.equal(['nurse']);
    expect(invitedBefore({ ...moved, n: 5 }, events, ['nurse', 'matron'])).to.deep.equal(['nurse', 'matron']);
  });

  it('is told how it stands when the mail goes', () => {
    const people = [{ person: 'nurse', attendance: null }];
    const convened = { state: 'convened', people } as const;
    expect(stillHeard('invited', convened, 'nurse')).to.equal('invited');
    const cancelled = { state: 'cancelled', people } as const;
    expect(stillHeard('invited', cancelled, 'nurse')).to.equal(null);
    expect(stillHeard('sitting-cancelled', cancelled, 'nurse')).to.equal('sitting-cancelled');
    expect(stillHeard('invited', convened, 'doctor')).to.equal(null);
    expect(stillHeard('uninvited', convened, 'doctor')).to.equal('uninvited');
    expect(stillHeard('uninvited', convened, 'nurse')).to.equal(null);
    expect(stillHeard('sitting-moved', { state: 'closed', people }, 'nurse')).to.equal(null);
  });

  it('gets a file whose lines are those of RFC 5545, whatever is written in its words', () => {
    const title = `Décisions; a, b\\c ${'very '.repeat(30)}long`;
    const sitting = { id: 'f5d3', n: 4, at: AT, heldAt: AT, where: words('Room 4\nBEGIN:VALARM') };
    const given = { sitting, title, href: 'https://remit.example/sittings/f5d3', isOff: false };
    const text = calendarFile({
      ...given,
      email: 'nurse@people.example',
      from: 'Remit <remit@remit.example>',
    });
    expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).to.equal(true);
    expect(text.endsWith('END:VCALENDAR\r\n')).to.equal(true);
    const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
    expect(calendar.getFirstPropertyValue('method')).to.equal('REQUEST');
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined);
    expect([event.uid, event.sequence, event.summary, event.location]).to.deep.equal([
      'f5d3@remit.example',
      4,
      title,
      'Room 4\nBEGIN:VALARM',
    ]);
    expect(event.startDate.toJSDate().toISOString()).to.equal(AT);
    expect(text).to.include('ORGANIZER:mailto:remit@remit.example');
    const off = calendarFile({ ...given, isOff: true, email: 'a@b.example', from: 'remit@remit.example' });
    expect(off).to.include('METHOD:CANCEL').and.include('STATUS:CANCELLED');
  });
});
