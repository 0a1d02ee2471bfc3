import { announce } from "./announce.js";
import { Refusal, notice, sendForm, statusLine } from "./stream.js";

// A question that was under way when the page went: shown again, so that it is not lost.
const pendingKey = "research-pending";

export function startAsking() {
  const form = document.querySelector("[data-ask-form]");
  const turns = document.querySelector("[data-turns]");
  if (!form || !turns) return;
  const box = form.elements.question;
  let running = null;

  form.addEventListener("submit", e => {
    e.preventDefault();
    ask(box.value.trim());
  });
  box.addEventListener("keydown", e => {
    if (e.key === "Enter" && !e.shiftKey && !e.isComposing) {
      e.preventDefault();
      form.requestSubmit();
    }
  });
  turns.addEventListener("click", e => {
    const chip = e.target.closest("[data-ask]");
    if (chip) ask(chip.dataset.ask);
  });
  recall();

  async function ask(question) {
    if (!question || running) return;
    running = new AbortController();
    const section = begin(question);
    const sentences = section.querySelector(".answer-text");
    const status = statusLine(() => running?.abort());
    section.append(status.line);
    turns.querySelectorAll(".chips").forEach(chips => chips.remove());
    box.value = question;
    remember(question);
    let isDone = false;
    try {
      await sendForm(form, form.action, running.signal, (type, data) => {
        if (type === "queue") status.say(`Waiting, number ${data} in the queue`);
        else if (type === "step") status.say(stepInWords(data));
        else if (type === "sentence") sentences.insertAdjacentHTML("beforeend", data + " ");
        else if (type === "done") { isDone = true; finish(section, data); }
        else if (type === "problem") { isDone = true; fail(section, status, data, question); }
      });
      if (!isDone) throw new Refusal("The connection to the server was lost. Is it still running?");
      box.value = "";
    } catch (error) {
      if (error.name === "AbortError") stopped(section, status, question);
      else fail(section, status, null, question, error instanceof Refusal ? error.message : "The server cannot be reached. Is it still running?");
    } finally {
      forget();
      running = null;
    }
  }

  function begin(question) {
    const section = document.createElement("section");
    section.className = "turn";
    const heading = document.createElement("h2");
    heading.textContent = question;
    const sentences = document.createElement("div");
    sentences.className = "answer-text";
    section.append(heading, sentences);
    turns.append(section);
    section.scrollIntoView({ block: "nearest" });
    return section;
  }

  function finish(section, html) {
    const template = document.createElement("template");
    template.innerHTML = html;
    const turn = template.content.firstElementChild;
    section.replaceWith(turn);
    const id = turn.dataset.conversation;
    if (form.elements.conversation.value !== id) {
      form.elements.conversation.value = id;
      history.replaceState(null, "", `/chat/${encodeURIComponent(id)}`);
      const heading = document.querySelector("h1");
      heading.textContent = turn.querySelector("h2").textContent;
      heading.className = "visually-hidden";
      document.querySelectorAll("[data-glance]").forEach(part => part.remove());
    }
    announce(turn.querySelector(".notice.warn") && !turn.querySelector(".claim") ? "No answer was found" : "The answer is ready");
  }

  function stopped(section, status, question) {
    status.line.remove();
    section.append(notice("Stopped. Nothing of this was saved.", "warn"), again(question));
  }

  function fail(section, status, html, question, words) {
    status.line.remove();
    if (html) section.insertAdjacentHTML("beforeend", html);
    else section.append(notice(words));
    section.append(again(question));
  }

  function again(question) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "secondary compact";
    button.textContent = "Ask again";
    button.addEventListener("click", () => {
      button.closest(".turn").remove();
      ask(question);
    });
    return button;
  }

  function remember(question) {
    sessionStorage.setItem(pendingKey, JSON.stringify({ question, conversation: form.elements.conversation.value }));
  }

  function forget() {
    sessionStorage.removeItem(pendingKey);
  }

  function recall() {
    const pending = JSON.parse(sessionStorage.getItem(pendingKey) ?? "null");
    if (!pending || pending.conversation !== form.elements.conversation.value) return;
    forget();
    const section = begin(pending.question);
    section.append(notice("The page was left before the answer came, and the work on it was stopped.", "warn"), again(pending.question));
  }
}

const steps = { retrieve: "Searching", judge: "Weighing the evidence", select: "Choosing sentences", write: "Writing", verify: "Checking every sentence", decompose: "Taking the question apart", repair: "Writing a sentence again" };

function stepInWords(step) {
  const [name] = step.split(":");
  return `${steps[name] ?? step} …`;
}
