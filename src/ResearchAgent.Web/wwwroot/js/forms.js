import { announce } from "./announce.js";
import { Refusal, notice, sendForm, statusLine } from "./stream.js";

export function startForms() {
  document.querySelectorAll("[data-stream-form]").forEach(startStreaming);
  document.querySelectorAll("[data-repeat-add]").forEach(startRepeating);
  document.addEventListener("click", move);
}

// A form whose result comes while it is being made.
function startStreaming(form) {
  const result = document.getElementById(form.dataset.result);
  let running = null;
  form.addEventListener("submit", async e => {
    e.preventDefault();
    running?.abort();
    const run = running = new AbortController();
    const status = statusLine(() => run.abort());
    result.replaceChildren(status.line);
    status.line.scrollIntoView({ block: "nearest" });
    let isDone = false;
    try {
      await sendForm(form, form.dataset.streamForm, run.signal, (type, data) => {
        if (type === "queue") status.say(`Waiting, number ${data} in the queue`);
        else if (type === "step") status.say(data.length > 90 ? data.slice(0, 90) + " …" : data);
        else if (type === "done" || type === "problem") {
          isDone = true;
          result.innerHTML = data;
          const token = form.elements.__RequestVerificationToken;
          result.querySelectorAll("form").forEach(inner => inner.append(token.cloneNode()));
        }
      });
      if (!isDone) throw new Refusal("The connection to the server was lost. Is it still running?");
      if (form.method === "get") history.replaceState(null, "", `${form.action}?${new URLSearchParams(shown(form))}`);
      announce("The result is ready");
    } catch (error) {
      if (run !== running) return;
      result.replaceChildren(error.name === "AbortError" ? notice("Stopped.", "warn") : notice(error instanceof Refusal ? error.message : "The server cannot be reached. Is it still running?"));
    }
  });
}

function shown(form) {
  return [...new FormData(form)].filter(([name, value]) => !name.startsWith("__") && value);
}

// Another field like the last one.
function startRepeating(button) {
  const rows = button.parentElement.querySelector("[data-repeat]");
  button.addEventListener("click", () => {
    const count = rows.children.length;
    const row = rows.lastElementChild.cloneNode(true);
    const input = row.querySelector("input");
    const label = row.querySelector("label");
    input.id = label.htmlFor = `${input.name}-${count}`;
    input.value = input.placeholder = "";
    input.required = false;
    label.textContent = `Paper ${count + 1}`;
    rows.append(row);
    input.focus();
    button.hidden = rows.children.length >= Number(button.dataset.repeatAdd);
  });
}

// Sections in another order: by buttons, so that keys and fingers can do it too.
function move(e) {
  const button = e.target.closest?.("[data-move]");
  if (!button) return;
  const section = button.closest("[data-sortable] > *");
  const { move: way } = button.dataset;
  const name = section.getAttribute("aria-label");
  if (way === "up" && section.previousElementSibling) section.previousElementSibling.before(section);
  else if (way === "down" && section.nextElementSibling) section.nextElementSibling.after(section);
  else if (way === "out") {
    const next = section.nextElementSibling ?? section.previousElementSibling;
    section.remove();
    next?.querySelector("button")?.focus();
    announce(`${name} is left out`);
    return;
  }
  button.focus();
  announce(`${name} is number ${[...section.parentElement.children].indexOf(section) + 1}`);
}
