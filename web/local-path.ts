/** Kept in a cookie, so it has a limit. */
const LONGEST = 512;
const ANYWHERE = 'http://local.invalid';

/**
 * The address to go to after signing in, if it is a path of this same site; otherwise `/`. Everything that a browser
 * could read as another site is refused, and so are the pages of signing in and out, which would only lead round.
 */
export function localPath(wanted: unknown): string {
  if (typeof wanted !== 'string' || wanted.length > LONGEST) return '/';
  // Browsers take a backslash for a slash and drop tabs and line ends, so neither may stand here.
  if (!/^\/(?![/\\])[^\\\p{Cc}\s]*$/u.test(wanted)) return '/';
  let url: URL;
  try {
    url = new URL(wanted, ANYWHERE);
  } catch {
    return '/';
  }
  if (
    url.origin !== ANYWHERE ||
    url.pathname.startsWith('//') ||
    /^\/sign-(in|out)(\/|$)/.test(url.pathname)
  ) {
    return '/';
  }
  return `${url.pathname}${url.search}${url.hash}`;
}
