import { announce } from "./announce.js";

// The choice is a cookie, so that the server sends the page in the right colours from the first byte.
const aYear = 365 * 24 * 60 * 60;

export function startTheme() {
  document.querySelector("[data-theme-toggle]")?.addEventListener("click", () => {
    const root = document.documentElement;
    const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    const next = isDark ? "light" : "dark";
    root.dataset.theme = next;
    document.cookie = `theme=${next}; path=/; max-age=${aYear}; samesite=strict`;
    announce(`${next === "dark" ? "Dark" : "Light"} colours`);
  });
}
