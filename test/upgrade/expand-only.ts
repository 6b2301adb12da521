/**
 * Steps that take away what the last release still uses. Each names its file and the release in whose code nothing used
 * it any more; it may be released with the one after.
 */
export const CONTRACT_STEPS: Readonly<Record<string, { readonly unusedSince: string }>> = {
  '0010-queues-as-before.ts': { unusedSince: '0.1.0' },
  '0013-engaged-no-more.ts': { unusedSince: '0.1.0' },
};

const RULES: readonly (readonly [RegExp, string])[] = [
  [/\bdrop\s+(table|column|schema|view|function|policy|constraint|index|type)\b/, 'takes something away'],
  [/\brename\b/, 'renames: the last release asks for the old name'],
  [
    /\balter\s+(column\s+)?\w+\s+(set\s+data\s+)?type\b/,
    'changes a type, and rewrites the table under a lock',
  ],
  [/\bset\s+not\s+null\b/, 'refuses rows that the last release writes'],
  [
    /\badd\s+column\b(?=[^,;`]*\bnot\s+null\b)(?![^,;`]*\bdefault\b)/,
    'adds a column that the last release does not fill',
  ],
  [
    /\badd\s+(constraint\s+\w+\s+)?(check|foreign\s+key|unique|primary\s+key)\b(?![^;`]*\bnot\s+valid\b)/,
    'reads the whole table under a lock: add it as `not valid`',
  ],
  [/\b(revoke|truncate|delete\s+from|disable\s+row)\b/, 'takes something away'],
];

/**
 * What of a migration's `up` the last release could not go on beside, or could only wait for. `text` is its source.
 * Indexes are made `concurrently`, but on a table that the same migration makes.
 */
export function notExpanding(text: string): readonly string[] {
  const whole = (text.split(/async down\(/)[0] ?? '')
    .toLowerCase()
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
  // An index may be dropped that the same migration makes: it is what a try that failed has left.
  const up = whole.replaceAll(/\bdrop index concurrently if exists ([^\s`;'"]+)/g, (text, name: string) =>
    whole.includes(`create index concurrently ${name} `) ? '' : text,
  );
  const made = [...up.matchAll(/\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?(\w+)/g)].map(([, name]) => name);
  const indexes = [...up.matchAll(/\bcreate\s+(?:unique\s+)?index\s+(concurrently\s+)?[^;`]*?\bon\s+(\w+)/g)]
    .filter(([, concurrently, table]) => concurrently === undefined && !made.includes(table))
    .map(
      ([, , table]) => `makes an index on ${table ?? ''} while nobody may write: make it \`concurrently\``,
    );
  // Whoever reads takes tables in an order of their own, and would wait for who waits for them.
  const altered = new Set(
    [...up.matchAll(/\balter\s+table\s+(?:only\s+)?(\w+)/g)].map(([, name]) => name ?? ''),
  );
  const locked = [...altered].filter((name) => !made.includes(name));
  const together =
    locked.length > 1 && !up.includes('readonly transaction = false')
      ? [`locks ${locked.join(' and ')} in one transaction: set \`transaction = false\``]
      : [];
  return [...together, ...RULES.flatMap(([rule, why]) => (rule.test(up) ? [why] : [])), ...indexes];
}
