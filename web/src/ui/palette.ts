/** Finds anything that has a name: tables, columns, indexes, policies, functions. */

import type { OutlineItem } from "../core/protocol.js";
import { element } from "./dom.js";

/** Nobody reads more. */
const LISTED = 60;
/** Of things with the same name these come first. */
const RANK = ["table", "view", "materialized view", "foreign table", "enum", "type", "function", "column", "index", "policy"];

export class Palette {
  readonly #dialog = element("dialog", { class: "palette", "aria-label": "Find in the schema" });
  readonly #input = element("input", {
    type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": "found", "aria-autocomplete": "list",
    "aria-label": "Find a table, column, index or policy", placeholder: "Find a table, column, index or policy", autocomplete: "off", spellcheck: "false",
  });
  readonly #list = element("ul", { id: "found", role: "listbox", "aria-label": "Found" });
  readonly #none = element("p", { class: "empty", role: "status" });
  readonly #items: () => Promise<readonly OutlineItem[]>;
  readonly #chosen: (item: OutlineItem) => void;
  #all: readonly OutlineItem[] = [];
  #found: OutlineItem[] = [];
  #at = 0;

  constructor(items: () => Promise<readonly OutlineItem[]>, chosen: (item: OutlineItem) => void) {
    this.#items = items;
    this.#chosen = chosen;
    this.#dialog.append(this.#input, this.#list, this.#none);
    document.body.append(this.#dialog);
    this.#input.addEventListener("input", () => this.#search());
    this.#dialog.addEventListener("click", (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.#take([...this.#list.children].indexOf(option));
    });
    this.#input.addEventListener("keydown", (event) => {
      const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1, PageDown: this.#at + 10, PageUp: this.#at - 10 }[event.key];
      if (to !== undefined) {
        event.preventDefault();
        this.#move(to);
      } else if (event.key === "Enter") {
        event.preventDefault();
        this.#take(this.#at);
      }
    });
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        void this.open();
      }
    });
  }

  async open(): Promise<void> {
    if (this.#dialog.open) return;
    this.#dialog.showModal();
    this.#input.value = "";
    this.#input.focus();
    this.#found = [];
    this.#render("Reading the schema …");
    try {
      this.#all = await this.#items();
    } catch {
      this.#all = [];
    }
    this.#search();
  }

  #search(): void {
    const wanted = this.#input.value.trim().toLowerCase();
    const scored: [number, OutlineItem][] = [];
    for (const item of this.#all) {
      const score = wanted === "" ? (RANK.indexOf(item.kind) === 0 ? 0 : -1) : match(wanted, item);
      if (score >= 0) scored.push([score, item]);
    }
    scored.sort(([a], [b]) => a - b);
    this.#found = scored.slice(0, LISTED).map(([, item]) => item);
    this.#at = 0;
    this.#render(this.#all.length === 0 ? "There is nothing to find yet." : "Nothing has this name.");
  }

  #render(none: string): void {
    this.#none.textContent = this.#found.length === 0 ? none : "";
    this.#none.hidden = this.#found.length > 0;
    this.#list.hidden = this.#found.length === 0;
    this.#list.replaceChildren(
      ...this.#found.map((item, at) => {
        const where = [item.schema === "public" ? null : item.schema, item.parent].filter((part) => part !== null).join(".");
        return element(
          "li",
          { role: "option", id: `found-${at}`, "aria-selected": "false" },
          element("span", { class: "kind" }, item.kind),
          element("b", {}, item.name),
          element("span", { class: "where" }, where === "" ? "" : `in ${where}`),
        );
      }),
    );
    this.#move(0);
  }

  #move(to: number): void {
    const { children } = this.#list;
    if (children.length === 0) {
      this.#input.removeAttribute("aria-activedescendant");
      return;
    }
    children[this.#at]?.setAttribute("aria-selected", "false");
    this.#at = Math.max(0, Math.min(children.length - 1, to));
    children[this.#at]?.setAttribute("aria-selected", "true");
    children[this.#at]?.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", `found-${this.#at}`);
  }

  #take(at: number): void {
    const item = this.#found[at];
    if (item === undefined) return;
    this.#dialog.close();
    this.#chosen(item);
  }
}

/** How far an object is from what is looked for; `-1`: it is something else. Letters may be left out. */
function match(wanted: string, item: OutlineItem): number {
  const rank = RANK.indexOf(item.kind);
  const behind = (rank < 0 ? RANK.length : rank) / 100;
  const name = item.name.toLowerCase();
  if (name === wanted) return behind;
  if (name.startsWith(wanted)) return 1 + behind + name.length / 1000;
  const inside = name.indexOf(wanted);
  if (inside >= 0) return 2 + behind + inside / 100;
  const whole = `${item.parent ?? ""}.${name} ${item.comment ?? ""}`.toLowerCase();
  if (whole.includes(wanted)) return 3 + behind;
  let at = 0;
  for (const letter of wanted) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return -1;
  }
  return 4 + behind + name.length / 1000;
}
