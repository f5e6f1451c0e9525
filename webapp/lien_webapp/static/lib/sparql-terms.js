/**
 * What can be completed in a SPARQL text: our terms and lists by their labels in three languages,
 * prefixes, words of the language, variables, and things by name.
 *
 * @typedef {{name: string, kind: string, labels: Record<string, string>, definition: string}} Term
 * @typedef {{prefixes: Record<string, string>, terms: Term[]}} Vocabulary
 */
import { getJSON } from "./api.js";

const MOST = 40;
const TYPED = /(?:[\w-]+:)?[\p{L}\p{M}\p{N}_'’.-]*$/u;
const HAN = /\p{Script=Han}/u;
const PLAIN = /^[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*$/;
const CLOSED = new Set(["String", "Comment", "IriRef", "Langtag"]);

const WORDS = (
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS ORDER GROUP BY HAVING " +
  "LIMIT OFFSET ASC DESC EXISTS NOT IN PREFIX CONSTRUCT ASK DESCRIBE FROM NAMED COUNT SUM MIN MAX " +
  "AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI COALESCE IF REGEX CONTAINS " +
  "STRSTARTS STRENDS LCASE UCASE STRLEN SUBSTR CONCAT REPLACE YEAR MONTH DAY ROUND ABS"
).split(" ");

/** Text without case and accents, so that "academie" finds "Académie". @param {string} text */
export function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

/** The change that declares a prefix, unless the text does so already. */
export function declaration(text, prefix, prefixes) {
  if (!Object.hasOwn(prefixes, prefix)) return [];
  if (new RegExp(`^\\s*PREFIX\\s+${prefix}\\s*:`, "im").test(text)) return [];
  const from = /^(?:[ \t]*(?:#.*)?\r?\n)*/.exec(text)[0].length;
  return [{ from, insert: `PREFIX ${prefix}: <${prefixes[prefix]}>\n` }];
}

/** Whether a place lies inside a string, a comment or an IRI, where nothing is completed. */
export function isClosed(cm, state, position) {
  return CLOSED.has(cm.syntaxTree(state).resolveInner(position, -1).name);
}

/** How well `words` fit what was typed: 0 not at all, 4 they are the same. */
function fit(words, typed) {
  if (!typed) return 1;
  const text = fold(words);
  if (text === typed) return 4;
  if (text.startsWith(typed)) return 3;
  const at = text.indexOf(typed);
  if (at < 0) return 0;
  return /[\s'’(/:-]/.test(text[at - 1]) || HAN.test(typed) ? 2 : typed.length > 2 ? 1 : 0;
}

/**
 * Terms that fit, best first; of two as good, ours before others, then the shorter name. After `a`
 * classes come first, elsewhere links and properties.
 */
function matching(vocabulary, prefix, typed, afterType) {
  const wanted = fold(typed);
  const own = ({ kind }) => {
    if (["concept", "list", "other"].includes(kind)) return 0;
    return (kind === "class") === afterType ? 0.5 : 0.25;
  };
  return vocabulary.terms
    .filter((term) => !prefix || term.name.startsWith(`${prefix}:`))
    .map((term) => {
      const words = [...Object.values(term.labels), term.name.split(":").pop()];
      return { term, score: Math.max(...words.map((each) => fit(each, wanted))) };
    })
    .filter(({ score }) => score > 0)
    .sort(
      (a, b) =>
        b.score + own(b.term) - a.score - own(a.term) ||
        a.term.name.length - b.term.name.length,
    )
    .slice(0, MOST)
    .map(({ term }) => term);
}

/**
 * The completions for CodeMirror. Once the terms are here it answers at once, so that Enter always
 * takes what is shown; things come from the server and join the list when they arrive.
 * @param {any} cm the bundle @param {() => Promise<Vocabulary>} load
 * @param {{suggest: string, language: string, strings: Record<string, string>}} page
 */
export function completions(cm, load, page) {
  const things = new Map();
  let view = null;

  /** Ask for things of that name; the list is made anew if it is still being typed. */
  function fetchThings(words, vocabulary, { pos }) {
    things.set(words, []);
    suggestions(words, page, vocabulary).then((found) => {
      things.set(words, found);
      const { head } = view.state.selection.main;
      if (found.length && head === pos && view.hasFocus) cm.startCompletion(view);
    });
  }

  function complete(context, vocabulary) {
    const word = context.matchBefore(TYPED);
    const empty = !word || word.from === word.to;
    if ((empty && !context.explicit) || isClosed(cm, context.state, context.pos)) return null;
    const [, prefix = "", typed] = /^(?:([\w-]+):)?(.*)$/u.exec(word.text);
    const afterType = /(?:^|[\s;])(?:a|rdf:type)\s+$/.test(context.state.sliceDoc(0, word.from));
    const wanted = namesThing(prefix, typed);
    if (wanted && !things.has(typed)) fetchThings(typed, vocabulary, context);
    const options = [
      ...(prefix ? [] : ownWords(typed, vocabulary, page.strings)),
      ...matching(vocabulary, prefix, typed, afterType).map((term) => termOption(term, page)),
      ...(wanted ? things.get(typed) : []),
    ];
    if (!options.length) return null;
    return {
      from: word.from,
      filter: false,
      options: options.map((option) => ({ ...option, apply: inserting(cm, option, vocabulary) })),
      update: (current, from, to, next) => complete(next, vocabulary),
    };
  }

  return async (context) => {
    view = context.view;
    // Typing on asks anew: CodeMirror forgets a question whose answer, come late, is for older text.
    context.addEventListener("abort", () => {}, { onDocChange: true });
    const variable = context.matchBefore(/[?$]\w*$/);
    if (variable) return variables(context, variable, page.strings);
    return complete(context, await load());
  };
}

/** Put in the name of what was chosen, and declare its prefix where that is missing. */
function inserting(cm, { insert, again }, { prefixes }) {
  return (view, completion, from, to) => {
    const prefix = insert.startsWith("<") ? "" : insert.split(":")[0];
    const head = insert.includes(":") ? declaration(view.state.doc.toString(), prefix, prefixes) : [];
    const shift = head.reduce((sum, change) => sum + change.insert.length, 0);
    view.dispatch({
      changes: [...head, { from, to, insert }],
      selection: { anchor: from + shift + insert.length },
      annotations: cm.pickedCompletion.of(completion),
      userEvent: "input.complete",
    });
    if (again) cm.startCompletion(view);
  };
}

function ownWords(typed, { prefixes }, strings) {
  const start = typed.toLowerCase();
  if (!start) return [];
  const section = { name: strings.words, rank: 0 };
  const words = WORDS.filter((word) => word.toLowerCase().startsWith(start));
  const spaces = Object.keys(prefixes).filter((prefix) => prefix.startsWith(start));
  return [
    ...words.map((word) => ({ label: word, insert: word, type: "keyword", section })),
    ...spaces.map((prefix) => ({
      label: `${prefix}:`,
      detail: prefixes[prefix],
      insert: `${prefix}:`,
      again: true,
      type: "namespace",
      section,
    })),
  ];
}

function termOption(term, { language, strings }) {
  const label = term.labels[language] || term.labels.en || term.labels[""] || term.name;
  const kind = strings[term.kind];
  const name = term.name.startsWith("<") ? term.name.split("/").slice(-2).join("/").slice(0, -1) : term.name;
  return {
    label,
    detail: `${name} · ${kind}`,
    info: term.definition || undefined,
    insert: term.name,
    type: term.kind === "class" ? "class" : "property",
    section: ["concept", "list"].includes(term.kind)
      ? { name: strings.lists, rank: 3 }
      : { name: strings.terms, rank: 1 },
  };
}

/** Whether what is typed may be the name of a thing. */
function namesThing(prefix, typed) {
  const long = typed.length > (HAN.test(typed) ? 1 : 2);
  const word = WORDS.some((each) => each.startsWith(typed)); // SEL, SELECT: in capitals
  return long && (prefix ? prefix === "id" : !word);
}

/** Things by name, from the suggestions of the search field; `_` stands for a space. */
async function suggestions(typed, { suggest, strings }, { prefixes }) {
  const address = new URL(suggest, document.baseURI);
  address.searchParams.set("q", typed.replaceAll("_", " "));
  try {
    const found = await getJSON(address.href);
    return found.suggestions.map((item) => thingOption(item, prefixes, strings));
  } catch {
    return []; // no network, or too many questions: terms are still completed
  }
}

function thingOption({ name, page, kind }, prefixes, strings) {
  const slug = decodeURIComponent(new URL(page, document.baseURI).pathname.split("/").pop());
  return {
    label: name,
    detail: `id:${slug} · ${kind}`,
    insert: PLAIN.test(slug) ? `id:${slug}` : `<${prefixes.id}${slug}>`,
    type: "constant",
    section: { name: strings.things, rank: 2 },
  };
}

function variables(context, { from, text }, strings) {
  const found = context.state.doc.toString().match(/[?$]\w+/g) ?? [];
  const names = [...new Set(found)].filter((name) => name !== text).sort();
  const section = { name: strings.variables, rank: 0 };
  return { from, options: names.map((label) => ({ label, type: "variable", section })) };
}
