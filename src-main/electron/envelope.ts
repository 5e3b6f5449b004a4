import { err, ok, type Result } from "../core/base/result.ts";
import { type Failure, inputFailure } from "../core/model/failure.ts";

export type Envelope<Name extends string> = { readonly name: Name; readonly params: object };

/** Checks the outside of a call from a window. What is in `params` is checked by the app, against the contract. */
export const readEnvelope = <Name extends string>(
  message: unknown,
  names: readonly Name[],
): Result<Envelope<Name>, Failure> => {
  if (typeof message !== "object" || message === null || !("name" in message) || !("params" in message)) {
    return err(inputFailure("A call must say its name and its parameters."));
  }
  const { params } = message;
  const name = names.find((known) => known === message.name);
  if (name === undefined) return err(inputFailure("There is no such method."));
  if (typeof params !== "object" || params === null) return err(inputFailure(`${name} takes an object.`));
  return ok({ name, params });
};
