// Draws the pictures of a page where their boxes stand; the boxes' size is the style sheet's, so nothing moves when they fill.
// Each has a table behind it or a link to one, which is what remains where a library or the data cannot be had.
import { draw, swatch } from "./plots.js";
import { startPointing } from "./pointing.js";

const libraries = ["/lib/d3.min.js", "/lib/plot.umd.min.js"];
const boxes = [...document.querySelectorAll("[data-picture]")];
const fetched = new Map();

if (boxes.length > 0) {
  try {
    await Promise.all(libraries.map(load));
    document.querySelectorAll("[data-swatch]").forEach(place => place.replaceChildren(swatch(Number(place.dataset.swatch), "other" in place.dataset)));
    boxes.forEach(start);
  } catch {
    boxes.forEach(giveUp);
  }
}

function load(address) {
  return new Promise((loaded, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = false; // The second needs the first.
    script.onload = loaded;
    script.onerror = () => failed(new Error(address));
    document.head.append(script);
  });
}

async function start(box) {
  try {
    const data = box.dataset.values ? JSON.parse(box.dataset.values) : await read(box.dataset.source);
    let width = 0;
    const redraw = () => {
      if (box.clientWidth === width || box.clientWidth === 0) return;
      width = box.clientWidth;
      show(box, data);
    };
    redraw();
    new ResizeObserver(redraw).observe(box);
  } catch {
    giveUp(box);
  }
}

function show(box, data) {
  const isSmall = "small" in box.dataset;
  const picture = draw[box.dataset.picture](data, { width: box.clientWidth, height: box.clientHeight, isSmall });
  // The library brings rules of its own as a style element, which our policy forbids on a page; css/pictures.css has what is needed of them.
  picture.querySelectorAll("style").forEach(rules => rules.remove());
  picture.setAttribute("aria-label", box.dataset.label);
  box.replaceChildren(picture);
  startPointing(box, picture, isSmall);
}

function read(address) {
  if (!fetched.has(address)) {
    fetched.set(address, fetch(address, { headers: { Accept: "application/json" } }).then(response => {
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response.json();
    }));
  }
  return fetched.get(address);
}

function giveUp(box) {
  box.hidden = true;
  const table = box.parentElement.querySelector("details");
  if (table) table.open = true;
}
