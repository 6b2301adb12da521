import { setTimeout as pause } from 'node:timers/promises';

/** For what another process does and nobody tells us about: looks until it is so. */
export async function eventually(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const until = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > until) throw new Error(`still not so: ${what}`);
    await pause(10);
  }
}

/** Collects lines, and lets a test wait for one. */
export class Lines {
  readonly all: string[] = [];
  readonly #waiting = new Set<() => void>();

  readonly say = (line: string): void => {
    this.all.push(line);
    for (const look of this.#waiting) look();
  };

  /** The first line that matches, whether it came already or is still to come. */
  async next(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const found = this.all.find((line) => pattern.test(line));
        if (found === undefined) return;
        this.#waiting.delete(look);
        resolve(found);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
