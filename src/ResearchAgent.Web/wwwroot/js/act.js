import { announce } from "./announce.js";
import { notice } from "./stream.js";

// Forms that change something: what the server would not do is told beside the button, and what was typed stays.
export function startActing() {
  document.querySelectorAll("form[data-act]").forEach(form => form.addEventListener("submit", async e => {
    e.preventDefault();
    const button = e.submitter;
    const data = new FormData(form, button);
    if (button) button.disabled = true;
    form.querySelector(":scope > .notice")?.remove();
    try {
      const response = await fetch(form.action, { method: "POST", body: data });
      if (response.ok) {
        const here = new URL(location.href);
        const there = new URL(response.url);
        if (there.pathname === here.pathname && there.search === here.search) location.reload();
        else location.assign(response.url);
        return;
      }
      say(form, await wordsOf(response));
    } catch {
      say(form, "The server cannot be reached. Is it still running?");
    }
    if (button) button.disabled = false;
  }));
}

function say(form, words) {
  form.prepend(notice(words));
  announce(words);
  form.querySelector(":scope > .notice").scrollIntoView({ block: "nearest" });
}

async function wordsOf(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return `The server answered with status ${response.status}. Try again.`;
  }
}
