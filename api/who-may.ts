import { scopeFor, whoMay } from '../domain/authorisation.ts';
import type { Route } from './route.ts';

const INTRODUCTION = `# Who may do what

Every operation of the API with who may do it, made by \`npm run -s remit -- who-may\` from the one table that decides it,
\`domain/authorisation.ts\`. What is not in it nobody may. Any one of those named is enough. The pages ask the same table:
there is no other way in.

Three more rules hold whatever is said here. An initiative and all that belongs to it is there only for bodies with a
part in it, and Postgres keeps to that by itself (row-level security). Nobody decides on a proposal that they own or have
edited, that somebody whom they stand in for does, or in which they have an interest: they fill no seat, set no requirement aside,
record no answer of an authority, and confirm, challenge, uphold or dismiss no fact. And who may fill which seat follows from the seat: its body, its role, and the professions that the gate asks for.

The column _service account_ says which scope a program needs for it, over and above who may. It counts as owner and board member for the
body that it acts for, as owner of what whoever answers for it owns and that body leads, and as of that body; _never_ is never, whatever its scopes.

- _anybody_ is anybody who is registered. In lists each sees what they may read one by one.
- _owner for the lead body_ holds the role owner for the body that leads the initiative.
- _owner of the initiative_ is who drafted it.
- _invited to the sitting_ is on its list, whichever body they are of. Of its agenda each sees what they may read.
- _of a body with a part in it_ holds the role owner, approver, signatory or board for a body that leads the initiative, is
  affected by it, decides, signs or advises, or is above one of those.
`;

const SCOPE_WORDS = (scope: string | null) =>
  scope === null ? 'never' : scope === 'none' ? 'any' : `\`${scope}\``;

/** The table of who may do what, for people: an operation a line, by what it is about. */
export function whoMayDocument(routes: readonly Route[]): string {
  const tags = [...new Set(routes.map(({ tag }) => tag))];
  const sections = tags.map((tag) => {
    const rows = routes
      .filter((route) => route.tag === tag)
      .map(({ summary, action, method, path }) => [
        summary.replaceAll('|', '\\|'),
        whoMay(action).join(', or '),
        SCOPE_WORDS(scopeFor(action)),
        `\`${method.toUpperCase()} ${path}\``,
      ]);
    return `## ${tag}\n\n${table(['what', 'who may', 'service account', 'operation'], rows)}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

/** As the formatter has it: every column as wide as its widest cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
