/**
 * Order of names as people count: `layer2` before `layer10`, whatever the locale. Numbers in a name go by size, all else
 * by code unit; `1` comes before `01`. Names that share a beginning up to a dot stand together.
 */
export function naturalOrder(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  let start = at;
  while (start > 0 && isDigit(a, start - 1)) start -= 1;
  const [endA, endB] = [endOfDigits(a, at), endOfDigits(b, at)];
  if (endA > start && endB > start) {
    const byNumber = bySize(a.slice(start, endA), b.slice(start, endB));
    if (byNumber !== 0) return byNumber;
  }
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of two texts of digits, however many. */
function bySize(a: string, b: string): number {
  const [sizeA, sizeB] = [withoutZeros(a), withoutZeros(b)];
  if (sizeA.length !== sizeB.length) return sizeA.length - sizeB.length;
  if (sizeA !== sizeB) return sizeA < sizeB ? -1 : 1;
  return a.length - b.length;
}

const withoutZeros = (digits: string): string => digits.replace(/^0+/, "");

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
};

function endOfDigits(text: string, from: number): number {
  let end = from;
  while (end < text.length && isDigit(text, end)) end += 1;
  return end;
}
