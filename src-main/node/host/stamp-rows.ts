import type { FileStamp } from "./stat-cache.ts";

const numbers = 5;

/**
 * Stamps of very many files, as a row of numbers each: as objects, a hundred thousand of them take longer to be cleared
 * away than to be asked for.
 */
export class StampRows {
  #numbers = new BigInt64Array(numbers * 1_024);
  #length = 0;

  /** Null stands for no file: no stamp has its row. */
  add(stamp: FileStamp | null): void {
    const at = numbers * this.#length;
    if (at === this.#numbers.length) {
      const more = new BigInt64Array(2 * at);
      more.set(this.#numbers);
      this.#numbers = more;
    }
    const row = this.#numbers;
    row[at] = stamp?.dev ?? -1n;
    row[at + 1] = stamp?.inode ?? -1n;
    row[at + 2] = stamp?.size ?? -1n;
    row[at + 3] = stamp?.mtime ?? -1n;
    row[at + 4] = stamp?.ctime ?? -1n;
    this.#length += 1;
  }

  at(index: number): FileStamp {
    const [dev = 0n, inode = 0n, size = 0n, mtime = 0n, ctime = 0n] = this.#numbers.subarray(
      numbers * index,
      numbers * (index + 1),
    );
    return { dev: BigInt.asUintN(64, dev), inode: BigInt.asUintN(64, inode), size, mtime, ctime };
  }

  /** All rows, to be digested. */
  get rows(): BigInt64Array {
    return this.#numbers.subarray(0, numbers * this.#length);
  }
}
