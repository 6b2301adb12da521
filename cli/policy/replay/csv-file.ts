import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { replayCsvHead, replayCsvRows } from '../../../api/present/replay-csv.ts';
import type { Difference } from '../../../domain/policy/replay/difference.ts';
import { explainWriting, StartProblem } from '../../embedded/start-problem.ts';

/** The CSV of a replay as it grows. It has its own name when it is whole; what was written after the last checkpoint is written again. */
export class CsvFile {
  private constructor(
    private readonly path: string,
    private readonly file: number | null,
    /** How much of it is there. */
    private size: number,
  ) {}

  /** Begins one, or goes on after so many bytes. */
  static open(path: string, kept: { readonly bytes: number; readonly isWhole: boolean } | null): CsvFile {
    try {
      if (kept?.isWhole === true && existsSync(path)) return new CsvFile(path, null, kept.bytes);
      if (kept === null) {
        const begun = new CsvFile(path, openSync(partOf(path), 'w'), 0);
        begun.write(replayCsvHead());
        return begun;
      }
      const file = openSync(partOf(path), 'r+');
      if (fstatSync(file).size < kept.bytes)
        throw new StartProblem(
          `${partOf(path)} is shorter than it was: delete the state file to begin anew.`,
        );
      ftruncateSync(file, kept.bytes);
      return new CsvFile(path, file, kept.bytes);
    } catch (error) {
      throw error instanceof StartProblem ? error : explainWriting(error, path);
    }
  }

  add(differences: readonly Difference[]): void {
    if (differences.length > 0) this.write(replayCsvRows(differences));
  }

  /** Sees to it that all of it is on the disk, and tells how much that is. */
  settle(): number {
    if (this.file !== null) fsyncSync(this.file);
    return this.size;
  }

  /** Gives it its name. */
  finish(): void {
    if (this.file === null) return;
    fsyncSync(this.file);
    closeSync(this.file);
    renameSync(partOf(this.path), this.path);
  }

  private write(text: string): void {
    if (this.file === null) throw new Error('This CSV is whole');
    const bytes = Buffer.from(text);
    let written = 0;
    while (written < bytes.length)
      written += writeSync(this.file, bytes, written, bytes.length - written, this.size + written);
    this.size += bytes.length;
  }
}

const partOf = (path: string) => `${path}.part`;
