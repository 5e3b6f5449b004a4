import { spawn } from "node:child_process";
import { app, type BrowserWindow, dialog, type MessageBoxOptions, type OpenDialogOptions } from "electron";
import { holdsOtherThings } from "../node/host/library-path.ts";
import { argumentsForLibrary } from "./start-options.ts";

/** Asks for the folder of a library, and opens that in a process of its own. */
export const openLibrary = async (window: BrowserWindow | null): Promise<void> => {
  const options: OpenDialogOptions = {
    title: "Open another library",
    buttonLabel: "Open",
    properties: ["openDirectory", "createDirectory"],
  };
  const { filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  const [folder] = filePaths;
  if (folder === undefined || (holdsOtherThings(folder) && !(await isMeant(folder, window)))) return;
  // One that has this folder open already gets to the front.
  spawn(process.execPath, argumentsForLibrary(process.argv, app.isPackaged, folder), {
    detached: true,
    stdio: "ignore",
  })
    .once("error", (error) => dialog.showErrorBox("The library was not opened.", String(error)))
    .unref();
};

/** Whether a library is to be made among what somebody has in a folder: it may have been mistaken for another one. */
const isMeant = async (folder: string, window: BrowserWindow | null): Promise<boolean> => {
  const options: MessageBoxOptions = {
    type: "question",
    message: "There is no library in this folder.",
    detail: `${folder} holds other things. A new library would be made among them: a database and some folders.`,
    buttons: ["Make a library here", "Cancel"],
    defaultId: 1,
    cancelId: 1,
  };
  const { response } = await (window === null
    ? dialog.showMessageBox(options)
    : dialog.showMessageBox(window, options));
  return response === 0;
};
