/** True only in what `electron-vite dev` builds: see electron.vite.config.ts. */
declare const __DEV_SERVER__: boolean;

/**
 * Address of the development server, which serves the page with hot replacement of modules. Null in every other build, where
 * an environment variable must not be able to put a foreign page into the window.
 */
export const devServerAddress = (): string | null =>
  __DEV_SERVER__ ? (process.env.ELECTRON_RENDERER_URL ?? null) : null;

/** Vite writes an inline script and reaches its server over a WebSocket; the rest is as strict as in a build. */
export const devPolicy = (address: string): string => {
  const { origin, host } = new URL(address);
  return `default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src ${origin} ws://${host}; worker-src 'self' blob:; object-src 'none'`;
};
