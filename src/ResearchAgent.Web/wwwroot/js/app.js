// What the pages gain from a script. Each part looks for its own marks in the page and does nothing without them.
import { startAsking } from "./ask.js";
import { startCopying } from "./copy.js";
import { startForms } from "./forms.js";
import { startQuotes } from "./quotes.js";
import { startTheme } from "./theme.js";

startTheme();
startQuotes();
startCopying();
startForms();
startAsking();
