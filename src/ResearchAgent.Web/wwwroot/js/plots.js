/* global d3, Plot */
// A theme is told by colour and by shape, so that colour alone says nothing. Eight and seven have no common divisor: 56 themes differ.
const colours = 8;
const shapes = ["circle", "square", "triangle", "diamond", "cross", "star", "wye"];
const labelHeight = 15;
const letterWidth = 6.6; // at 12 px, on average

const colourOf = (theme, isOther) => isOther ? "var(--faint)" : `var(--theme-${theme % colours})`;
const shapeOf = (theme, isOther) => isOther ? "circle" : shapes[theme % shapes.length];
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

export const draw = { timeline, map, scores };

export function swatch(theme, isOther) {
  const svg = d3.create("svg").attr("viewBox", "-7 -7 14 14").attr("width", 14).attr("height", 14).attr("focusable", "false");
  const shape = `symbol${shapeOf(theme, isOther).replace(/^./, first => first.toUpperCase())}`;
  svg.append("path").attr("d", d3.symbol(d3[shape], 60)()).attr("fill", colourOf(theme, isOther));
  return svg.node();
}

function timeline({ years }, { width, height, isSmall }) {
  const first = years[0].year, last = years.at(-1).year;
  const most = d3.max(years, y => y.papers);
  return asImage(Plot.plot({
    className: "plot", width, height, marginLeft: isSmall ? 26 : 34, marginRight: 10, marginTop: isSmall ? 8 : 22, marginBottom: 26,
    x: { label: null, domain: [first - 0.6, last + 0.6], ticks: wholeTicks(first, last, width / 60), tickFormat: "d", tickSize: 0 },
    y: { label: isSmall ? null : "Papers", ticks: wholeTicks(0, most, 4), tickFormat: "d", grid: true, tickSize: 0, labelArrow: "none" },
    marks: [
      Plot.rectY(years, { x1: y => y.year - 0.42, x2: y => y.year + 0.42, y: "papers", fill: "var(--chart)", ariaLabel: y => `${y.year}: ${count(y.papers, "paper")}` }),
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
    ],
  }));
}

function scores(bins, { width, height }) {
  const most = d3.max(bins, b => b.count);
  // Where all scores are equal the only bin has no width of its own.
  const [low, high] = [bins[0].from, bins.at(-1).to];
  const pad = high > low ? 0 : 0.05;
  return asImage(Plot.plot({
    className: "plot", width, height, marginLeft: 34, marginRight: 14, marginTop: 22, marginBottom: 36,
    x: { label: "Score", labelAnchor: "center", labelArrow: "none", domain: [low - pad, high + pad], ticks: Math.max(2, Math.min(bins.length, Math.floor(width / 70))), tickSize: 0 },
    y: { label: "Passages", ticks: wholeTicks(0, most, 4), tickFormat: "d", grid: true, tickSize: 0, labelArrow: "none" },
    marks: [
      Plot.rectY(bins, { x1: b => b.from - pad / 2, x2: b => b.to + pad / 2, y: "count", inset: 0.75, fill: "var(--chart)", ariaLabel: b => `${b.from.toFixed(2)} to ${b.to.toFixed(2)}: ${count(b.count, "passage")}` }),
      Plot.ruleY([0], { stroke: "var(--strong-line)" }),
    ],
  }));
}

function map({ themes, points }, { width, height, isSmall }) {
  const numbers = d3.range(themes.length);
  const radius = isSmall ? 3 : points.length > 500 ? 4 : 5.5;
  const margin = radius + 6;
  const labels = isSmall || width < 480 ? [] : placeLabels(themes, points, width - 2 * margin, height - 2 * margin);
  const picture = Plot.plot({
    className: "plot", width, height, margin,
    x: { axis: null, domain: [-1, 1] },
    y: { axis: null, domain: [-1, 1] },
    color: { type: "categorical", domain: numbers, range: numbers.map(n => colourOf(n, themes[n].isOther)) },
    symbol: { domain: numbers, range: numbers.map(n => shapeOf(n, themes[n].isOther)) },
    marks: [
      Plot.dot(points, {
        x: "x", y: "y", fill: "theme", symbol: "theme", r: radius, stroke: "var(--raised)", strokeWidth: 0.75, sort: null,
        href: isSmall ? undefined : "href",
        ariaLabel: p => `${p.title}${p.year ? ` (${p.year})` : ""}. ${themes[p.theme].label}`,
      }),
      Plot.text(labels, { x: "x", y: "y", text: "text", fill: "var(--text)", stroke: "var(--raised)", strokeWidth: 4, fontSize: 12, fontWeight: 600, pointerEvents: "none", ariaHidden: true }),
    ],
  });
  return isSmall ? asImage(picture) : asMap(picture);
}

// Near the middle of each theme, where no other label stands and the fewest dots are hidden; else only in the legend.
function placeLabels(themes, points, width, height) {
  const placed = [];
  const [tall, step] = [labelHeight * 2 / height, labelHeight / height];
  themes.forEach(({ label, isOther }, theme) => {
    if (isOther) return;
    const own = points.filter(p => p.theme === theme);
    const half = Math.min(0.98, label.length * letterWidth / width);
    const x = Math.max(half - 1, Math.min(1 - half, d3.median(own, p => p.x)));
    const middle = d3.median(own, p => p.y);
    const best = d3.least(
      d3.range(-7, 8).map(shift => ({ shift, y: middle + shift * step })).filter(({ y }) => Math.abs(y) < 0.97 && placed.every(o => Math.abs(o.x - x) > o.half + half || Math.abs(o.y - y) > tall)),
      ({ shift, y }) => points.filter(p => Math.abs(p.x - x) < half + step && Math.abs(p.y - y) < tall * 0.75).length * 2 + Math.abs(shift) / 2);
    if (best) placed.push({ x, y: best.y, half, text: label });
  });
  return placed;
}

function wholeTicks(low, high, number) {
  return d3.ticks(low, high, Math.max(1, number)).filter(Number.isInteger);
}

// An image has one name, its own; what its parts say is for the pointer.
function asImage(picture) {
  picture.setAttribute("role", "img");
  picture.querySelectorAll("[aria-label]").forEach(part => {
    part.dataset.tip = part.getAttribute("aria-label");
    part.removeAttribute("aria-label");
  });
  return picture;
}

function asMap(picture) {
  picture.setAttribute("role", "group");
  picture.querySelectorAll("g[aria-label]").forEach(part => part.removeAttribute("aria-label"));
  picture.querySelectorAll("a").forEach(link => {
    const mark = link.querySelector("[aria-label]");
    link.setAttribute("aria-label", link.dataset.tip = mark.getAttribute("aria-label"));
    mark.removeAttribute("aria-label");
  });
  return picture;
}
