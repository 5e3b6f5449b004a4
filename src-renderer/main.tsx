import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "./global.css";
import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connect } from "./api/client.ts";
import { App } from "./app.tsx";
import { theme } from "./theme.ts";

if (window.signet !== undefined) connect(window.signet);
else if (import.meta.env.DEV) {
  const { demoBridge } = await import("./gallery/demo-bridge.ts");
  const { libraryOf } = await import("./gallery/libraries.ts");
  connect(demoBridge(libraryOf("usual", Date.now()), false));
} else throw new Error("The preload script did not run: window.signet is missing.");

const root = document.getElementById("root");
if (root === null) throw new Error("index.html has no #root.");
createRoot(root).render(
  <StrictMode>
    <MantineProvider theme={theme} defaultColorScheme="auto">
      {/* Not at the right, where the buttons of dialogs are. */}
      <Notifications position="bottom-left" containerWidth={340} limit={4} />
      <App />
    </MantineProvider>
  </StrictMode>,
);
