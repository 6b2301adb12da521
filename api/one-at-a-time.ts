/** Work that takes long is done one piece after the other, so that no number of askers takes the process from all others. */
export class OneAtATime {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /** `most` wait at once. */
  constructor(private readonly most: number) {}

  /** Does it when those before are done; `null` where too many wait already. */
  async do<T>(work: () => Promise<T>): Promise<T | null> {
    if (this.waiting >= this.most) return null;
    this.waiting += 1;
    const done = this.last.then(work).finally(() => {
      this.waiting -= 1;
    });
    this.last = done.catch(() => undefined);
    return done;
  }
}
