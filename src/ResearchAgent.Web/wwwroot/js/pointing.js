// A label beside whatever part of a picture the pointer or the focus is on. The links of a map are one stop of the tab key;
// the arrow keys go on from there to the nearest link in their direction.
const gap = 10;
const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function startPointing(box, picture, isSmall) {
  if (isSmall) return;
  const tip = document.createElement("div");
  tip.className = "picture-tip";
  tip.setAttribute("aria-hidden", "true"); // The parts have their names already.
  tip.hidden = true;
  box.append(tip);
  const shows = e => {
    const part = e.target.closest?.("a[data-tip], rect[data-tip]");
    if (part) show(part);
    else tip.hidden = true;
  };
  picture.addEventListener("pointerover", shows);
  picture.addEventListener("focusin", shows);
  picture.addEventListener("pointerleave", () => { tip.hidden = true; });
  picture.addEventListener("focusout", () => { tip.hidden = true; });
  picture.addEventListener("keydown", e => { if (e.key === "Escape") tip.hidden = true; });
  rove(picture);

  function show(part) {
    tip.textContent = part.dataset.tip;
    tip.hidden = false;
    const at = part.getBoundingClientRect(), frame = box.getBoundingClientRect();
    const middle = at.left + at.width / 2 - frame.left;
    const above = at.top - frame.top - tip.offsetHeight - gap;
    tip.style.left = `${Math.max(0, Math.min(middle - tip.offsetWidth / 2, frame.width - tip.offsetWidth))}px`;
    tip.style.top = `${above >= 0 ? above : at.bottom - frame.top + gap}px`;
  }
}

function rove(picture) {
  const links = [...picture.querySelectorAll("a")];
  if (links.length === 0) return;
  links.forEach(link => link.setAttribute("tabindex", "-1"));
  links[0].setAttribute("tabindex", "0");
  picture.addEventListener("focusin", e => {
    const link = e.target.closest("a");
    if (!link) return;
    links.forEach(other => other.setAttribute("tabindex", other === link ? "0" : "-1"));
  });
  picture.addEventListener("keydown", e => {
    const way = arrows[e.key];
    const link = e.target.closest?.("a");
    if (!way || !link) return;
    e.preventDefault();
    nearest(links, link, way)?.focus();
  });
}

// What lies aside counts twice: the way is meant, not the distance alone.
function nearest(links, from, [dx, dy]) {
  const start = centre(from);
  let best = null;
  for (const link of links) {
    const place = centre(link);
    const [x, y] = [place.x - start.x, place.y - start.y];
    const ahead = x * dx + y * dy;
    if (link === from || ahead <= 0) continue;
    const distance = ahead + 2 * Math.abs(x * dy - y * dx);
    if (!best || distance < best.distance) best = { link, distance };
  }
  return best?.link;
}

function centre(link) {
  const { left, top, width, height } = link.getBoundingClientRect();
  return { x: left + width / 2, y: top + height / 2 };
}
