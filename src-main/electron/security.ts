import { app, dialog, type Session, shell } from "electron";
import { externalAddress, isOfOrigin, type Origin } from "./addresses.ts";
import { appHost, appScheme } from "./app-files.ts";
import { devPolicy } from "./dev-server.ts";

/** The only origin whose pages may be shown and may speak to the app. */
export const pageOrigin = (devServer: string | null): Origin =>
  devServer === null ? { protocol: `${appScheme}:`, host: appHost } : new URL(devServer);

/** The one thing a page may ask for: putting text on the clipboard, after a click. Reading it stays denied. */
const grantedPermission = "clipboard-sanitized-write";

/** Denies what a page of ours never needs. Every web contents made from now on is guarded. */
export const guardContents = (origin: Origin): void => {
  app.on("web-contents-created", (_event, contents) => {
    contents.setWindowOpenHandler(({ url }) => {
      void offerLink(url);
      return { action: "deny" };
    });
    contents.on("will-navigate", (event) => {
      if (contents.getURL() === event.url && isOfOrigin(event.url, origin)) return; // The page reloads itself.
      event.preventDefault();
      void offerLink(event.url);
    });
    contents.on("will-frame-navigate", (event) => {
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on("will-redirect", (event) => event.preventDefault());
    contents.on("will-attach-webview", (event) => event.preventDefault());
  });
};

/** Closes a session's ways out: permissions, devices, downloads and every address that is not the app's own. */
export const guardSession = (session: Session, origin: Origin, devServer: string | null): void => {
  session.setPermissionRequestHandler((_contents, permission, decide, details) =>
    decide(permission === grantedPermission && isOfOrigin(details.requestingUrl, origin)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, requester) => permission === grantedPermission && isOfOrigin(requester, origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false); // It would fetch its dictionaries.
  session.on("will-download", (event) => event.preventDefault());
  session.webRequest.onBeforeRequest(({ url }, decide) => decide({ cancel: !isLocal(url, origin) }));
  if (devServer !== null) {
    session.webRequest.onHeadersReceived(({ responseHeaders }, decide) =>
      decide({ responseHeaders: { ...responseHeaders, "Content-Security-Policy": devPolicy(devServer) } }),
    );
  }
};

/** What a page makes itself has no host and reaches nothing; a development server is reached over a WebSocket as well. */
const isLocal = (address: string, origin: Origin): boolean =>
  /^(?:data|blob|devtools):/.test(address) ||
  isOfOrigin(address, origin) ||
  (origin.protocol === "http:" && isOfOrigin(address, { protocol: "ws:", host: origin.host }));

/** Opens an https address in the person's browser, if the person wants that. Says nothing about any other address. */
const offerLink = async (address: string): Promise<void> => {
  const url = externalAddress(address);
  if (url === null) return;
  const { response } = await dialog.showMessageBox({
    type: "question",
    message: "Open this address in your browser?",
    detail: url,
    buttons: ["Open", "Cancel"],
    defaultId: 1,
    cancelId: 1,
  });
  if (response === 0) await shell.openExternal(url);
};
