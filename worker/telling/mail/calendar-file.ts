import ICAL from 'ical.js';
import type { Sitting } from '../../../domain/sitting/sitting.ts';

/** The library counts 75 octets of a line that goes on without the space that it begins with; RFC 5545 counts that too. */
ICAL.foldLength = 74;

/** So long a sitting stands in calendars, in minutes: how long it takes nobody says. */
const LASTS = 60;

/**
 * A sitting as calendars take it (RFC 5545, RFC 5546): its own UID, whatever changes, and a SEQUENCE that grows with each
 * change of it. It names who gets it and nobody else.
 */
export function calendarFile(told: {
  readonly sitting: Pick<Sitting, 'id' | 'n' | 'at' | 'heldAt' | 'where'>;
  readonly title: string;
  readonly href: string;
  readonly isOff: boolean;
  readonly email: string;
  readonly from: string;
}): string {
  const { sitting, title, href, isOff, email, from } = told;
  const { id, n, at, heldAt, where } = sitting;
  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Remit//Sittings//EN');
  calendar.addPropertyWithValue('method', isOff ? 'CANCEL' : 'REQUEST');
  const event = new ICAL.Component('vevent');
  event.addPropertyWithValue('uid', `${id}@${new URL(href).hostname.replaceAll(/[[\]]/g, '')}`);
  event.addPropertyWithValue('sequence', n);
  event.addPropertyWithValue('dtstamp', utc(at));
  event.addPropertyWithValue('dtstart', utc(heldAt));
  event.addPropertyWithValue('duration', new ICAL.Duration({ minutes: LASTS }));
  event.addPropertyWithValue('summary', title);
  event.addPropertyWithValue('description', `The agenda, and where each answers: ${href}`);
  if (where?.value) event.addPropertyWithValue('location', where.value);
  event.addPropertyWithValue('url', href);
  event.addPropertyWithValue('status', isOff ? 'CANCELLED' : 'CONFIRMED');
  event.addPropertyWithValue('organizer', `mailto:${addressOf(from)}`);
  const attendee = event.addPropertyWithValue('attendee', `mailto:${email}`);
  // Whether they come is said in Remit.
  attendee.setParameter('rsvp', 'FALSE');
  attendee.setParameter('partstat', 'NEEDS-ACTION');
  calendar.addSubcomponent(event);
  return `${calendar.toString()}\r\n`;
}

function utc(instant: string) {
  return ICAL.Time.fromJSDate(new Date(Math.floor(Date.parse(instant) / 1000) * 1000), true);
}

/** The address of `Name <address>`, or of an address alone. */
function addressOf(from: string): string {
  return /<([^<>]+)>/.exec(from)?.[1] ?? from.trim();
}
