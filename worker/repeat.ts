/** Milliseconds that a timer can wait at most: what has nothing to do here is not done again. */
export const NEVER = 2 ** 31 - 1;

export interface Repeating {
  /** Waits for what is under way, and does it no more. */
  stop(): Promise<void>;
}

/** Does something again and again, until it is stopped; it gives the milliseconds until it wants to be done again. */
export function repeat(act: () => Promise<number>): Repeating {
  let wake: (() => void) | undefined;
  let stopped = false;
  const goOn = () => !stopped;
  const loop = async (): Promise<void> => {
    while (goOn()) {
      const pause = await act();
      if (!goOn()) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pause);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = loop();
  return {
    stop: async () => {
      stopped = true;
      wake?.();
      await running;
    },
  };
}
