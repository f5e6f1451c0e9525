/** The table that says what the picture shows: one row for every link, filled when it is open. */
import { slot } from "./panel.js";
import { span } from "./words.js";

export class Twin {
  /** @param {HTMLDetailsElement} details @param {Record<string, string>} strings */
  constructor(details, strings) {
    this.details = details;
    this.strings = strings;
    this.rows = [];
    details.addEventListener("toggle", () => this.#fill());
  }

  /**
   * Say what is in the picture now. @param {object[]} lines @param {Map<string, object>} nodes
   * @param {Map<string, {label: string, href: string}>} origins
   */
  show(lines, nodes, origins) {
    this.rows = lines.flatMap((line) => this.#rows(line, nodes, origins));
    slot(this.details, "count").textContent = String(this.rows.length);
    this.#fill();
  }

  #rows(line, nodes, origins) {
    const [start, end] = [nodes.get(line.from), nodes.get(line.to)];
    if (line.through) {
      const text = this.strings.through.replace("{name}", line.label);
      return [[start, text, end, "", "", null]];
    }
    return line.items.map((item) => [
      start, line.label, end, item.role, span(item.years, this.strings), origins.get(item.graph),
    ]);
  }

  #fill() {
    const body = slot(this.details, "rows");
    const made = this.details.open ? this.rows.map(row) : [];
    body.replaceChildren(...made);
    if (this.details.open && !made.length) {
      body.append(row([null, this.strings.noLinks, null, "", "", null]));
    }
  }
}

function row(cells) {
  const line = document.createElement("tr");
  for (const cell of cells) {
    const td = document.createElement("td");
    if (cell?.href) {
      const anchor = document.createElement("a");
      anchor.href = cell.href;
      anchor.textContent = cell.name ?? cell.label;
      td.append(anchor);
    } else {
      td.textContent = typeof cell === "string" ? cell : "";
    }
    line.append(td);
  }
  return line;
}
