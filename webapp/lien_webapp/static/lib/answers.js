/** What the server answers about things and paths, each asked for once. */
import { getJSON } from "./api.js";
import * as states from "./state.js";

export class Answers {
  /** @param {string} address that answers @param {Record<string, object>} first token to answer */
  constructor(address, first) {
    this.address = address;
    this.byToken = new Map();
    this.origins = new Map();
    this.waiting = new Map();
    for (const [token, answer] of Object.entries(first)) this.#take(token, answer);
  }

  #take(token, answer) {
    this.byToken.set(token, answer);
    for (const [id, origin] of Object.entries(answer.origins)) this.origins.set(id, origin);
  }

  /** @param {string} token */
  has(token) {
    return this.byToken.has(token);
  }

  /** Whether everything that a state opens is here. @param {states.State} state */
  hold(state) {
    return states.tokens(state).every((token) => this.has(token));
  }

  /** Ask for what a state needs and that is not here yet; what cannot be had is left out. */
  async fill(state) {
    await Promise.all(states.tokens(state).map((token) => this.ask(token).catch(() => null)));
  }

  /** The answer to a token. @param {string} token @throws {Error} when it cannot be had */
  async ask(token) {
    if (this.has(token)) return this.byToken.get(token);
    if (!this.waiting.has(token)) this.waiting.set(token, this.#fetch(token));
    try {
      return await this.waiting.get(token);
    } finally {
      this.waiting.delete(token);
    }
  }

  async #fetch(token) {
    const { slug, kind, depth, path } = states.split(token);
    const address = new URL(this.address, location.href);
    if (path.length) address.searchParams.set("among", path.join(","));
    else address.searchParams.set("body", slug);
    if (kind) address.searchParams.set("kinds", kind);
    if (depth) address.searchParams.set("depth", depth);
    const answer = await getJSON(`${address.pathname}${address.search}`);
    this.#take(token, answer);
    return answer;
  }
}
