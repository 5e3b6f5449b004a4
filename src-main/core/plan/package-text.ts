/** Two versions of an installed distribution; null: it is not there. */
export function packageText(name: string, from: string | null, to: string | null): string {
  if (from === null) return `Package added: ${[name, versionText(to ?? "")].join(" ").trim()}`;
  if (to === null) return `Package no longer used: ${[name, versionText(from)].join(" ").trim()}`;
  const [before, after] = [versionText(from), versionText(to)];
  return before === after ? `Package changed: ${name}` : `Package changed: ${name} ${before} → ${after}`;
}

/** A recorded version as people read it: without the digests that some stand for or end with. "" when nothing is left. */
const versionText = (version: string): string =>
  version
    .split(", ")
    .map((part) => part.replace(/[\s+@]*sha256:[0-9a-f]+/g, "").trim())
    .filter((part) => part !== "")
    .join(", ");
