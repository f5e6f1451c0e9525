// Things of a form are picked from suggestions; typed words work without this file.
import { attach } from "../lib/suggest.js";

for (const end of document.querySelectorAll("[data-end]")) {
  const input = end.querySelector("input[type=search]");
  const chosen = end.querySelector("input[type=hidden]");
  attach(end, (name, slug) => {
    input.value = name;
    chosen.value = slug;
  });
  input.addEventListener("input", () => {
    chosen.value = "";
  });
}
