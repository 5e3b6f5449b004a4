/** Whether a variable of this name may hold a secret: its value counts, but is neither recorded nor shown. */
export const isSecretName = (name: string): boolean => /key|token|secret|password/i.test(name);

/**
 * The same of a parameter, property or option, by whole words: `api_key`, `hfToken` and `db.password` are, `tokenizer`
 * and `max_tokens` are not.
 */
export const isSecretParam = (name: string): boolean =>
  name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .some((word) => /^(?:(?:api|access|private)?key|token|secret|password|passwd)$/.test(word));

/** A command line with the values of options that may be secrets hidden. */
export const withoutSecrets = (command: string): string =>
  command.replace(
    /(^|\s)(--?[\w-]+)(=|\s+)("[^"]*"|'[^']*'|[^\s-]\S*)/g,
    (whole, before: string, option: string, between: string) =>
      isSecretParam(option) ? `${before}${option}${between}(hidden)` : whole,
  );
