// Suggestions under every search field: the ARIA combobox pattern on top of a plain form.
import { attach } from "../lib/suggest.js";

for (const form of document.querySelectorAll("form[data-suggest]")) attach(form);

// Fields that hold the slug of a thing: its name is typed and chosen.
for (const field of document.querySelectorAll("[data-slug]")) {
  const input = field.querySelector("input");
  attach(field, (_, slug) => {
    input.value = slug;
  });
}
