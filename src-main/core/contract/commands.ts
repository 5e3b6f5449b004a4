/** Where a command stands in lists: the menus have the first ones. */
export const commandGroups = ["File", "Edit", "View", "Go", "Runs", "Pipeline", "Help"] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** What a system does by itself when asked by this name: a role of Electron's menu items. */
type SystemRole = "close" | "togglefullscreen";

/** One thing that a person can ask for. */
export type Command = {
  /** As it stands in the menu, the palette and the list of shortcuts. */
  readonly label: string;
  readonly group: CommandGroup;
  /** `Mod` is Ctrl, or ⌘ on a Mac: "Mod+Shift+P". The first one is shown. */
  readonly keys?: readonly string[];
  /** Whether it has an item in the menu of its group. */
  readonly menu?: true;
  /** Who carries it out: the shell or the system. Without it the window's page does. */
  readonly by?: "shell" | SystemRole;
  /** Its keys mean something else to a field that one types in, everywhere or on a Mac. */
  readonly notInFields?: true | "mac";
};

const all = {
  "new-window": { label: "New window", group: "File", keys: ["Mod+N"], menu: true, by: "shell" },
  "import-files": { label: "Import…", group: "File", keys: ["Mod+O"], menu: true },
  "import-folders": { label: "Import folder…", group: "File", keys: ["Mod+Shift+O"], menu: true },
  "open-example": { label: "Open the example", group: "File", menu: true },
  "open-library": { label: "Open another library…", group: "File", menu: true, by: "shell" },
  settings: { label: "Settings…", group: "File", keys: ["Mod+,"], menu: true },
  "close-window": { label: "Close window", group: "File", keys: ["Mod+W"], menu: true, by: "close" },
  quit: { label: "Quit", group: "File", keys: ["Mod+Q"], menu: true, by: "shell" },

  search: { label: "Search runs", group: "Edit", keys: ["Mod+K"], menu: true },
  find: { label: "Find in what is shown", group: "Edit", keys: ["Mod+F"], menu: true },
  "save-search": { label: "Save what is shown as a view…", group: "Edit" },
  "undo-change": {
    label: "Undo the last change to runs",
    group: "Edit",
    keys: ["Mod+Z"],
    menu: true,
    notInFields: true,
  },

  palette: { label: "Command palette…", group: "View", keys: ["Mod+Shift+P"], menu: true },
  "theme-system": { label: "Theme: as the system", group: "View" },
  "theme-light": { label: "Theme: light", group: "View" },
  "theme-dark": { label: "Theme: dark", group: "View" },
  "choose-columns": { label: "Columns…", group: "View" },
  "group-runs": { label: "Group by…", group: "View" },
  "actual-size": { label: "Actual size", group: "View", keys: ["Mod+0"], menu: true, by: "shell" },
  // Plus is Shift and = on many keyboards, where people press = alone, and a key of its own among the numbers.
  "zoom-in": {
    label: "Zoom in",
    group: "View",
    keys: ["Mod+Plus", "Mod+=", "Mod+numadd"],
    menu: true,
    by: "shell",
  },
  "zoom-out": { label: "Zoom out", group: "View", keys: ["Mod+-"], menu: true, by: "shell" },
  "full-screen": { label: "Full screen", group: "View", keys: ["F11"], menu: true, by: "togglefullscreen" },

  // On a Mac these move by a word.
  back: { label: "Back", group: "Go", keys: ["Alt+ArrowLeft"], menu: true, notInFields: "mac" },
  "all-runs": { label: "All runs", group: "Go", keys: ["Mod+1"], menu: true },
  archive: { label: "Archive", group: "Go", keys: ["Mod+2"], menu: true },
  "new-project": { label: "New project…", group: "Go", menu: true },

  "open-in-window": { label: "Open what is shown in a new window", group: "View", menu: true },
  "compare-runs": { label: "Compare the selected runs", group: "Runs" },
  "next-difference": { label: "Next difference of the comparison", group: "Go", keys: ["Alt+ArrowDown"] },
  "previous-difference": {
    label: "Previous difference of the comparison",
    group: "Go",
    keys: ["Alt+ArrowUp"],
  },
  "compare-previous": { label: "Compare with the previous run", group: "Runs" },
  "tag-runs": { label: "Tag runs…", group: "Runs" },
  "rename-run": { label: "Rename the run…", group: "Runs" },
  "write-notes": { label: "Write notes on the run", group: "Runs" },
  "move-runs": { label: "Move runs to another project…", group: "Runs" },
  "archive-runs": { label: "Archive runs", group: "Runs" },
  "restore-runs": { label: "Restore runs from the archive", group: "Runs" },
  "delete-runs": { label: "Delete runs", group: "Runs" },
  "export-runs": { label: "Export runs, all that is recorded (JSON Lines)…", group: "Runs" },
  "export-table": { label: "Export runs, a table (CSV)…", group: "Runs" },
  "select-runs": { label: "Select all runs of the list", group: "Runs" },
  "clear-selection": { label: "Clear the selection", group: "Runs" },
  "pin-run": { label: "Pin the run to the top, or let it go", group: "Runs" },
  "clone-run": { label: "Clone the run, or run the step again…", group: "Runs" },
  "continue-run": { label: "Continue the run from where it stopped", group: "Runs" },
  "cancel-run": { label: "Cancel the run that is open", group: "Runs" },
  "kill-run": { label: "Kill now what is left of the cancelled run that is open", group: "Runs" },
  "open-pipeline": { label: "Open the pipeline of the run", group: "Runs" },

  "run-pipeline": { label: "Run the pipeline", group: "Pipeline", keys: ["Mod+Enter"] },
  "force-pipeline": { label: "Run all steps again, whatever the plan says", group: "Pipeline" },
  "cancel-pipeline": { label: "Cancel the run of the pipeline", group: "Pipeline" },
  "kill-pipeline": { label: "Kill now what is left of the cancelled run of the pipeline", group: "Pipeline" },
  "review-pipeline": { label: "See what changed in the pipeline’s file", group: "Pipeline" },
  "show-pipeline-file": { label: "Show the pipeline’s file in its folder", group: "Pipeline" },
  "forget-pipeline": { label: "Take the pipeline off the list", group: "Pipeline" },

  shortcuts: { label: "Keyboard shortcuts", group: "Help", keys: ["?"], menu: true, notInFields: true },
} as const satisfies { readonly [id: string]: Command };

