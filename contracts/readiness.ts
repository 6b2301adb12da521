/** One thing that must be so before work is sent here: resolves, with what it says of it, or rejects with why not. */
export type Check = () => Promise<string | undefined>;

export interface Readiness {
  readonly status: 'ready' | 'not-ready';
  /** Each by name: `ok`, or what is wrong. */
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail?: string }>>;
  /** What is good to know and stops nothing. */
  readonly information: Readonly<Record<string, string>>;
}

/** Milliseconds after which a check that says nothing has failed: a frozen server answers nothing at all. */
export const PATIENCE = 2_000;

/**
 * Asks everything at once. `must` decides; `told` is reported. Who asks while an answer is being found gets that answer:
 * probes do not pile up before a server that is frozen.
 */
export function createReadiness(
  must: Readonly<Record<string, Check>>,
  told: Readonly<Record<string, Check>> = {},
): () => Promise<Readiness> {
  let asking: Promise<Readiness> | undefined;
  const ask = async (): Promise<Readiness> => {
    const [checks, information] = await Promise.all([asked(must), asked(told)]);
    const ready = Object.values(checks).every((check) => check.ok);
    return {
      status: ready ? 'ready' : 'not-ready',
      checks,
      information: Object.fromEntries(
        Object.entries(information).map(([name, { ok, detail }]) => [
          name,
          detail ?? (ok ? 'ok' : 'unknown'),
        ]),
      ),
    };
  };
  return () =>
    (asking ??= ask().finally(() => {
      asking = undefined;
    }));
}

async function asked(checks: Readonly<Record<string, Check>>): Promise<Readiness['checks']> {
  const answers = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => [name, await within(check)] as const),
  );
  return Object.fromEntries(answers);
}

async function within(check: Check): Promise<{ ok: boolean; detail?: string }> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${PATIENCE} ms`));
    }, PATIENCE);
  });
  try {
    const detail = await Promise.race([check(), late]);
    return detail === undefined ? { ok: true } : { ok: true, detail };
  } catch (error) {
    return {
      ok: false,
      detail: error instanceof Error && error.message !== '' ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}
