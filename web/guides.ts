import { readFileSync } from 'node:fs';
import { Marked, type Tokens } from 'marked';
import { projectFile } from './project-files.ts';

/** The guides that are shown as pages, in the order in which they are listed. Their words are those in `docs/`. */
export const GUIDES = ['for-owners', 'for-approvers', 'for-boards', 'integrators', 'api-guide'] as const;
export type Guide = (typeof GUIDES)[number];

export interface GuidePage {
  readonly guide: Guide;
  readonly title: string;
  /** How it begins, without form: for the list of guides. */
  readonly about: string;
  readonly html: string;
}

/** Reads a guide and makes a page of it, in the design system's typography. */
export function readGuide(guide: Guide): GuidePage {
  const marked = new Marked({ renderer: RENDERER });
  const tokens = marked.lexer(readFileSync(projectFile('docs', `${guide}.md`), 'utf8'));
  const heading = tokens.find((token): token is Tokens.Heading => token.type === 'heading');
  const first = tokens.find((token): token is Tokens.Paragraph => token.type === 'paragraph');
  return {
    guide,
    title: heading?.text ?? guide,
    about: plain(first?.text ?? ''),
    html: marked.parser(tokens),
  };
}

const RENDERER = {
  heading(this: Parsing, { tokens, depth, text }: Tokens.Heading): string {
    const words = this.parser.parseInline(tokens);
    return `<h${depth} id="${slug(text)}">${words}</h${depth}>\n`;
  },
  list(this: Parsing & { listitem(item: Tokens.ListItem): string }, list: Tokens.List): string {
    const [tag, kind] = list.ordered ? ['ol', 'number'] : ['ul', 'bullet'];
    const items = list.items.map((item) => this.listitem(item)).join('');
    return `<${tag} class="nhsuk-list nhsuk-list--${kind}">\n${items}</${tag}>\n`;
  },
  link(this: Parsing, { href, tokens }: Tokens.Link): string {
    const words = this.parser.parseInline(tokens);
    const address = addressOf(href);
    return address === null ? words : `<a href="${escaped(address)}">${words}</a>`;
  },
  code({ text }: Tokens.Code): string {
    return `<pre class="remit-code" tabindex="0"><code>${escaped(text)}</code></pre>\n`;
  },
  table(this: Parsing, { header, rows }: Tokens.Table): string {
    const cells = (row: readonly Tokens.TableCell[], open: string, close: string) =>
      row.map(({ tokens }) => `${open}${this.parser.parseInline(tokens)}${close}`).join('');
    const head = cells(header, '<th scope="col" class="nhsuk-table__header">', '</th>');
    const body = rows
      .map((row) => `<tr>${cells(row, '<td class="nhsuk-table__cell">', '</td>')}</tr>`)
      .join('\n');
    return (
      '<div class="remit-scroll" tabindex="0"><table class="nhsuk-table">' +
      `<thead class="nhsuk-table__head"><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>\n`
    );
  },
  // The guides have none: what looks like it is shown as it is written.
  html: ({ text }: Tokens.HTML | Tokens.Tag): string => escaped(text),
};

interface Parsing {
  readonly parser: { parseInline(tokens: readonly unknown[]): string };
}

/** Where a link of a guide leads among the pages; `null` where it leads to a file that is no page. */
function addressOf(href: string): string | null {
  if (/^(#|https:)/.test(href)) return href;
  if (href === 'openapi.json') return '/openapi.json';
  const found = /^([\w-]+)\.md(#.*)?$/.exec(href);
  const guide = GUIDES.find((each) => each === found?.[1]);
  return guide === undefined ? null : `/help/${guide}${found?.[2] ?? ''}`;
}

/** The anchor of a heading, as links in the guides name it. */
function slug(text: string): string {
  return plain(text)
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(/\s+/g, '-');
}

const plain = (text: string) =>
  text
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/[*_`]/g, '')
    .replaceAll(/\s+/g, ' ');

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
