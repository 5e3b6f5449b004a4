import { CopyButton } from "@mantine/core";
import { IconCheck, IconCopy, IconReplace } from "@tabler/icons-react";
import type { DisplacedFile } from "../../../src-main/core/model/run.ts";
import { plural, sizeText } from "../../ui/format.ts";
import { Panel } from "../../ui/panel.tsx";
import { RelativeTime } from "../../ui/time.tsx";
import classes from "./outputs-tab.module.css";

/** Files of the user's that stood where the run put its outputs: which, and as what the library keeps them. */
export function DisplacedPanel({ files }: { readonly files: readonly DisplacedFile[] }) {
  if (files.length === 0) return null;
  return (
    <Panel
      title={
        <span className={classes.displacedTitle}>
          <IconReplace size={15} stroke={1.8} aria-hidden="true" />
          Replaced {plural(files.length, "file")} of yours
        </span>
      }
    >
      <ul className={classes.displaced} aria-label="Replaced files">
        {files.map((file) => (
          <li key={`${file.path} ${file.at}`} data-path={file.path}>
            <div>
              Replaced your {file.type === "directory" ? "folder" : "file"}{" "}
              <span className={classes.displacedPath}>{file.path}</span>; kept as{" "}
              <span className={classes.displacedDigest} title={file.digest}>
                {file.digest.slice(7, 19)}
              </span>
            </div>
            <div className={classes.displacedFacts}>
              <span>{sizeText(file.size)}</span>
              <RelativeTime time={file.at} />
              {file.kept !== null && <Copy value={file.kept} what="path of the kept file" />}
              <Copy value={file.digest} what="digest" />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Copy({ value, what }: { readonly value: string; readonly what: string }) {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <button type="button" className={classes.copy} onClick={copy}>
          {copied ? (
            <IconCheck size={13} stroke={2} aria-hidden="true" />
          ) : (
            <IconCopy size={13} stroke={1.8} aria-hidden="true" />
          )}
          {copied ? "Copied" : `Copy ${what}`}
        </button>
      )}
    </CopyButton>
  );
}
