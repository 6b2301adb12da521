/** A link with what stands beside it. */
export interface Line {
  readonly title: string;
  readonly says: readonly string[];
  readonly href: string;
}

/** A mail before it is written out. */
export interface Letter {
  readonly subject: string;
  readonly sections: readonly { readonly heading: string | null; readonly lines: readonly Line[] }[];
  /** Where who gets it chooses how they are told. */
  readonly choose: string;
}

const WHY = 'You get this since your address is registered with Remit. Choose how you are told:';

/** For who reads plain text. */
export function textOf({ sections, choose }: Letter): string {
  const blocks = sections.flatMap(({ heading, lines }) => [
    ...(heading === null ? [] : [`${heading}\n${'-'.repeat(heading.length)}`]),
    ...lines.map(({ title, says, href }) => [title, ...says, href].join('\n')),
  ]);
  return `${blocks.join('\n\n')}\n\n-- \n${WHY} ${choose}\n`;
}

/** For who reads HTML. Titles are what somebody wrote: all that is written in is escaped. */
export function htmlOf({ subject, sections, choose }: Letter): string {
  const body = sections
    .map(({ heading, lines }) => {
      const title =
        heading === null ? '' : `<h2 style="font-size:19px;margin:24px 0 8px">${escaped(heading)}</h2>`;
      return title + lines.map(lineOf).join('');
    })
    .join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escaped(subject)}</title></head>
<body style="font-family:Arial,sans-serif;font-size:16px;line-height:1.5;color:#212b32;max-width:640px">
${body}
<p style="font-size:14px;color:#4c6272;border-top:1px solid #d8dde0;padding-top:12px;margin-top:24px">${WHY}
<a href="${escaped(choose)}" style="color:#005eb8">how you are told</a>.</p>
</body></html>
`;
}

function lineOf({ title, says, href }: Line): string {
  const link = `<a href="${escaped(href)}" style="color:#005eb8;font-weight:bold">${escaped(title)}</a>`;
  return `<p style="margin:0 0 16px">${[link, ...says.map(escaped)].join('<br>')}</p>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
