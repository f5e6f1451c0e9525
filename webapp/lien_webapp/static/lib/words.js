/** `text` with its `{names}` replaced. @param {string} text @param {Record<string, unknown>} values */
export function worded(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/**
 * Years of a link in words: "1978", "1997–2014", "since 1997".
 * @param {[number | null, number | null] | null} years @param {Record<string, string>} strings
 */
export function span(years, strings) {
  if (!years) return strings.undated;
  const [first, last] = years;
  if (first === null) return worded(strings.until, { year: last });
  if (last === null) return worded(strings.since, { year: first });
  return first === last ? String(first) : `${first}–${last}`;
}
