// Ctrl+Enter (or Cmd+Enter) runs the question; the error, if any, is brought into view.
const form = document.getElementById("sparql-form");
const text = document.getElementById("query");

text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});

document.getElementById("problem")?.scrollIntoView({ block: "nearest" });
