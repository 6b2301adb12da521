/** One command that somebody sent, however often it took. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  tries: number;
  acknowledged: boolean;
  /** Of what it was answered with, where that has one. */
  id: string | undefined;
}

export interface Counted {
  readonly commands: readonly Sent[];
  /** How many requests have no answer yet. */
  readonly unanswered: () => number;
  /** How many were sent again because no answer, or none of the service's, came. */
  readonly again: () => number;
  /** How many requests had an answer of 500 or more, or none. */
  readonly failed: () => number;
}

/** Watches all that this process sends to `url`, without changing any of it. */
export function countCommands(url: string): Counted {
  const real = globalThis.fetch;
  const byKey = new Map<string, Sent>();
  const commands: Sent[] = [];
  let open = 0;
  let failed = 0;
  globalThis.fetch = async (input, init) => {
    const address = new URL(input instanceof Request ? input.url : input);
    if (address.origin !== new URL(url).origin) return real(input, init);
    const method = init?.method ?? 'GET';
    const key = new Headers(init?.headers).get('idempotency-key');
    const sent: Sent = (key === null ? undefined : byKey.get(key)) ?? {
      method,
      path: address.pathname,
      tries: 0,
      acknowledged: false,
      id: undefined,
    };
    if (sent.tries === 0 && method !== 'GET') commands.push(sent);
    if (key !== null) byKey.set(key, sent);
    sent.tries += 1;
    open += 1;
    try {
      const answer = await real(input, init).catch((error: unknown) => {
        failed += 1;
        throw error;
      });
      if (answer.status >= 500) failed += 1;
      if (answer.ok && method !== 'GET') {
        sent.acknowledged = true;
        sent.id = ((await answer.clone().json()) as { id?: string }).id;
      }
      return answer;
    } finally {
      open -= 1;
    }
  };
  return {
    commands,
    unanswered: () => open,
    failed: () => failed,
    again: () => commands.reduce((sum, { tries }) => sum + tries - 1, 0),
  };
}
