import { sha256 } from '../../domain/log/hash.ts';
import type { PolicyReader } from './policy-reader.ts';
import { readText } from './read-text.ts';

/** So many are kept at most. */
const MOST = 20;

/** What was found in texts: the same text is analysed once, however many ask. */
export class Analyses {
  private readonly kept = new Map<string, Promise<unknown>>();

  constructor(private readonly reader: PolicyReader) {}

  /** @param dmn a text that is a policy */
  of(dmn: string): Promise<unknown> {
    const key = sha256(dmn);
    const known = this.kept.get(key);
    if (known !== undefined) return known;
    if (this.kept.size >= MOST) this.kept.clear();
    const found = this.analyse(dmn);
    this.kept.set(key, found);
    found.catch(() => this.kept.delete(key));
    return found;
  }

  private async analyse(dmn: string): Promise<unknown> {
    const read = await readText(this.reader, dmn, 'check');
    if (!read.ok) throw new Error(`A policy that is kept cannot be read: ${JSON.stringify(read.error)}`);
    const { version, hash, lockOut, analysis } = read.value;
    return { version, hash, lockOut, ...analysis };
  }
}
