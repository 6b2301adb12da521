import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expires: number;
}

/** More than this many open sign-ins on one machine is a fault: the oldest are forgotten. */
const MOST_ENTRIES = 5_000;

/**
 * What the provider remembers between two requests: sign-ins under way, codes, sessions. It is kept in memory on
 * purpose: this provider is for one machine, and what a restart loses is a sign-in that was half done. Access tokens
 * are signed and are not kept, and the keys outlive a restart, so issued tokens stay good.
 */
export function createMemoryAdapter(now: () => number = Date.now): (model: string) => Adapter {
  const entries = new Map<string, Entry>();

  const find = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expires > now()) return entry.payload;
    entries.delete(key);
    return undefined;
  };

  const makeRoom = (): void => {
    for (const [key, { expires }] of entries) if (expires <= now()) entries.delete(key);
    for (const key of entries.keys()) {
      if (entries.size < MOST_ENTRIES) return;
      entries.delete(key);
    }
  };

  const findWhere = (
    model: string,
    matches: (payload: AdapterPayload) => boolean,
  ): AdapterPayload | undefined => {
    for (const key of [...entries.keys()].filter((each) => each.startsWith(`${model}:`))) {
      const payload = find(key);
      if (payload !== undefined && matches(payload)) return payload;
    }
    return undefined;
  };

  return (model) => ({
    upsert(id, payload, expiresIn) {
      if (entries.size >= MOST_ENTRIES) makeRoom();
      const expires = expiresIn === undefined ? Infinity : now() + expiresIn * 1000;
      entries.set(`${model}:${id}`, { payload, expires });
      return Promise.resolve();
    },
    find: (id) => Promise.resolve(find(`${model}:${id}`)),
    findByUid: (uid) => Promise.resolve(findWhere(model, (payload) => payload.uid === uid)),
    findByUserCode: (code) => Promise.resolve(findWhere(model, (payload) => payload.userCode === code)),
    consume(id) {
      const payload = find(`${model}:${id}`);
      if (payload !== undefined) payload.consumed = Math.floor(now() / 1000);
      return Promise.resolve();
    },
    destroy(id) {
      entries.delete(`${model}:${id}`);
      return Promise.resolve();
    },
    revokeByGrantId(grantId) {
      for (const [key, { payload }] of entries) {
        if (key.startsWith(`${model}:`) && payload.grantId === grantId) entries.delete(key);
      }
      return Promise.resolve();
    },
  });
}
