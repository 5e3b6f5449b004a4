/** Texts of numbers, times and sizes as people read them. All pure; times are epoch milliseconds. */

const dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** `<0.1s`, `0.2s`, `38s`, `1m 12s`, `2h 05m`, `3d 4h`. Negative spans (clocks jump) count as none. */
export function durationText(milliseconds: number): string {
  const span = Math.max(0, milliseconds);
  if (span < 50) return "<0.1s";
  if (span < 9_950) return `${(span / 1000).toFixed(1)}s`;
  const seconds = Math.round(span / 1000);
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${pad(seconds % 60)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h ${pad(minutes % 60)}m`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)}d ${hours % 24}h`;
}

/** `just now`, `2 min ago`, `5 h ago`, `yesterday`, `Mon` within a week, then `5 Jan` or `2025-01-05`. */
export function relativeTimeText(time: number, now: number): string {
  const age = now - time;
  if (age < -minute) return dateText(time, now);
  if (age < minute) return "just now";
  if (age < hour) return `${Math.floor(age / minute)} min ago`;
  const days = dayNumber(now) - dayNumber(time);
  if (days === 0 || age < 6 * hour) return `${Math.floor(age / hour)} h ago`;
  if (days === 1) return "yesterday";
  if (days < 7) return dayNames[new Date(time).getDay()] ?? "";
  return dateText(time, now);
}

/** `2026-01-05 10:00:00` in local time, for tooltips and detail. */
export function fullTimeText(time: number): string {
  const date = new Date(time);
  return `${isoDay(date)} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** A metric's value in four significant digits or all of its integer part, `—` for none; very large and small ones with an exponent. */
export function metricText(value: number | undefined): string {
  if (value === undefined) return "—";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return String(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(3).replace("e+", "e");
  return String(Number(value.toPrecision(Math.max(4, Math.floor(Math.log10(size)) + 1))));
}

/** `412 B`, `1.2 kB`, `18 MB`: powers of 1000. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `1,204`: the same in every locale, so that screenshots and people agree. */
export const countText = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** `1 run`, `2 runs`. */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

const pad = (value: number): string => String(value).padStart(2, "0");
const isoDay = (date: Date): string =>
  `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;

const monthNames = [
  "Jan",
  "Feb",
  "Mar",
  "Apr",
  "May",
  "Jun",
  "Jul",
  "Aug",
  "Sep",
  "Oct",
  "Nov",
  "Dec",
] as const;

function dateText(time: number, now: number): string {
  const date = new Date(time);
  if (date.getFullYear() !== new Date(now).getFullYear()) return isoDay(date);
  return `${date.getDate()} ${monthNames[date.getMonth()]}`;
}

/** Local calendar day, counted so that neighbours differ by one whatever daylight saving does. */
function dayNumber(time: number): number {
  const date = new Date(time);
  return Math.round(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / day);
}
