import { edit, replaceOnce, SHIPPED_XML } from './shipped-policy.ts';

/** The shipped policy under another version, in which a region decides on capital from £500,000 and not from £1,000,000. */
export function nextPolicy(version: string, from = '500000'): string {
  const numbered = edit('<remit:policy version="1" />', `<remit:policy version="${version}" />`);
  const lower = replaceOnce(
    numbered,
    /(<inputEntry id="S-10-capitalGbp">\s*<text>)[^<]*/,
    `$1(50000..${from}]`,
  );
  return replaceOnce(lower, /(<inputEntry id="S-11-capitalGbp">\s*<text>)[^<]*/, `$1(${from}..25000000]`);
}

/** One under which a change of the policy is decided by a region: nobody could put it right nationally. */
export function lockingPolicy(version: string): string {
  const asRegion = (xml: string, rule: string) =>
    replaceOnce(xml, new RegExp(`(<outputEntry id="${rule}-level">\\s*<text>)[^<]*`), '$1"region"');
  return ['S-04', 'S-16'].reduce(
    asRegion,
    SHIPPED_XML.replace('<remit:policy version="1" />', `<remit:policy version="${version}" />`),
  );
}
