declare const brand: unique symbol;

/** A string that only its own maker may produce, so that ids of different kinds cannot be mixed up. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };
