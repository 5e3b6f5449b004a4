/** Closes a switch over a union: a new member fails to compile here instead of falling through. */
export function unreachable(value: never): never {
  throw new Error(`Unreachable case: ${JSON.stringify(value)}`);
}
