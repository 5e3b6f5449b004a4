// A bare window of the tests' Electron, for pages of the gallery: no part of the app.
const { app, BrowserWindow } = require("electron");

app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1280, height: 800, useContentSize: true, frame: false });
  void window.loadURL("about:blank");
});
