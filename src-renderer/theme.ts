import { createTheme, type MantineColorsTuple } from "@mantine/core";

/** The accent: shade 8 (#3b5bdb) on light grounds, shade 4 (#748ffc) on dark ones. */
const accent: MantineColorsTuple = [
  "#edf2ff",
  "#dbe4ff",
  "#bac8ff",
  "#91a7ff",
  "#748ffc",
  "#5c7cfa",
  "#4c6ef5",
  "#4263eb",
  "#3b5bdb",
  "#364fc7",
];

/** Dark greys: text first, then lines, raised panels (6), panels (7), the ground (8) and wells (9). */
const dark: MantineColorsTuple = [
  "#ececf0",
  "#c9cbd2",
  "#a3a6af",
  "#82858f",
  "#34363d",
  "#2a2c32",
  "#222328",
  "#1b1c20",
  "#141518",
  "#0f1012",
];

const gray: MantineColorsTuple = [
  "#f7f7f8",
  "#f1f2f4",
  "#e7e8eb",
  "#dcdee3",
  "#ced1d8",
  "#9a9ea9",
  "#696d78",
  "#4b4e57",
  "#33353c",
  "#17181b",
];

type ButtonLook = { readonly variant?: string; readonly color?: string; readonly size?: string };

/** Mantine makes its smallest buttons for smaller words than ours. */
const roomierButton = { "--button-height": "24px", "--button-padding-x": "9px" };

/**
 * Mantine's white words would have a contrast of 3 on the accent of dark grounds; and there its quiet buttons would have no
 * accent at all.
 */
function buttonVars(variant: string, color: string | undefined): { readonly [name: string]: string } {
  if (variant === "filled") return { "--button-color": "var(--signet-on-accent)" };
  const isAccent = color === undefined || color === "accent";
  return variant === "subtle" && isAccent ? { "--button-color": "var(--signet-accent)" } : {};
}

/** Everything Mantine draws. Colours that are ours alone (grounds, statuses, marks) are variables in global.css. */
export const theme = createTheme({
  colors: { accent, dark, gray },
  primaryColor: "accent",
  primaryShade: { light: 8, dark: 4 },
  autoContrast: true,
  black: "#17181b",
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: "12px", sm: "13px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.4", xl: "1.35" },
  headings: {
    fontWeight: "600",
    sizes: {
      h1: { fontSize: "18px", lineHeight: "1.35" },
      h2: { fontSize: "15px", lineHeight: "1.4" },
      h3: { fontSize: "13px", lineHeight: "1.5" },
    },
  },
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "16px" },
  defaultRadius: "md",
  spacing: { xs: "6px", sm: "10px", md: "16px", lg: "20px", xl: "32px" },
  respectReducedMotion: true,
  cursorType: "pointer",
  components: {
    Button: {
      defaultProps: { size: "xs", fw: 500, fz: "sm" },
      vars: (_theme: unknown, { variant = "filled", color, size }: ButtonLook) => ({
        root: { ...buttonVars(variant, color), ...(size === "compact-xs" && roomierButton) },
      }),
    },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray", size: 28 } },
    InputWrapper: { styles: { error: { fontSize: "12px" }, description: { fontSize: "12px" } } },
    TextInput: { defaultProps: { size: "xs" } },
    Select: { defaultProps: { size: "xs" } },
    Checkbox: { defaultProps: { size: "xs" } },
    Switch: { defaultProps: { size: "xs" } },
    Tooltip: {
      defaultProps: { openDelay: 400, withArrow: true, events: { hover: true, focus: true, touch: false } },
    },
    // Without the placeholder, which is a focusable element of no role inside of the menu, the first item has the focus.
    // In a low window it is moved up, over what opened it, and scrolled if need be: none of its items is out of sight.
    Menu: {
      defaultProps: {
        shadow: "md",
        withinPortal: true,
        withInitialFocusPlaceholder: false,
        middlewares: { shift: { crossAxis: true } },
      },
      styles: { dropdown: { maxHeight: "calc(100vh - 10px)", overflowY: "auto" } },
    },
    // What goes wrong is told over the table, whose lines would run into a notice without a border.
    Notification: { defaultProps: { withBorder: true, closeButtonProps: { "aria-label": "Close notice" } } },
    // Mantine's own words are 10 px in small fields.
    Pill: { styles: { root: { fontSize: "12px" } } },
    SegmentedControl: { defaultProps: { withItemsBorders: false } },
    Tabs: { styles: { tab: { padding: "7px 11px" } } },
    Modal: { defaultProps: { centered: true }, styles: { title: { fontSize: "15px", fontWeight: 600 } } },
  },
});
