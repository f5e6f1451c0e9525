// The one place that fetches.

/**
 * What this site answers as JSON, once it is no longer being made.
 * @param {string | URL} address
 * @param {() => boolean} wanted whether it is still waited for
 * @returns {Promise<Response>}
 */
export async function answerTo(address, wanted = () => true) {
  for (;;) {
    const response = await fetch(address, { headers: { Accept: "application/json" } });
    if (response.status !== 202 || !wanted()) return response;
    const seconds = Number(response.headers.get("Retry-After"));
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  }
}

/**
 * The JSON document at an address of this site.
 * @param {string} address
 * @returns {Promise<any>}
 * @throws {Error} with the detail that the server gives, when the answer is not a success
 */
export async function getJSON(address) {
  const response = await answerTo(address);
  const document = await response.json();
  if (!response.ok) {
    throw new Error(document.detail || document.title || String(response.status));
  }
  return document;
}
