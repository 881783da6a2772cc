import { remember } from "./remember";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** Runs before the first paint where the theme is the system's: the server cannot know it. */
export const THEME_SCRIPT = `try{if(document.documentElement.dataset.theme==="system"&&matchMedia("(prefers-color-scheme: dark)").matches)document.documentElement.classList.add("dark")}catch{}`;

/** Changes the theme now and for the next visits. */
export function applyTheme(theme: Theme): void {
  remember("theme", theme);
  const root = document.documentElement;
  root.dataset.theme = theme;
  root.classList.toggle("dark", theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches));
}
