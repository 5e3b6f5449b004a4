import "./forget.ts";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "../global.css";
import { type MantineColorScheme, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { viewLink } from "../../src-main/core/model/view.ts";
import { connect } from "../api/client.ts";
import { theme } from "../theme.ts";
import { cases } from "./cases.ts";
import classes from "./gallery.module.css";

const search = new URLSearchParams(location.search);
const named = search.get("case");
const scheme = (search.get("theme") ?? "auto") as MantineColorScheme;

/** All pages by name, and the one that is chosen in a frame: each has stores and an app of its own. */
function Gallery() {
  const [chosen, setChosen] = useState(location.hash.slice(1) || (cases[0]?.id ?? ""));
  const [dark, setDark] = useState(false);
  const parts = [...new Set(cases.map(({ part }) => part))];
  return (
    <div className={classes.gallery}>
      <nav className={classes.pages} aria-label="Pages">
        <label className={classes.dark}>
          <input type="checkbox" checked={dark} onChange={(event) => setDark(event.currentTarget.checked)} />
          Dark
        </label>
        {parts.map((part) => (
          <section key={part}>
            <h2>{part}</h2>
            {cases
              .filter((one) => one.part === part)
              .map(({ id, title }) => (
                <a
                  key={id}
                  href={`#${id}`}
                  data-case={id}
                  aria-current={id === chosen ? "page" : undefined}
                  onClick={() => setChosen(id)}
                >
                  {title}
                </a>
              ))}
          </section>
        ))}
      </nav>
      <iframe
        key={`${chosen} ${dark}`}
        title={chosen}
        src={`?case=${encodeURIComponent(chosen)}&theme=${dark ? "dark" : "light"}`}
      />
    </div>
  );
}

function OneCase({ id }: { readonly id: string }) {
  const found = cases.find((one) => one.id === id);
  return found === undefined ? <p>There is no page {id}.</p> : found.draw();
}

const shown = cases.find((one) => one.id === named);
if (shown !== undefined) {
  connect(shown.bridge());
  // As when the window is opened on a view.
  if (shown.view !== null) history.replaceState(null, "", `#${encodeURIComponent(viewLink(shown.view))}`);
}
const root = document.getElementById("root");
if (root === null) throw new Error("The page has no #root.");
createRoot(root).render(
  <MantineProvider theme={theme} forceColorScheme={scheme === "dark" ? "dark" : "light"}>
    <Notifications position="bottom-right" limit={4} />
    {named === null ? <Gallery /> : <OneCase id={named} />}
  </MantineProvider>,
);
