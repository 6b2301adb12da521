import { lookup as lookUp, type LookupAddress } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';

/** Addresses that are not on the public internet, or lead to ones that are not. Source: IANA's special-purpose registries. */
const NOT_PUBLIC_4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** Of IPv6 only what is handed out is public, and of that not what carries an IPv4 address or is for documents. */
const PUBLIC_6 = ['2000::/3'];
const NOT_PUBLIC_6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const notPublic4 = listOf(NOT_PUBLIC_4, 'ipv4');
const public6 = listOf(PUBLIC_6, 'ipv6');
const notPublic6 = listOf(NOT_PUBLIC_6, 'ipv6');

function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits = ''] = range.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return list;
}

/** Whether an IP address is on the public internet. */
export function isPublic(address: string): boolean {
  if (isIPv4(address)) return !notPublic4.check(address, 'ipv4');
  if (isIP(address) !== 6) return false;
  const plain = address.split('%')[0] ?? '';
  return public6.check(plain, 'ipv6') && !notPublic6.check(plain, 'ipv6');
}

/** An address that no message is sent to. */
export class Blocked extends Error {
  constructor(host: string) {
    super(`${host} is not on the public internet: webhooks go there only where REMIT_WEBHOOK_ALLOW names it`);
    this.name = 'Blocked';
  }
}

/** The hosts with ports that messages may be sent to wherever they are, as `host:port`. */
export type Allowed = ReadonlySet<string>;

/** The host and port of a URL as `Allowed` has them. */
export function placeOf(url: URL): string {
  return `${url.hostname}:${url.port === '' ? (url.protocol === 'http:' ? '80' : '443') : url.port}`;
}

/**
 * Refuses what may not be connected to before anything is looked up: another protocol than HTTPS, an IP address that is
 * not public. A place that is allowed by name is neither.
 */
export function refuseUrl(url: URL, allowed: Allowed): Error | null {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return new Blocked(url.href);
  if (allowed.has(placeOf(url))) return null;
  if (url.protocol === 'http:')
    return new Error('Webhooks are sent by HTTPS, so that nobody reads them on the way');
  const bare = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(bare) !== 0 && !isPublic(bare) ? new Blocked(bare) : null;
}

type LookUp = (
  host: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: readonly LookupAddress[]) => void,
) => void;

/**
 * Looks names up for a connection and gives none of their addresses that is not public. It is what the connection itself asks,
 * so a name cannot have another address by then.
 */
export function publicLookup(ask: LookUp = lookUp): LookupFunction {
  return (host, { all }, callback) => {
    ask(host, { all: true }, (error, found) => {
      if (error !== null) {
        callback(error, '', 4);
        return;
      }
      const [first, ...rest] = found.filter(({ address }) => isPublic(address));
      if (first === undefined) callback(new Blocked(host), '', 4);
      else if (all === true) callback(null, [first, ...rest]);
      else callback(null, first.address, first.family);
    });
  };
}
