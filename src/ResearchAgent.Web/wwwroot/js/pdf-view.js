import { announce } from "./announce.js";
import { find, lettersOf } from "./quote-match.js";

// Pages of a PDF with their text over them. Only those near the view are drawn; scripts in PDFs are not run (that part of
// the library is not even there), and their links lead nowhere.
const library = "/lib/pdfjs/";
const nearby = "150% 0px";
const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];
const narrow = 560; // px: a phone shows a whole page too small to read; half of it, with the quote, can be read
const maxPixels = 16_000_000; // of a canvas, that phones can hold

export async function open(box, address, firstPage, quote) {
  const bar = toolbar();
  const pages = element("div", "pdf-pages");
  pages.tabIndex = 0;
  pages.setAttribute("role", "region");
  pages.setAttribute("aria-label", "Pages of the PDF");
  box.replaceChildren(bar.line, pages);
  bar.say("Loading the PDF …");
  const pdfjs = await import(`${library}pdf.min.mjs`);
  pdfjs.GlobalWorkerOptions.workerSrc = `${library}pdf.worker.min.mjs`;
  const document = await pdfjs.getDocument({
    url: address, cMapUrl: `${library}cmaps/`, cMapPacked: true, standardFontDataUrl: `${library}standard_fonts/`,
    wasmUrl: `${library}wasm/`, useWasm: false, enableXfa: false, disableAutoFetch: true, disableStream: true,
  }).promise;
  const wanted = lettersOf(quote);
  const sheets = [];
  let zoom = quote && pages.clientWidth < narrow ? 2 : 1;
  let current = 0;
  const first = await document.getPage(Math.min(Math.max(1, firstPage), document.numPages));
  const size = first.getViewport({ scale: 1 });
  for (let number = 1; number <= document.numPages; number++) sheets.push(sheet(number));
  pages.append(...sheets.map(s => s.place));
  layOut();

  const seen = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const shown = sheets[Number(entry.target.dataset.number) - 1];
      shown.isNear = entry.isIntersecting;
      if (shown.isNear) draw(shown);
      else clear(shown);
    }
  }, { root: pages, rootMargin: nearby });
  bar.previous.addEventListener("click", () => go(current - 1));
  bar.next.addEventListener("click", () => go(current + 1));
  bar.smaller.addEventListener("click", () => zoomTo(Math.max(...zooms.filter(z => z < zoom), zooms[0])));
  bar.larger.addEventListener("click", () => zoomTo(Math.min(...zooms.filter(z => z > zoom), zooms.at(-1))));
  bar.number.max = document.numPages;
  bar.zoom.textContent = `${zoom * 100} %`;
  bar.of.textContent = `of ${document.numPages}`;
  bar.number.addEventListener("change", () => go(Number(bar.number.value) - 1));
  pages.addEventListener("scroll", tellPage, { passive: true });
  new ResizeObserver(refit(() => zoomTo(zoom))).observe(pages);

  go(first.pageNumber - 1);
  sheets.forEach(s => seen.observe(s.place));
  if (wanted.text.length > 0) await showQuote();
  else bar.say("");

  // On the page that the library says, or one beside it: a page of the file may hold the end of a sentence only.
  async function showQuote() {
    const around = [0, 1, -1].map(d => sheets[first.pageNumber - 1 + d]).filter(Boolean);
    for (const candidate of around) {
      if (await showOn(candidate)) return;
    }
    const elsewhere = await search();
    if (!elsewhere || !await showOn(elsewhere)) bar.say("The quote could not be placed on the page; the text view marks it.");
  }

  async function showOn(candidate) {
    await draw(candidate);
    const mark = candidate.place.querySelector(".pdf-mark");
    if (!mark) return false;
    scrollTo(mark, candidate);
    bar.say(`The quote is on page ${candidate.number}`);
    announce(`The quote is marked on page ${candidate.number}`);
    return true;
  }

  // A caption may stand far from where its section begins.
  async function search() {
    for (const s of sheets) {
      const content = await (await document.getPage(s.number)).getTextContent();
      if (find(lettersOf(content.items.map(i => i.str ?? "").join("")), wanted)) return s;
    }
    return null;
  }

  function scrollTo(mark, candidate) {
    pages.scrollTop = candidate.place.offsetTop + mark.offsetTop - pages.clientHeight / 3;
    pages.scrollLeft = Math.max(0, candidate.place.offsetLeft + mark.offsetLeft - 16);
    pages.focus({ preventScroll: true });
    box.scrollIntoView({ block: "start" });
  }

  function sheet(number) {
    const place = element("div", "pdf-page");
    place.dataset.number = number;
    place.setAttribute("aria-label", `Page ${number}`);
    place.setAttribute("role", "group");
    return { number, place, size, isNear: false, drawing: null, scale: 0 };
  }

  // At zoom 1 a page is as wide as there is room, but not wider than easy to read.
  function scaleOf(of) {
    return Math.min(pages.clientWidth - 24, 900) / of.size.width * zoom;
  }

  function layOut() {
    for (const s of sheets) {
      const scale = scaleOf(s);
      s.place.style.width = `${Math.floor(s.size.width * scale)}px`;
      s.place.style.height = `${Math.floor(s.size.height * scale)}px`;
      s.place.style.setProperty("--total-scale-factor", scale);
    }
  }

  function zoomTo(next) {
    const at = pages.scrollHeight > 0 ? pages.scrollTop / pages.scrollHeight : 0;
    const isSame = next === zoom;
    zoom = next;
    layOut();
    bar.zoom.textContent = `${Math.round(zoom * 100)} %`;
    if (!isSame) pages.scrollTop = at * pages.scrollHeight;
    sheets.filter(s => s.isNear && s.scale !== scaleOf(s)).forEach(s => draw(s));
  }

  function go(index) {
    const target = sheets[Math.min(Math.max(0, index), sheets.length - 1)];
    pages.scrollTop = target.place.offsetTop - 8;
    tellPage();
  }

  function tellPage() {
    const middle = pages.scrollTop + pages.clientHeight / 3;
    const at = sheets.findLastIndex(s => s.place.offsetTop <= middle);
    current = Math.max(0, at);
    bar.number.value = current + 1;
    bar.previous.disabled = current === 0;
    bar.next.disabled = current === sheets.length - 1;
  }

  // Once at a time and scale; a later wish waits for the earlier drawing.
  function draw(s) {
    const scale = scaleOf(s);
    if (s.drawing && s.scale === scale) return s.drawing;
    s.scale = scale;
    s.task?.cancel();
    const before = s.drawing ?? Promise.resolve();
    return s.drawing = before.catch(() => {}).then(() => s.scale === scale ? paint(s, scale) : null).catch(error => {
      if (error.name !== "RenderingCancelledException") throw error;
    });
  }

  async function paint(s, scale) {
    const page = await document.getPage(s.number);
    const own = page.getViewport({ scale: 1 });
    if (own.width !== s.size.width || own.height !== s.size.height) {
      s.size = { width: own.width, height: own.height };
      s.scale = scale = scaleOf(s);
      layOut();
    }
    const viewport = page.getViewport({ scale });
    const density = Math.min(devicePixelRatio, Math.sqrt(maxPixels / (viewport.width * viewport.height)));
    const canvas = element("canvas");
    canvas.width = Math.floor(viewport.width * density);
    canvas.height = Math.floor(viewport.height * density);
    canvas.setAttribute("aria-hidden", "true");
    s.task = page.render({ canvas, viewport, transform: density === 1 ? null : [density, 0, 0, density, 0, 0] });
    await s.task.promise;
    const layer = element("div", "pdf-text");
    s.place.replaceChildren(canvas, layer);
    const words = new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: layer, viewport });
    await words.render();
    markQuote(s.place, layer);
  }

  function clear(s) {
    s.task?.cancel();
    s.task = s.drawing = null;
    s.scale = 0;
    s.place.replaceChildren();
  }

  function markQuote(place, layer) {
    if (wanted.text.length === 0) return;
    const walker = globalThis.document.createTreeWalker(layer, NodeFilter.SHOW_TEXT);
    const nodes = [];
    const starts = [];
    let all = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      nodes.push(node);
      starts.push(all.length);
      all += node.data;
    }
    const letters = lettersOf(all);
    const found = find(letters, wanted);
    if (!found) return;
    const [from, to] = [letters.places[found[0]], letters.places[found[1] - 1] + 1];
    const origin = place.getBoundingClientRect();
    nodes.forEach((node, i) => {
      const begin = Math.max(0, from - starts[i]);
      const end = Math.min(node.data.length, to - starts[i]);
      if (end <= begin) return;
      const range = globalThis.document.createRange();
      range.setStart(node, begin);
      range.setEnd(node, end);
      for (const at of range.getClientRects()) {
        if (at.width < 1) continue;
        const mark = element("div", "pdf-mark");
        mark.style.left = `${(at.left - origin.left) / origin.width * 100}%`;
        mark.style.top = `${(at.top - origin.top) / origin.height * 100}%`;
        mark.style.width = `${at.width / origin.width * 100}%`;
        mark.style.height = `${at.height / origin.height * 100}%`;
        place.append(mark);
      }
    });
  }
}

