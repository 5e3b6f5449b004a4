import { IconChevronRight } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { askToRename } from "../../actions/project-actions.ts";
import { moveRuns } from "../../actions/run-actions.ts";
import { carriesRuns, draggedRuns } from "../../state/dragged-runs.ts";
import { useLayout } from "../../state/layout.ts";
import { loadProjects, useProjects } from "../../state/projects.ts";
import { useRuns } from "../../state/runs.ts";
import { showView } from "../../state/view-links.ts";
import { countText, plural } from "../../ui/format.ts";
import { ListFailure } from "./list-failure.tsx";
import { ProjectMenu } from "./project-menu.tsx";
import { projectTree, treeMove, visibleLines } from "./project-tree.ts";
import classes from "./sidebar.module.css";

/** The tree of projects; choosing one shows its runs. `current`: whether runs are what the window shows. */
export function ProjectList({ current }: { readonly current: boolean }) {
  const list = useProjects((state) => state.list);
  const failure = useProjects((state) => state.failure);
  const selected = useRuns((state) => state.filter.project);
  const archived = useRuns((state) => state.filter.archived === true);
  const foldedPaths = useLayout((state) => state.folded);
  const lines = useMemo(
    () => visibleLines(projectTree(list ?? []), new Set(foldedPaths)),
    [list, foldedPaths],
  );
  const [focused, setFocused] = useState<string | null>(null);
  const [menu, setMenu] = useState<string | null>(null);
  /** The project that runs are dragged over. */
  const [over, setOver] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const tabStop = Math.max(
    0,
    lines.findIndex(({ node }) => node.path === (focused ?? selected)),
  );

  const choose = (path: string): void => {
    setFocused(path);
    showView({ view: "runs", project: path });
  };
  const fold = (path: string, folded: boolean): void => {
    useLayout.setState((state) => ({
      folded: folded ? [...state.folded, path] : state.folded.filter((other) => other !== path),
    }));
  };
  const onKeyDown = (event: KeyboardEvent, at: number): void => {
    const line = lines[at];
    if (line === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter" || event.key === " ") choose(line.node.path);
    else if (event.key === "F2") askToRename(line.node.path);
    else if (event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) setMenu(line.node.path);
    else {
      const move = treeMove(lines, at, event.key);
      if (move === null) return;
      if ("fold" in move) fold(line.node.path, move.fold);
      else {
        setFocused(lines[move.to]?.node.path ?? null);
        box.current?.querySelectorAll<HTMLElement>("[role=treeitem]")[move.to]?.focus();
      }
    }
    event.preventDefault();
  };

  const problem = <ListFailure failure={failure} onAgain={loadProjects} />;
  if (list === null) return problem;
  if (lines.length === 0)
    return (
      <>
        {problem}
        <p className={classes.nothing}>None yet</p>
      </>
    );
  return (
    <>
      {problem}
      <div ref={box} className={classes.list} role="tree" aria-label="Projects">
        {lines.map(({ node, level, open }, index) => (
          <div
            key={node.path}
            className={classes.item}
            role="treeitem"
            aria-label={`${node.name}, ${plural(node.runs, "run")}`}
            aria-level={level}
            aria-expanded={node.children.length > 0 ? open : undefined}
            aria-selected={current && !archived && node.path === selected}
            data-project={node.path}
            style={{ paddingLeft: 4 + (level - 1) * 16 }}
            tabIndex={index === tabStop ? 0 : -1}
            onClick={() => choose(node.path)}
            onKeyDown={(event) => onKeyDown(event, index)}
            aria-haspopup="menu"
            onContextMenu={(event) => {
              event.preventDefault();
              setMenu(node.path);
            }}
            data-over={over === node.path || undefined}
            onDragOver={(event) => {
              if (!carriesRuns(event.dataTransfer)) return;
              event.preventDefault();
              event.dataTransfer.dropEffect = "move";
              setOver(node.path);
            }}
            onDragLeave={() => setOver(null)}
            onDrop={(event) => {
              setOver(null);
              const ids = draggedRuns(event.dataTransfer);
              if (ids.length === 0) return;
              event.preventDefault();
              void moveRuns(ids, node.path);
            }}
          >
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys fold, on the item. */}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: the item's aria-expanded says it. */}
            <span
              className={classes.fold}
              data-open={open || undefined}
              onClick={(event) => {
                if (node.children.length === 0) return;
                event.stopPropagation();
                fold(node.path, open);
              }}
            >
              {node.children.length > 0 && <IconChevronRight size={14} stroke={2} />}
            </span>
            <span className={classes.itemName} title={node.path}>
              {node.name}
            </span>
            <span className={classes.itemCount}>{countText(node.runs)}</span>
            <ProjectMenu
              path={node.path}
              opened={menu === node.path}
              onChange={(opened) => {
                setMenu(opened ? node.path : null);
                if (!opened) box.current?.querySelectorAll<HTMLElement>("[role=treeitem]")[index]?.focus();
              }}
            />
          </div>
        ))}
      </div>
    </>
  );
}
