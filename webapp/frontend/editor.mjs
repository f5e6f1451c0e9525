// What the SPARQL page needs of CodeMirror 6. Page code imports it as an ES module.
export {
  autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, pickedCompletion,
  startCompletion,
} from "@codemirror/autocomplete";
export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
export { bracketMatching, HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
export { lintGutter, setDiagnostics } from "@codemirror/lint";
export { EditorSelection, EditorState, Prec } from "@codemirror/state";
export {
  drawSelection, EditorView, highlightActiveLine, highlightSpecialChars, keymap, lineNumbers,
} from "@codemirror/view";
export { tags } from "@lezer/highlight";
export { sparql } from "codemirror-lang-sparql";
