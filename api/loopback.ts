/** True for a host that only this machine can reach. A name other than `localhost` is not looked up and is not one. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  return bare === 'localhost' || bare === '::1' || /^127(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}$/.test(bare);
}

/**
 * True for the name of a place that is looked for on the machine of whoever asks: loopback, and the names that RFC 6761
 * keeps for it (`localhost` and what ends in `.localhost`). Fit for an address to go to, not for one to listen on.
 */
export function isOwnMachine(host: string): boolean {
  return isLoopback(host) || host.endsWith('.localhost');
}
