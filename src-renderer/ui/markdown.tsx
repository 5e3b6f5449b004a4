import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import classes from "./markdown.module.css";

/**
 * Markdown as people write it in notes. Raw HTML is left out, pictures are named and not loaded, and links lead only to
 * the web, which the app asks about.
 */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} skipHtml urlTransform={webOnly} components={components}>
        {text}
      </ReactMarkdown>
    </div>
  );
}

const webOnly = (url: string): string => (/^https?:\/\//i.test(url) ? url : "");

const components: Components = {
  a: ({ href, children }) =>
    href === undefined || href === "" ? (
      <span>{children}</span>
    ) : (
      <a href={href} target="_blank" rel="noreferrer" title={href}>
        {children}
      </a>
    ),
  img: ({ alt }) => <span className={classes.picture}>[picture{alt === "" ? "" : `: ${alt}`}]</span>,
  // A table may be wider than the panel.
  table: ({ children }) => (
    <div className={classes.wide}>
      <table>{children}</table>
    </div>
  ),
};
