/** Keys of the table of commands as Electron writes them; null for none, and for keys that would be stolen from fields. */
export const acceleratorOf = (keys: string | undefined): string | null => {
  if (keys === undefined || !/^(?:Mod|Alt)\+|^F\d+$/.test(keys)) return null;
  return keys.replace(/^Mod\b/, "CommandOrControl").replace(/\bArrow(?=Left|Right|Up|Down)/, "");
};
