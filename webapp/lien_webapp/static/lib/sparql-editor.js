/** The editor of SPARQL texts: CodeMirror in a shadow root, in place of a text area. */
import { declaration, isClosed } from "./sparql-terms.js";

/** Colours and measures, by the names of tokens.css, which reach into the shadow root. */
const THEME = {
  "&": {
    height: "100%",
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    fontSize: "0.9375rem",
  },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  ".cm-scroller": {
    fontFamily: "var(--face-code)",
    lineHeight: "1.5",
    overflow: "auto",
  },
  ".cm-content": { caretColor: "var(--ink)", padding: "var(--space-2) 0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": {
    color: "var(--ink-soft)",
    backgroundColor: "var(--sunken)",
    borderRight: "1px solid var(--line)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLineGutter": { color: "var(--ink)", fontWeight: "600" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    backgroundColor: "var(--accent-wash) !important",
  },
  "&.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-wash)",
    outline: "1px solid var(--accent)",
  },
  ".cm-errorLine": { backgroundColor: "var(--doubt-wash)" },
  ".cm-tooltip": {
    color: "var(--ink)",
    backgroundColor: "var(--surface)",
    border: "1px solid var(--line-strong)",
    borderRadius: "var(--radius)",
    boxShadow: "var(--shadow)",
    maxWidth: "92vw",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--face)",
    fontSize: "var(--size-quiet)",
    maxHeight: "17rem",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px var(--space-2)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > completion-section": {
    color: "var(--ink-soft)",
    borderBottom: "1px solid var(--line)",
    padding: "2px var(--space-2)",
    opacity: "1",
  },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    color: "var(--ink) !important",
    background: "var(--accent-wash) !important",
    outline: "2px solid var(--accent)",
    outlineOffset: "-2px",
  },
  ".cm-completionDetail": {
    color: "var(--ink-soft)",
    fontStyle: "normal",
    fontFamily: "var(--face-code)",
    fontSize: "var(--size-small)",
  },
  ".cm-completionInfo": {
    padding: "var(--space-2) var(--space-3)",
    fontSize: "var(--size-quiet)",
    fontFamily: "var(--face)",
    maxWidth: "22rem",
  },
  ".cm-diagnostic": { padding: "var(--space-1) var(--space-3)", borderLeftColor: "var(--doubt)" },
};

function highlighting(cm) {
  const { tags } = cm;
  const rules = [
    { tag: [tags.keyword, tags.operatorKeyword, tags.function(tags.name)], color: "var(--accent)", fontWeight: "600" },
    { tag: [tags.string, tags.number, tags.bool, tags.literal], color: "var(--doubt)" },
    { tag: [tags.comment], color: "var(--ink-soft)", fontStyle: "italic" },
    { tag: [tags.url, tags.namespace], color: "var(--ink-soft)" },
    { tag: [tags.variableName], color: "var(--ink)", fontStyle: "italic" },
  ];
  return cm.syntaxHighlighting(cm.HighlightStyle.define(rules));
}

/** A colon after a known prefix declares it. */
function declaring(cm, load) {
  return cm.EditorView.inputHandler.of((view, from, to, text) => {
    if (text !== ":" || isClosed(cm, view.state, from)) return false;
    const line = view.state.doc.lineAt(from);
    const before = line.text.slice(0, from - line.from);
    const prefix = /(?:^|[^\w?$:-])([a-z][\w-]*)$/.exec(before)?.[1];
    if (!prefix || /^\s*PREFIX\s/i.test(before)) return false;
    load().then(({ prefixes }) => {
      const changes = declaration(view.state.doc.toString(), prefix, prefixes);
      if (changes.length) view.dispatch({ changes, userEvent: "input.type" });
    });
    return false;
  });
}

/**
 * Typing over a selection, done here: Chromium would keep the look of what was selected in a style
 * attribute, which the policy of the page forbids and reports.
 */
function replacing(cm) {
  const beforeinput = (event, view) => {
    const { from, to } = view.state.selection.main;
    if (event.inputType !== "insertText" || !event.data || event.isComposing || from === to) {
      return false;
    }
    const change = () =>
      view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type" });
    const handlers = view.state.facet(cm.EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, change))) {
      view.dispatch(change());
    }
    event.preventDefault();
    return true;
  };
  return cm.Prec.highest(cm.EditorView.domEventHandlers({ beforeinput }));
}

export class Editor {
  /**
   * @param {any} cm the bundle of CodeMirror @param {HTMLTextAreaElement} area what it replaces
   * @param {{label: string, phrases: Record<string, string>, complete: Function,
   *   load: () => Promise<any>, run: () => void}} page
   */
  constructor(cm, area, page) {
    this.cm = cm;
    this.area = area;
    const host = document.createElement("div");
    host.className = "editor";
    host.style.height = `${area.offsetHeight}px`; // nothing below it moves
    area.before(host);
    const root = host.attachShadow({ mode: "open", delegatesFocus: true });
    this.view = new cm.EditorView({
      root,
      parent: root,
      state: cm.EditorState.create({ doc: area.value, extensions: this.#extensions(page) }),
    });
    area.hidden = true;
    area.required = false;
  }

  #extensions({ label, phrases, complete, load, run }) {
    const { cm } = this;
    const act = () => {
      run();
      return true;
    };
    return [
      cm.Prec.highest(cm.keymap.of([{ key: "Mod-Enter", run: act }, { key: "Ctrl-Enter", run: act }])),
      cm.lineNumbers(),
      cm.lintGutter(),
      cm.highlightSpecialChars(),
      cm.history(),
      cm.drawSelection(),
      cm.highlightActiveLine(),
      cm.bracketMatching(),
      cm.closeBrackets(),
      cm.autocompletion({ override: [complete], icons: false, maxRenderedOptions: 80 }),
      cm.EditorView.domEventHandlers({ focus: () => void load() }),
      replacing(cm),
      declaring(cm, load),
      cm.sparql(),
      highlighting(cm),
      cm.EditorView.theme(THEME),
      cm.EditorState.phrases.of(phrases),
      cm.EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", tabindex: "0" }),
      cm.EditorView.lineWrapping,
      cm.keymap.of([
        ...cm.closeBracketsKeymap,
        ...cm.completionKeymap,
        ...cm.historyKeymap,
        ...cm.defaultKeymap,
        cm.indentWithTab,
      ]),
    ];
  }

  /** @returns {string} */
  get text() {
    return this.view.state.doc.toString();
  }

  /** @param {string} text */
  set text(text) {
    const { length } = this.view.state.doc;
    this.view.dispatch({ changes: { from: 0, to: length, insert: text }, selection: { anchor: 0 } });
  }

  /** Put the text into the field that the form sends. */
  save() {
    this.area.value = this.text;
  }

  focus() {
    this.view.focus();
  }

  /** Mark the place of an error and go there. @param {number} line @param {number} column from 1 */
  showError(line, column, message) {
    const { doc } = this.view.state;
    const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const from = Math.min(found.from + Math.max(column - 1, 0), found.to);
    const rest = /^(?:[\w:?$-]+|\S)/.exec(doc.sliceString(from, found.to));
    const to = Math.max(from + (rest ? rest[0].length : 0), Math.min(from + 1, doc.length));
    const diagnostics = [{ from, to, severity: "error", message }];
    this.view.dispatch(this.cm.setDiagnostics(this.view.state, diagnostics));
    this.view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
  }

  clearError() {
    this.view.dispatch(this.cm.setDiagnostics(this.view.state, []));
  }
}
