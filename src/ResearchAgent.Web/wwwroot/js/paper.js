import { startActing } from "./act.js";

startActing();

// The record's form opens for whoever comes by its link.
const edit = document.querySelector("[data-edit]");
document.querySelector('a[href="#edit"]')?.addEventListener("click", () => { edit.open = true; });

const box = document.querySelector("[data-pdf]");
const text = document.querySelector("[data-text]");
const views = document.querySelector("[data-views]");
let viewer = null;
if (box) {
  views.hidden = false;
  views.addEventListener("click", e => {
    const view = e.target.closest("[data-view]")?.dataset.view;
    if (view) show(view);
  });
  if (box.dataset.start === "true") show("pdf");
}

async function show(view) {
  const isPdf = view === "pdf";
  box.hidden = !isPdf;
  text.classList.remove("waits");
  text.hidden = isPdf;
  views.querySelectorAll("[data-view]").forEach(button => button.setAttribute("aria-pressed", String(button.dataset.view === view)));
  if (!isPdf) {
    document.getElementById("quote")?.scrollIntoView({ block: "center" });
    return;
  }
  viewer ??= import("./pdf-view.js").then(module => module.open(box, box.dataset.pdf, Number(box.dataset.page), box.dataset.quote ?? ""));
  try {
    await viewer;
  } catch (error) {
    viewer = null;
    show("text");
    const said = document.createElement("p");
    said.className = "notice warn";
    said.textContent = `The PDF cannot be shown here (${error.message}). This is its text.`;
    views.after(said);
  }
}
