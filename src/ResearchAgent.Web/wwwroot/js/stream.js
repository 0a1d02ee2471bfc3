// Sends a form and reads the server-sent events of the answer. Pieces of HTML in them were escaped by the server.
export async function sendForm(form, url, signal, onEvent) {
  const response = await fetch(url, { method: "POST", body: new FormData(form), headers: { Accept: "text/event-stream" }, signal });
  if (!response.ok || !response.body) throw new Refusal(await detailOf(response));
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value;
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const event = read(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      onEvent(event.type, event.data);
    }
  }
}

// What the server would not do, in words for a person.
export class Refusal extends Error {}

function read(block) {
  let type = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) type = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).replace(/^ /, ""));
  }
  return { type, data: data.join("\n") };
}

async function detailOf(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return `The server answered with status ${response.status}. Try again.`;
  }
}

// A person's way of seeing that something goes on, and of ending it.
export function statusLine(onStop) {
  const line = document.createElement("p");
  line.className = "status";
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  spinner.setAttribute("aria-hidden", "true");
  const words = document.createElement("span");
  words.textContent = "Reading …";
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "secondary compact";
  stop.textContent = "Stop";
  stop.addEventListener("click", onStop);
  line.append(spinner, words, stop);
  return { line, say: text => { words.textContent = text; } };
}

export function notice(text, kind = "error") {
  const box = document.createElement("p");
  box.className = `notice ${kind}`;
  box.setAttribute("role", "alert");
  box.textContent = text;
  return box;
}
