/** What a window's page may be: of our own scheme, or in development of the development server. */
export type Origin = { readonly protocol: string; readonly host: string };

/** Node calls the origin of a scheme of our own "null", so scheme and host are compared instead. */
export const isOfOrigin = (address: string, origin: Origin): boolean => {
  const url = parseAddress(address);
  return url !== null && url.protocol === origin.protocol && url.host === origin.host;
};

/** The address as one that may be offered to the browser: https and without credentials. Null for all others. */
export const externalAddress = (address: string): string | null => {
  const url = parseAddress(address);
  return url?.protocol === "https:" && !url.username && !url.password ? url.href : null;
};

/** The address taken apart, or null if it is none. (`URL.parse` came with Node 22.) */
export const parseAddress = (address: string): URL | null =>
  URL.canParse(address) ? new URL(address) : null;
