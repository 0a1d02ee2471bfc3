import { announce } from "./announce.js";

// Copies what an address gives as text.
export function startCopying() {
  document.addEventListener("click", async e => {
    const button = e.target.closest?.("[data-copy]");
    if (!button) return;
    const label = button.innerHTML;
    try {
      const response = await fetch(button.dataset.copy);
      if (!response.ok) throw new Error(`${response.status}`);
      await navigator.clipboard.writeText(await response.text());
      announce("Copied");
      button.textContent = "Copied";
    } catch {
      announce("Could not be copied");
      button.textContent = "Not copied";
    }
    setTimeout(() => { button.innerHTML = label; }, 1500);
  });
}
