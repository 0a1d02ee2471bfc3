// Finds a quote in the text of a PDF page. The two were taken from the file by different programs: they agree in letters
// and digits, and differ in spaces, hyphens at the ends of lines, ligatures and the odd symbol.

// Letters and digits alone, each with its place in the text it came from.
export function lettersOf(text) {
  const letters = [];
  const places = [];
  let place = 0;
  for (const character of text) {
    for (const letter of character.normalize("NFKD").toLowerCase()) {
      if (/[\p{L}\p{N}]/u.test(letter)) {
        letters.push(letter);
        places.push(place);
      }
    }
    place += character.length;
  }
  return { letters, places, text: letters.join("") };
}

const piece = 16; // letters: long enough to be rare on a page
const minShare = 0.5; // of the quote's pieces that must be there, in one place
const minTail = 24; // letters of a quote's beginning or end that may stand alone on a page, where it goes on over the next

// Where the quote stands in the page: [start, end) in the page's letters; null when it is not there.
export function find(page, quote) {
  if (quote.text.length === 0) return null;
  const at = page.text.indexOf(quote.text);
  if (at >= 0) return [at, at + quote.text.length];
  return nearly(page.text, quote.text) ?? acrossPages(page.text, quote.text);
}

// Most of its pieces, in order, within about its length.
function nearly(page, quote) {
  if (quote.length < 2 * piece) return null;
  const hits = [];
  for (let from = 0; from + piece <= quote.length; from += piece / 2) {
    const part = quote.slice(from, from + piece);
    for (let at = page.indexOf(part); at >= 0; at = page.indexOf(part, at + 1)) hits.push({ from, at });
  }
  const pieces = Math.floor((quote.length - piece) / (piece / 2)) + 1;
  let best = null;
  for (const first of hits) {
    const begin = first.at - first.from;
    const slack = Math.max(40, quote.length * 0.25);
    const inside = hits.filter(h => Math.abs(h.at - h.from - begin) <= slack);
    const share = new Set(inside.map(h => h.from)).size / pieces;
    if (share >= minShare && share > (best?.share ?? 0)) {
      best = { share, range: [Math.min(...inside.map(h => h.at)), Math.max(...inside.map(h => h.at)) + piece] };
    }
  }
  return best?.range ?? null;
}

function acrossPages(page, quote) {
  if (quote.length < 2 * minTail) return null;
  const head = page.lastIndexOf(quote.slice(0, minTail));
  if (head >= 0) {
    let length = minTail;
    while (head + length < page.length && length < quote.length && page[head + length] === quote[length]) length++;
    if (head + length > page.length * 0.6) return [head, head + length];
  }
  const tail = page.indexOf(quote.slice(-minTail));
  if (tail >= 0) {
    let begin = tail;
    let from = quote.length - minTail;
    while (begin > 0 && from > 0 && page[begin - 1] === quote[from - 1]) { begin--; from--; }
    if (tail < page.length * 0.4) return [begin, tail + minTail];
  }
  return null;
}
