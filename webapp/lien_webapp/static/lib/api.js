// The one place that fetches.

/**
 * The JSON document at an address of this site.
 * @param {string} address
 * @returns {Promise<any>}
 * @throws {Error} with the detail that the server gives, when the answer is not a success
 */
export async function getJSON(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const document = await response.json();
  if (!response.ok) {
    throw new Error(document.detail || document.title || String(response.status));
  }
  return document;
}
