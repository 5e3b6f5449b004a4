import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A server of this machine, standing in for all that a page could reach outside: it lets everybody in. */
export type Outside = {
  readonly address: string;
  /** Paths that were asked for, connections that asked for nothing included as `connected`. */
  readonly asked: readonly string[];
  readonly close: () => Promise<void>;
};

/** Starts it. Whatever it answers would run: a script that marks the page, served to any origin. */
export async function openOutside(): Promise<Outside> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Content-Type", request.url?.endsWith(".js") ? "text/javascript" : "text/html");
    response.end(request.url?.endsWith(".js") ? "globalThis.broken = true" : "<title>outside</title>");
  });
  server.on("connection", () => asked.push("connected"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
