import type { Account } from '../organisation/example-people.ts';

/** More people than this on one page help nobody: the rest are found by the search. */
const MOST_SHOWN = 40;

/** HTML that needs no more escaping. */
class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A template whose values are escaped, unless they are markup made by this same function. */
function html(
  parts: TemplateStringsArray,
  ...values: readonly (string | number | Markup | readonly Markup[])[]
): Markup {
  return new Markup(parts.reduce((text, part, i) => text + render(values[i - 1] ?? '') + part));
}

function render(value: string | number | Markup | readonly Markup[]): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(({ text }) => text).join('');
  return String(value).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

export interface ChooserView {
  readonly action: string;
  readonly query: string;
  readonly accounts: readonly Account[];
}

/** The page on which one chooses whom to sign in as. */
export function chooserPage({ action, query, accounts }: ChooserView): string {
  const found = search(accounts, query);
  const shown = found.slice(0, MOST_SHOWN);
  return page(
    'Sign in as one of the example people',
    html`
      <h1 class="nhsuk-heading-l">Sign in as one of the example people</h1>
      <form method="get" action="${action}" role="search">
        <div class="nhsuk-form-group">
          <label class="nhsuk-label" for="q">Search by name, role or organisation</label>
          <div class="nhsuk-hint" id="q-hint">For example: approver Kent, or signatory.QKS</div>
          <input
            class="nhsuk-input nhsuk-input--width-20"
            id="q"
            name="q"
            type="search"
            value="${query}"
            aria-describedby="q-hint"
            autocomplete="off"
            spellcheck="false"
          />
        </div>
        <button class="nhsuk-button nhsuk-button--secondary" type="submit">Search</button>
      </form>
      <h2 class="nhsuk-heading-m">${countOf(found.length, shown.length)}</h2>
      <form method="post" action="${action}">
        <ul class="nhsuk-list">
          ${shown.map(personItem)}
        </ul>
      </form>
    `,
  );
}

function personItem({ subject, name, description }: Account): Markup {
  return html`<li>
    <div class="nhsuk-card">
      <div class="nhsuk-card__content">
        <h3 class="nhsuk-card__heading nhsuk-heading-s">${name}</h3>
        <p class="nhsuk-card__description">${description}</p>
        <button class="nhsuk-button nhsuk-button--small" type="submit" name="subject" value="${subject}">
          Sign in as <span class="nhsuk-u-visually-hidden">${name},</span> ${subject}
        </button>
      </div>
    </div>
  </li>`;
}

function countOf(found: number, shown: number): string {
  if (found === 0) return 'Nobody was found';
  if (found > shown) return `${found} people, the first ${shown} shown: search to find the others`;
  return found === 1 ? '1 person' : `${found} people`;
}

/** People in whose name, description or subject every word of the query stands. */
export function search(accounts: readonly Account[], query: string): readonly Account[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter(({ subject, name, description }) => {
    const text = `${name} ${description} ${subject}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** `form` is the provider's own markup, with the fields that the sign-out needs. */
export function signOutPage(form: string): string {
  return page(
    'Sign out of the example provider',
    html`
      <h1 class="nhsuk-heading-l">Sign out of the example provider</h1>
      <p>
        You have signed out of Remit. This browser still has a session of the example provider: sign out here
        as well.
      </p>
      ${new Markup(form)}
      <button class="nhsuk-button" type="submit" form="op.logoutForm" name="logout" value="yes">
        Sign out
      </button>
    `,
  );
}

export function signedOutPage(): string {
  return page('Signed out', html`<h1 class="nhsuk-heading-l">You have signed out</h1>`);
}

export function problemPage(title: string, explanation: string, home: string | undefined): string {
  const way = home === undefined ? html`` : html`<p><a href="${home}">Start again</a></p>`;
  return page(
    title,
    html`
      <h1 class="nhsuk-heading-l">${title}</h1>
      <p>${explanation}</p>
      ${way}
    `,
  );
}

function page(title: string, main: Markup): string {
  return html`<!doctype html>
    <html lang="en-GB" class="nhsuk-template">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <title>${title} - Remit example identity provider</title>
        <link rel="stylesheet" href="/assets/nhsuk-frontend.min.css" />
      </head>
      <body class="nhsuk-template__body">
        <a class="nhsuk-skip-link" href="#maincontent">Skip to main content</a>
        <header class="nhsuk-header" role="banner">
          <div class="nhsuk-header__container nhsuk-width-container">
            <div class="nhsuk-header__service">
              <span class="nhsuk-header__service-name">Remit: example identity provider</span>
            </div>
          </div>
        </header>
        <div class="nhsuk-width-container">
          <main class="nhsuk-main-wrapper" id="maincontent" tabindex="-1">
            <div class="nhsuk-inset-text">
              <span class="nhsuk-u-visually-hidden">Information: </span>
              <p>
                This is an example provider for one machine. It asks for no password, the people are invented,
                and it must never be reachable from a network.
              </p>
            </div>
            ${main}
          </main>
        </div>
      </body>
    </html>`.text;
}
