import { contextBridge, ipcRenderer, webUtils } from "electron";
import { channels, type SignetBridge, type WindowCommand } from "../src-main/core/contract/bridge.ts";
import { type MethodName, methodNames } from "../src-main/core/contract/methods.ts";
import type { ExportProgress } from "../src-main/core/contract/run-export.ts";
import type { RunEvent } from "../src-main/core/model/run-event.ts";

const call =
  (name: MethodName) =>
  (params: unknown): Promise<unknown> =>
    ipcRenderer.invoke(channels.call, { name, params });

const listen = <Message>(channel: string, listener: (message: Message) => void): (() => void) => {
  const receive = (_event: unknown, message: Message): void => listener(message);
  ipcRenderer.on(channel, receive);
  return () => ipcRenderer.removeListener(channel, receive);
};

const methods = Object.fromEntries(methodNames.map((name) => [name, call(name)])) as Pick<
  SignetBridge,
  MethodName
>;

/** Tells apart the exports of this page. */
let lastExport = 0;
type ExportMessage = { readonly id: number; readonly progress: ExportProgress };

const bridge: SignetBridge = {
  ...methods,
  onEvent: (listener) => listen<RunEvent>(channels.event, listener),
  onCommand: (listener) => listen<WindowCommand>(channels.command, listener),
  pathForFile: (file) => webUtils.getPathForFile(file as File),
  chooseToImport: (what) => ipcRenderer.invoke(channels.chooseFiles, what),
  saveText: (file) => ipcRenderer.invoke(channels.saveText, file),
  savePicture: (file) => ipcRenderer.invoke(channels.savePicture, file),
  exportRuns: async (what, tell) => {
    const id = ++lastExport;
    const stop = listen<ExportMessage>(channels.exportProgress, (message) => {
      if (message.id === id) tell(message.progress);
    });
    try {
      return await ipcRenderer.invoke(channels.exportRuns, { id, what });
    } finally {
      stop();
    }
  },
  stopExport: (file) => ipcRenderer.invoke(channels.stopExport, file),
  settings: () => ipcRenderer.invoke(channels.settings),
  changeSettings: (change) => ipcRenderer.invoke(channels.changeSettings, change),
  openWindow: (link) => ipcRenderer.invoke(channels.openWindow, link),
  shell: (command) => ipcRenderer.invoke(channels.shell, command),
  offer: (commands) => ipcRenderer.invoke(channels.offer, commands),
  showLibrary: () => ipcRenderer.invoke(channels.showLibrary),
  showPipelineFile: (id) => ipcRenderer.invoke(channels.showPipelineFile, id),
  ready: () => ipcRenderer.invoke(channels.ready),
};

contextBridge.exposeInMainWorld("signet", bridge);

// A file let go where the page takes none would otherwise replace the page.
for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
