// The SPARQL page: the editor, answers without leaving the page, cancelling, saved questions.
// Without this file the form works as it stands; answers, views and sorting are the server's.
import { getJSON } from "../lib/api.js";
import * as saved from "../lib/saved-questions.js";
import { Editor } from "../lib/sparql-editor.js";
import { completions } from "../lib/sparql-terms.js";
import { worded } from "../lib/words.js";

const byId = (/** @type {string} */ id) => document.getElementById(id);

class Page {
  constructor(cm) {
    this.data = JSON.parse(byId("sparql-data").textContent);
    this.strings = this.data.strings;
    this.form = byId("sparql-form");
    this.form.noValidate = true;
    this.request = null;
    this.search = location.search;
    const none = { prefixes: {}, terms: [] }; // no network: the editor still edits
    const load = once(() => getJSON(this.data.terms), none);
    this.editor = new Editor(cm, byId("query"), {
      label: this.strings.question,
      phrases: { Completions: this.strings.terms, Diagnostics: this.strings.problems },
      load,
      complete: completions(cm, load, {
        suggest: this.data.suggest,
        language: document.documentElement.lang,
        strings: this.strings,
      }),
      run: () => this.form.requestSubmit(byId("run")),
    });
  }

  start() {
    this.form.querySelector('label[for="query"]').addEventListener("click", () => this.editor.focus());
    this.form.addEventListener("submit", (event) => this.#submit(event));
    byId("cancel").addEventListener("click", () => this.#cancel());
    byId("editor-help").hidden = false;
    addEventListener("popstate", () => location.search !== this.search && location.reload());
    addEventListener("hashchange", () => this.#fromHash());
    this.#startSaved();
    this.#centre();
    this.#mark();
    this.#fromHash();
    document.documentElement.dataset.ready = "true";
  }

  /** A question that is too long for the server's addresses comes after the #. */
  #fromHash() {
    const values = new URLSearchParams(location.hash.slice(1));
    const text = values.get("query");
    if (!text || text === this.editor.text) return;
    this.editor.text = text;
    byId("run").value = values.get("view") ?? "table";
    this.form.requestSubmit(byId("run"));
  }

  #submit(event) {
    this.editor.save();
    const { submitter } = event;
    if (submitter?.name === "download") return;
    event.preventDefault();
    if (!this.editor.text.trim()) {
      this.editor.focus();
      return;
    }
    this.#ask(new URLSearchParams(new FormData(this.form, submitter ?? byId("run"))));
  }

  /** Ask for the page of this question and take the answer out of it. */
  #ask(values) {
    this.request?.abort();
    this.editor.clearError();
    const request = new XMLHttpRequest();
    const short = encodeURIComponent(values.get("query")).length <= this.data.linkable;
    const address = new URL(this.form.action);
    if (short) address.search = values;
    request.open(short ? "GET" : "POST", address);
    request.responseType = "document";
    request.setRequestHeader("Accept", "text/html");
    const started = performance.now();
    const seconds = () => Math.round((performance.now() - started) / 10) / 100;
    request.addEventListener("load", () => this.#show(request.response, values, seconds()));
    request.addEventListener("error", () => this.#say(this.strings.lost));
    request.addEventListener("loadend", () => request === this.request && this.#finish());
    this.request = request;
    byId("cancel").hidden = false;
    byId("result").setAttribute("aria-busy", "true");
    this.#say(this.strings.running);
    request.send(short ? null : values);
  }

  #finish() {
    this.request = null;
    byId("cancel").hidden = true;
    byId("result").removeAttribute("aria-busy");
  }

  #cancel() {
    this.request?.abort();
    this.#say(this.strings.cancelled);
    this.editor.focus();
  }

  #show(page, values, seconds) {
    const result = byId("result");
    const fresh = page?.getElementById("result");
    if (fresh) result.replaceWith(document.adoptNode(fresh));
    else result.replaceChildren(...[...(page?.querySelector("main").childNodes ?? [])]);
    const { link, view, rows } = byId("result").dataset;
    byId("run").value = view ?? "table";
    history.pushState(null, "", link ?? `#${values}`);
    this.search = location.search;
    this.#centre();
    const problem = this.#mark();
    if (problem) this.#say(worded(this.strings.failed, { problem }));
    else this.#say(worded(rows ? this.strings.rows : this.strings.done, { rows: Number(rows), seconds }));
  }

  /** Begin a picture that is larger than its frame in its middle. */
  #centre() {
    const frame = document.querySelector("#result .network");
    frame?.scrollTo({
      left: (frame.scrollWidth - frame.clientWidth) / 2,
      top: (frame.scrollHeight - frame.clientHeight) / 2,
      behavior: "instant",
    });
  }

  /** Show the error of the answer, if there is one, at its line. @returns {string} what is wrong */
  #mark() {
    const problem = byId("problem");
    const detail = byId("problem-detail")?.textContent ?? "";
    if (problem?.dataset.line) {
      this.editor.showError(Number(problem.dataset.line), Number(problem.dataset.column), detail);
    }
    return problem ? detail || problem.textContent : "";
  }

  #say(text) {
    byId("run-status").textContent = text;
  }

  #startSaved() {
    if (!saved.works()) {
      byId("saved").remove();
      return;
    }
    byId("saved").hidden = false;
    byId("save").addEventListener("submit", (event) => {
      event.preventDefault();
      const name = byId("save-name").value.trim();
      if (!name) return;
      saved.save(name, this.editor.text);
      byId("save-name").value = "";
      this.#list();
      this.#say(worded(this.strings.saved, { name }));
    });
    this.#list();
  }

  #list() {
    byId("saved-list").replaceChildren(...saved.all().map((one) => this.#savedRow(one)));
  }

  #savedRow({ name, text }) {
    const row = document.createElement("li");
    const open = document.createElement("a");
    open.href = `#${new URLSearchParams({ query: text })}`;
    open.textContent = name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "button small second";
    remove.textContent = "×";
    remove.setAttribute("aria-label", worded(this.strings.remove, { name }));
    remove.addEventListener("click", () => {
      saved.remove(name);
      this.#list();
      this.#say(worded(this.strings.removed, { name }));
      byId("save-name").focus();
    });
    row.append(open, " ", remove);
    return row;
  }
}

/** A function that makes its answer at the first call; after a failure `none`, and it tries again. */
function once(make, none) {
  let made = null;
  return () => {
    made ??= make().catch(() => {
      made = null;
      return none;
    });
    return made;
  };
}

new Page(await import(byId("sparql-form").dataset.editor)).start();
