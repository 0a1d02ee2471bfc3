import { announce } from "./announce.js";

// Files one after the other, two at a time, each with its own line: how far it is, and what became of it.
const atOnce = 2;

export function startUploading() {
  const form = document.querySelector("[data-upload]");
  if (!form) return;
  const panel = form.closest("details");
  const input = form.querySelector("input[type=file]");
  const list = document.querySelector("[data-outcomes]");
  const maxBytes = Number(form.dataset.maxBytes);
  const maxFiles = Number(form.dataset.maxFiles);
  const waiting = [];
  let running = 0;
  let depth = 0;
  form.querySelector("[data-send]").hidden = true;
  form.addEventListener("submit", e => e.preventDefault());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });

  // A file dropped beside the box would else replace the page.
  const holdsFiles = e => e.dataTransfer?.types.includes("Files");
  document.addEventListener("dragenter", e => { if (holdsFiles(e)) { depth++; document.body.classList.add("dropping"); } });
  document.addEventListener("dragleave", e => { if (holdsFiles(e) && --depth <= 0) document.body.classList.remove("dropping"); });
  document.addEventListener("dragover", e => { if (holdsFiles(e)) e.preventDefault(); });
  document.addEventListener("drop", e => {
    if (!holdsFiles(e)) return;
    e.preventDefault();
    depth = 0;
    document.body.classList.remove("dropping");
    take([...e.dataTransfer.files]);
  });
  addEventListener("beforeunload", e => { if (running > 0) e.preventDefault(); });

  function take(files) {
    panel.open = true;
    for (const file of files.slice(0, maxFiles)) {
      const line = lineOf(file);
      list.prepend(line.item);
      if (file.size > maxBytes) line.end("Failed", `It has ${Math.ceil(file.size / 1048576)} MiB; a file may have up to ${maxBytes / 1048576} MiB here.`);
      else waiting.push({ file, line });
    }
    if (files.length > maxFiles) announce(`Only the first ${maxFiles} files were taken`);
    next();
  }

  function next() {
    while (running < atOnce && waiting.length > 0) {
      const { file, line } = waiting.shift();
      running++;
      send(file, line).finally(() => {
        running--;
        if (running === 0 && waiting.length === 0) line.settle(list);
        next();
      });
    }
  }

  function send(file, line) {
    return new Promise(resolve => {
      const request = new XMLHttpRequest();
      const data = new FormData();
      data.append("__RequestVerificationToken", form.elements.__RequestVerificationToken.value);
      data.append("files", file, file.name);
      let read = 0;
      let isDone = false;
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "text/event-stream");
      request.upload.addEventListener("progress", e => { if (e.lengthComputable) line.sent(e.loaded / e.total); });
      request.upload.addEventListener("load", () => line.say("Waiting for its turn"));
      request.addEventListener("progress", take);
      request.addEventListener("load", () => {
        take();
        if (!isDone) line.end("Failed", wordsOf(request));
        resolve();
      });
      request.addEventListener("error", () => { line.end("Failed", "The server cannot be reached. Is it still running?"); resolve(); });
      request.addEventListener("abort", () => { line.end("Failed", "Stopped."); resolve(); });
      line.onStop(() => request.abort());
      request.send(data);

      function take() {
        if (request.status !== 200) return;
        let end;
        while ((end = request.responseText.indexOf("\n\n", read)) >= 0) {
          const event = eventOf(request.responseText.slice(read, end));
          read = end + 2;
          if (event.type === "step") line.say(event.data);
          else if (event.type === "outcome") {
            isDone = true;
            const outcome = JSON.parse(event.data);
            line.end(outcome.status, outcome.words, outcome.papers);
          }
        }
      }
    });
  }
}

function eventOf(block) {
  const lines = block.split("\n");
  const of = name => lines.filter(l => l.startsWith(name)).map(l => l.slice(name.length).replace(/^ /, "")).join("\n");
  return { type: of("event:"), data: of("data:") };
}

function wordsOf(request) {
  try {
    const problem = JSON.parse(request.responseText);
    return problem.detail ?? problem.title;
  } catch {
    return `The server answered with status ${request.status}. Try again.`;
  }
}

function lineOf(file) {
  const item = element("li", "outcome");
  const name = element("span", "name", file.name);
  const words = element("span", "words", "Waiting");
  const bar = element("progress");
  const stop = element("button", "quiet compact", "Stop");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  stop.type = "button";
  stop.setAttribute("aria-label", `Stop ${file.name}`);
  item.append(name, bar, words, stop);
  return {
    item,
    onStop: act => stop.addEventListener("click", act),
    sent: share => { bar.value = share; words.textContent = `Sending, ${Math.round(share * 100)} %`; },
    say: text => { bar.removeAttribute("value"); words.textContent = `${text} …`; },
    end: (status, text, papers = []) => {
      bar.remove();
      stop.remove();
      item.dataset.status = status;
      words.textContent = text;
      for (const paper of papers) {
        const link = element("a", "", paper.title);
        link.href = paper.address;
        item.append(link);
      }
    },
    // The table is that of before: a link shows it as it is now, and the outcomes stay until then.
    settle: list => {
      const done = list.querySelectorAll("[data-status]:not([data-status=Failed])").length;
      announce(`${done} of ${list.children.length} files are in the library`);
      if (list.parentElement.querySelector("[data-again]")) return;
      const again = element("a", "button secondary compact", "Show the library as it is now");
      again.href = "/library";
      again.dataset.again = "";
      list.after(again);
    },
  };
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}
