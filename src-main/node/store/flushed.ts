/** A cache whose new entries wait in memory. */
export type Flushed = {
  /** Writes them to the library. */
  readonly flush: () => void;
  /** Whether finding them out again would take longer than to wait for the disk now, some twenty milliseconds. */
  readonly isWorthKeeping: () => boolean;
};
