import type * as OidcLibrary from 'oidc-provider';

let loaded: Promise<typeof OidcLibrary> | undefined;

/**
 * Loads `oidc-provider` with what it misses on Node 20: it calls `URL.parse`, which came with Node 22, and it warns on
 * the console of any older Node. Nothing else of it needs more; the whole sign-in is tested on Node 20.
 */
export function loadOidcLibrary(): Promise<typeof OidcLibrary> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<typeof OidcLibrary> {
  if (!Object.hasOwn(URL, 'parse')) {
    Object.defineProperty(URL, 'parse', { value: parseUrl, writable: true, configurable: true });
  }
  const warn = console.warn;
  console.warn = (...words: unknown[]) => {
    if (!String(words[0]).includes('oidc-provider WARNING: Unsupported runtime')) warn(...words);
  };
  try {
    return await import('oidc-provider');
  } finally {
    console.warn = warn;
  }
}

/** The standard's `URL.parse`: the address, or `null` when it is none. */
function parseUrl(address: string, base?: string): URL | null {
  try {
    return new URL(address, base);
  } catch {
    return null;
  }
}
