import { create } from "zustand";

/** Whether the sidebar lies over the page, where the window is too narrow to have both. */
export const useSidebar = create<{ readonly shown: boolean }>(() => ({ shown: false }));
