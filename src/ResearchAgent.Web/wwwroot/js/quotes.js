// A citation shows its quote where the pointer or the focus is; a tap shows it first, and the card's own link opens the paper.
const gap = 8;
const patience = 120; // ms before a passing pointer counts, and before a card goes that the pointer may be on its way to

let shown = null;
let timer = 0;

export function startQuotes() {
  document.addEventListener("pointerover", e => {
    if (e.pointerType === "touch") return;
    const cite = e.target.closest?.("a.cite");
    if (cite) later(() => show(cite));
    else if (shown && e.target.closest?.(".quote-card") === shown.card) clearTimeout(timer);
    else if (shown) later(hide);
  });
  document.addEventListener("focusin", e => {
    const cite = e.target.closest?.("a.cite");
    if (cite && cite.matches(":focus-visible")) show(cite);
    else if (shown && !shown.card.contains(e.target)) hide();
  });
  document.addEventListener("click", e => {
    const cite = e.target.closest?.("a.cite");
    if (cite && e.pointerType === "touch" && shown?.cite !== cite) {
      e.preventDefault();
      show(cite);
    } else if (shown && !shown.card.contains(e.target) && !cite) {
      hide();
    }
  });
  document.addEventListener("keydown", e => {
    if (e.key === "Escape") hide();
  });
  addEventListener("scroll", () => shown && place(shown), { passive: true });
  addEventListener("resize", () => hide());
}

function later(act) {
  clearTimeout(timer);
  timer = setTimeout(act, patience);
}

function show(cite) {
  clearTimeout(timer);
  const card = document.getElementById(cite.dataset.quote);
  if (!card || shown?.card === card) return;
  hide();
  card.showPopover();
  shown = { cite, card };
  place(shown);
}

function hide() {
  clearTimeout(timer);
  if (shown?.card.isConnected && shown.card.matches(":popover-open")) shown.card.hidePopover();
  shown = null;
}

// Below the citation, or above where there is more room; never over the edge.
function place({ cite, card }) {
  if (!cite.isConnected) return hide();
  const at = cite.getClientRects()[0] ?? cite.getBoundingClientRect();
  const { width, height } = card.getBoundingClientRect();
  const below = innerHeight - at.bottom;
  const top = below >= height + gap || below >= at.top ? at.bottom + gap : at.top - height - gap;
  card.style.left = `${Math.max(gap, Math.min(at.left, innerWidth - width - gap))}px`;
  card.style.top = `${Math.max(gap, Math.min(top, innerHeight - height - gap))}px`;
}
