/** Whether a variable of this name may hold a secret: its value counts, but is neither recorded nor shown. */
export const isSecretName = (name: string): boolean => /key|token|secret|password/i.test(name);