export type CommandId = keyof typeof all;

/** Everything that people can ask for by name: menu, keys, palette and list of shortcuts are made of this. */
export const commands: { readonly [Id in CommandId]: Command } = all;

export const commandIds = Object.keys(all) as readonly CommandId[];

/** Those that the page asks the shell for, which does them itself or does what the system would. */
export type ShellCommand = {
  [Id in CommandId]: (typeof all)[Id] extends { readonly by: string } ? Id : never;
}[CommandId];

export const shellCommands = commandIds.filter(
  (id) => commands[id].by !== undefined,
) as readonly ShellCommand[];

/** What keys do inside of a part of the window, besides the commands. */
export type PartKeys = {
  readonly part: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly label: string }[];
};

export const partKeys: readonly PartKeys[] = [
  {
    part: "Search bar",
    keys: [
      { keys: ["ArrowUp"], label: "Earlier searches, those that begin with what is typed" },
      { keys: ["ArrowDown"], label: "Choose a proposal" },
      { keys: ["Enter", "Tab"], label: "Take the proposal" },
      { keys: ["Ctrl+Space"], label: "Ask for proposals" },
      { keys: ["Escape"], label: "To the table" },
    ],
  },
  {
    part: "Run table",
    keys: [
      {
        keys: ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"],
        label: "Move; with Shift select on the way",
      },
      { keys: ["Enter"], label: "Open the run" },
      { keys: ["Mod+Enter"], label: "Open the run in a new window; so does a click with the wheel" },
      { keys: ["Space"], label: "Select the run, or take it out" },
      { keys: ["Mod+A"], label: "Select every run of the list" },
      { keys: ["Shift+F10"], label: "What else can be done to the run; so does a right click" },
      { keys: ["P"], label: "Pin the run to the top, or let it go" },
      { keys: ["ArrowRight", "ArrowLeft"], label: "Unfold and fold a pipeline run; from a step to its run" },
      { keys: ["Escape"], label: "Clear the selection, then close the run detail" },
    ],
  },
  {
    part: "Project tree",
    keys: [
      { keys: ["ArrowUp", "ArrowDown", "Home", "End"], label: "Move; so does the first letter of a name" },
      { keys: ["ArrowRight", "ArrowLeft"], label: "Unfold and fold" },
      { keys: ["Enter"], label: "Show the project’s runs" },
      { keys: ["F2"], label: "Rename the project" },
      { keys: ["Shift+F10"], label: "What else can be done to the project" },
    ],
  },
  {
    part: "Graph",
    keys: [
      {
        keys: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
        label: "To the next step in that direction",
      },
      { keys: ["Enter", "Space"], label: "Choose the step" },
      { keys: ["+", "-"], label: "Unfold the items of a step, and fold them" },
      { keys: ["/"], label: "Find steps; Enter leads to the next" },
      { keys: ["F"], label: "Only what the step needs and what needs it" },
      { keys: ["D"], label: "Datasets between the steps, or steps alone" },
      { keys: ["T"], label: "Lay out the other way" },
      { keys: ["Shift+F10"], label: "What can be done with the step; so does a right click" },
      { keys: ["Escape"], label: "Show all again; let the step go" },
    ],
  },
  {
    part: "Timeline",
    keys: [
      { keys: ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"], label: "To another step" },
      { keys: ["Enter"], label: "Open the step’s run" },
      { keys: ["+", "-"], label: "Look closer at it, and back; so does Ctrl with the wheel" },
      { keys: ["ArrowRight", "ArrowLeft"], label: "Later and earlier, when looked at closer" },
      { keys: ["0"], label: "Show all" },
    ],
  },
  {
    part: "Elsewhere",
    keys: [
      { keys: ["Escape"], label: "Close the run detail, a dialog or a list" },
      { keys: ["Mod+Enter"], label: "Save the notes" },
      { keys: ["ArrowLeft", "ArrowRight"], label: "On the line between two panes: move it" },
    ],
  },
];
