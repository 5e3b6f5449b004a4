/**
 * Values by id that are never changed in place: a book with one more value shares nearly all of its pages with the one before, so
 * that each of very many events costs the same, however much is in the book.
 */
export type Book<T> = { readonly size: number; readonly pages: readonly Page<T>[] };
type Page<T> = { readonly [id: string]: T };

const pageCount = 256;
const blank: readonly Page<never>[] = Array.from({ length: pageCount }, () => ({}));

export const emptyBook: Book<never> = { size: 0, pages: blank };

/** FNV-1a: ids that were made one after the other differ in their last characters only. */
function pageOf(id: string): number {
  let hash = 2166136261;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 16777619);
  return (hash >>> 0) % pageCount;
}

export function lookUp<T>({ pages }: Book<T>, id: string): T | undefined {
  const page = pages[pageOf(id)] ?? {};
  return Object.hasOwn(page, id) ? page[id] : undefined;
}

export function withEntry<T>(book: Book<T>, id: string, value: T): Book<T> {
  const number = pageOf(id);
  const page = book.pages[number] ?? {};
  const size = Object.hasOwn(page, id) ? book.size : book.size + 1;
  return { size, pages: book.pages.with(number, { ...page, [id]: value }) };
}

export function withoutEntries<T>(book: Book<T>, ids: readonly string[]): Book<T> {
  return ids.reduce((left, id) => {
    const number = pageOf(id);
    const page = left.pages[number] ?? {};
    if (!Object.hasOwn(page, id)) return left;
    const { [id]: _, ...others } = page;
    return { size: left.size - 1, pages: left.pages.with(number, others) };
  }, book);
}

/** All values, in no order that means anything. */
export const valuesOf = <T>({ pages }: Book<T>): readonly T[] => pages.flatMap((page) => Object.values(page));
