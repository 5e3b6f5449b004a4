import classes from "./recorded-panels.module.css";

/**
 * A page that a run made, which is not trusted: it stands in a frame of an origin of its own, where no script runs, nothing is
 * sent and links lead nowhere, and nothing is loaded that is not in its text.
 */
export function HtmlFrame({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <>
      <iframe
        className={classes.frame}
        sandbox=""
        srcDoc={policy + text}
        title={name}
        referrerPolicy="no-referrer"
      />
      <p className={classes.frameNote}>Shown without its scripts and without the network.</p>
    </>
  );
}

/** Beside that of the window, which the frame has as well: not even files of the app are loaded. A link would open a window, which is denied. */
const policy = `<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'"><base target="_blank">`;
