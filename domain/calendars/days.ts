const DAY = 86_400_000;

/** Whether this is a day of the calendar, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/** So many days from a first one on. */
export function daysFrom(first: string, length: number): readonly string[] {
  const at = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length }, (_, n) => new Date(at + n * DAY).toISOString().slice(0, 10));
}
