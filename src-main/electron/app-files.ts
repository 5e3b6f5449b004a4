import { extname, join } from "node:path";
import { parseAddress } from "./addresses.ts";

/** Where the window's page lives. A scheme of our own has an origin, which `file:` has not. */
export const appScheme = "app";
export const appHost = "signet";
export const appPage = `${appScheme}://${appHost}/index.html`;

export type AppFile =
  | { readonly ok: true; readonly path: string; readonly type: string }
  | { readonly ok: false; readonly status: 400 | 404 | 405 };

/** The file below `root` that a request asks for. Only plain names in plain folders are found. */
export const appFile = (root: string, method: string, address: string): AppFile => {
  if (method !== "GET" && method !== "HEAD") return { ok: false, status: 405 };
  const parts = pathParts(address);
  if (parts === null) return { ok: false, status: 400 };
  const type = mimeTypes[extname(parts.at(-1) ?? "").toLowerCase()];
  return type === undefined ? { ok: false, status: 404 } : { ok: true, path: join(root, ...parts), type };
};

const pathParts = (address: string): readonly string[] | null => {
  const url = parseAddress(address);
  if (url?.protocol !== `${appScheme}:` || url.host !== appHost || url.username || url.password) return null;
  const parts = decoded(url.pathname)?.split("/").slice(1);
  return parts?.every((part) => plainName.test(part)) ? parts : null;
};

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** What the bundler names its files: no dot in front, no separator, drive or control character anywhere. */
const plainName = /^[\w-][\w.-]*$/;

const mimeTypes: { readonly [extension: string]: string | undefined } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};
