// Suggestions under every search field: the ARIA combobox pattern on top of a plain form.
import { attach } from "../lib/suggest.js";

for (const form of document.querySelectorAll("form[data-suggest]")) {
  attach(form);
}
