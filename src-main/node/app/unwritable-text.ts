/** What is said when something would have to write to a library that cannot be written; `why` as the system says it. */
export function unwritableText(folder: string, why: string | null): string {
  const isFull = why?.startsWith("ENOSPC") === true || why?.includes("disk is full") === true;
  const remedy = isFull ? ". Make room on its disk, then try again: what is recorded stays" : "";
  return `The library ${folder} cannot be written, only read: ${why}${remedy}`;
}
