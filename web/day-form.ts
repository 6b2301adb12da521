/** A day as it is typed into three fields. */
export interface DayTyped {
  readonly day: string;
  readonly month: string;
  readonly year: string;
}

/** Reads the three fields of a day, as the date input of the design system names them. */
export function dayTyped(fields: Readonly<Record<string, string | undefined>>, name: string): DayTyped {
  const of = (part: string) => (fields[`${name}-${part}`] ?? '').trim();
  return { day: of('day'), month: of('month'), year: of('year') };
}

/** The day as `YYYY-MM-DD`; `null` where there is none such. */
export function dayFrom({ day, month, year }: DayTyped): string | null {
  if (![day, month, year].every((part) => /^\d{1,4}$/.test(part))) return null;
  const text = `${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T12:00:00Z`);
  return Number.isNaN(at.getTime()) || !at.toISOString().startsWith(text) ? null : text;
}
