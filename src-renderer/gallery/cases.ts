import type { Case } from "./case-page.ts";
import { componentCases } from "./pages/component-cases.tsx";
import { dialogCases } from "./pages/dialog-cases.tsx";
import { stateCases } from "./pages/state-cases.tsx";
import { windowCases } from "./pages/window-cases.tsx";

/** Every page of the gallery. */
export const cases: readonly Case[] = [...windowCases, ...stateCases, ...dialogCases, ...componentCases];
