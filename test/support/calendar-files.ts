/** A day with what it is called. */
export interface NamedDay {
  readonly day: string;
  readonly name: string;
}

/** As GOV.UK gives bank holidays. */
export function govUkFile(days: readonly NamedDay[], division = 'england-and-wales') {
  return {
    [division]: {
      division,
      events: days.map(({ day, name }) => ({ title: name, date: day, notes: '', bunting: true })),
    },
  };
}

/** Lines of an event of iCalendar. */
export const eventOf = (...lines: readonly string[]) => ['BEGIN:VEVENT', ...lines, 'END:VEVENT'];

/** A file of iCalendar, its lines folded after so many characters as RFC 5545 allows. */
export function iCalendarFile(events: readonly (readonly string[])[], foldAfter = 75): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//a test//EN', ...events.flat(), 'END:VCALENDAR'];
  const fold = (line: string): string =>
    line.length <= foldAfter ? line : `${line.slice(0, foldAfter)}\r\n ${fold(line.slice(foldAfter))}`;
  return `${lines.map(fold).join('\r\n')}\r\n`;
}

/** An event of some whole days, by its first and the day after its last. */
export const wholeDays = (first: string, after: string, name: string) =>
  eventOf(
    `UID:${first}@calendars.example`,
    `DTSTART;VALUE=DATE:${first.replaceAll('-', '')}`,
    `DTEND;VALUE=DATE:${after.replaceAll('-', '')}`,
    `SUMMARY:${name.replaceAll(/[\\;,]/g, (each) => `\\${each}`)}`,
  );
