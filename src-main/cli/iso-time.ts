/** A time in epoch milliseconds as ISO 8601 in UTC, as every JSON answer writes it. */
export const isoTime = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString();
