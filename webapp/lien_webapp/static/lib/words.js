/**
 * `text` with its `{names}` replaced, numbers as the language of the page writes them.
 * @param {string} text @param {Record<string, unknown>} values
 */
export function worded(text, values) {
  const { lang } = document.documentElement;
  const written = (value) => (typeof value === "number" ? value.toLocaleString(lang) : String(value));
  return text.replace(/\{(\w+)\}/g, (whole, name) => written(values[name] ?? whole));
}

/**
 * Years of a link in words: "1978", "1997–2014", "since 1997".
 * @param {[number | null, number | null] | null} years @param {Record<string, string>} strings
 */
export function span(years, strings) {
  if (!years) return strings.undated;
  const [first, last] = years;
  if (first === null) return worded(strings.until, { year: String(last) });
  if (last === null) return worded(strings.since, { year: String(first) });
  return first === last ? String(first) : `${first}–${last}`;
}
