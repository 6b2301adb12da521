/** A browser by hand: it keeps cookies by host (as browsers do, whatever the port) and follows redirects itself. */
export interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
  /** Every address on the way. */
  readonly way: readonly string[];
}

export interface Browser {
  readonly cookies: Map<string, Cookie>;
  readonly get: (url: string) => Promise<Page>;
  readonly post: (
    url: string,
    fields: Record<string, string>,
    headers?: Record<string, string>,
  ) => Promise<Page>;
}

interface Cookie {
  readonly host: string;
  readonly path: string;
  readonly name: string;
  value: string;
  readonly attributes: string;
}

export function createBrowser(): Browser {
  const cookies = new Map<string, Cookie>();

  const keep = (url: URL, lines: readonly string[]): void => {
    for (const line of lines) {
      const [pair = '', ...rest] = line.split(';');
      const at = pair.indexOf('=');
      const name = pair.slice(0, at);
      const attributes = rest.map((each) => each.trim()).join('; ');
      const path = /path=([^;]*)/i.exec(attributes)?.[1] ?? '/';
      const key = `${url.hostname} ${path} ${name}`;
      const expires = /expires=([^;]*)/i.exec(attributes)?.[1];
      const gone =
        /max-age=0/i.test(attributes) || (expires !== undefined && Date.parse(expires) < Date.now());
      if (gone) cookies.delete(key);
      else cookies.set(key, { host: url.hostname, path, name, value: pair.slice(at + 1), attributes });
    }
  };

  const cookieHeader = (url: URL): string =>
    [...cookies.values()]
      .filter(({ host, path }) => host === url.hostname && url.pathname.startsWith(path))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');

  const go = async (first: string, init: RequestInit): Promise<Page> => {
    const way: string[] = [];
    let url = new URL(first);
    let request = init;
    for (;;) {
      way.push(url.href);
      if (way.length > 12) throw new Error(`went round: ${way.join(' ')}`);
      const headers = new Headers(request.headers);
      headers.set('cookie', cookieHeader(url));
      headers.set('accept', 'text/html');
      const answer = await fetch(url, { ...request, headers, redirect: 'manual' });
      keep(url, answer.headers.getSetCookie());
      const location = answer.headers.get('location');
      if (location === null || answer.status < 300 || answer.status > 399) {
        return {
          url: url.href,
          status: answer.status,
          text: await answer.text(),
          headers: answer.headers,
          way,
        };
      }
      await answer.arrayBuffer();
      url = new URL(location, url);
      request = {};
    }
  };

  return {
    cookies,
    get: (url) => go(url, {}),
    post: (url, fields, headers = {}) =>
      go(url, { method: 'POST', body: new URLSearchParams(fields), headers }),
  };
}
