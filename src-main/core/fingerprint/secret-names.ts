/** Whether a variable's name says that its value is nobody's business: such a value is never kept. */
export const isSecretName = (name: string): boolean => /key|token|secret|password/i.test(name);