function toolbar() {
  const line = element("div", "row pdf-bar");
  line.setAttribute("role", "toolbar");
  line.setAttribute("aria-label", "Pages and zoom");
  const previous = button("‹", "Previous page");
  const next = button("›", "Next page");
  const smaller = button("−", "Smaller");
  const larger = button("+", "Larger");
  const label = element("label", "visually-hidden", "Page");
  const number = element("input");
  number.type = "number";
  number.min = 1;
  number.id = label.htmlFor = "pdf-page-number";
  const of = element("span", "faint small");
  const zoom = element("span", "faint small", "100 %");
  const said = element("span", "faint small said");
  said.setAttribute("role", "status");
  line.append(previous, label, number, of, next, smaller, zoom, larger, said);
  return { line, previous, next, smaller, larger, number, of, zoom, say: words => { said.textContent = words; } };
}

function button(text, name) {
  const made = element("button", "secondary compact", text);
  made.type = "button";
  made.setAttribute("aria-label", name);
  made.title = name;
  return made;
}

function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

// Not at every pixel of a window that is being drawn wider.
function refit(act) {
  let timer = 0;
  let width = 0;
  return ([entry]) => {
    if (Math.abs(entry.contentRect.width - width) < 2) return;
    const isFirst = width === 0;
    width = entry.contentRect.width;
    clearTimeout(timer);
    if (!isFirst) timer = setTimeout(act, 150);
  };
}
