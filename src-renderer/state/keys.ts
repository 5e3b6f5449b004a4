/** What of a key press tells which keys it is. */
type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export const isMac = (): boolean => typeof navigator !== "undefined" && /^Mac/.test(navigator.platform);

/** `Mod+Shift+P` -> modifiers and the key itself, which may be a plus. */
function partsOf(keys: string): { readonly modifiers: ReadonlySet<string>; readonly key: string } {
  const parts = keys.split(/\+(?=.)/);
  return { modifiers: new Set(parts.slice(0, -1)), key: parts.at(-1) ?? "" };
}

/** Whether these are the keys that were pressed. `Mod` is Ctrl or ⌘. Shift may be what it takes to type a sign. */
export function isPressed(press: Press, keys: string): boolean {
  const { modifiers, key } = partsOf(keys);
  const name = press.key === " " ? "Space" : press.key;
  return (
    name.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === (modifiers.has("Mod") || modifiers.has("Ctrl")) &&
    press.altKey === modifiers.has("Alt") &&
    (press.shiftKey === modifiers.has("Shift") || /^[^\p{L}\p{N}]$/u.test(key))
  );
}

const names: { readonly [key: string]: string } = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  PageUp: "Page Up",
  PageDown: "Page Down",
  Plus: "+",
  numadd: "Num +",
  "-": "−",
};
const macNames: { readonly [key: string]: string } = {
  Mod: "⌘",
  Shift: "⇧",
  Alt: "⌥",
  Ctrl: "⌃",
  Enter: "↩",
};

/** As they stand on the keyboard: `Ctrl Shift P`, or `⌘ ⇧ P`. */
export function keysText(keys: string, mac = isMac()): string {
  const { modifiers, key } = partsOf(keys);
  return [...modifiers, key]
    .map((one) => (mac ? macNames[one] : undefined) ?? names[one] ?? (one === "Mod" ? "Ctrl" : one))
    .join(" ");
}
