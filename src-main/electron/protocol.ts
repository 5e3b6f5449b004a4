import { readFile } from "node:fs/promises";
import { protocol, type Session } from "electron";
import { appFile, appScheme } from "./app-files.ts";
import { securityHeaders } from "./content-policy.ts";

/** Must be called before Electron is ready. `codeCache` keeps compiled scripts between starts. */
export const registerAppScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: appScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);

/** Serves the built page, which lies in the folder `root`, to the windows of a session. */
export const serveAppScheme = (session: Session, root: string): void =>
  session.protocol.handle(appScheme, async (request) => {
    const file = appFile(root, request.method, request.url);
    if (!file.ok) return new Response(null, { status: file.status, headers: securityHeaders });
    try {
      const headers = { ...securityHeaders, "Content-Type": file.type };
      return new Response(await readFile(file.path), { headers });
    } catch {
      return new Response(null, { status: 404, headers: securityHeaders });
    }
  });
