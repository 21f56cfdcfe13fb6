/** The documentation of the schema: pages that link to each other. */

import type { Panel } from "../core/session.js";
import type { Ask, DocsBlock, DocsEntry, DocsPage, DocsText, Theme } from "../core/protocol.js";
import { code } from "../ui/code.js";
import { button, element } from "../ui/dom.js";
import { picture } from "./erd/svg.js";

/** A list of more pages is searched. */
const LISTED = 300;

export class DocsView implements Panel {
  readonly name = "docs";
  readonly #changed: () => void;
  readonly #theme: () => Theme;
  readonly #find = element("input", { type: "search", placeholder: "Find a page", "aria-label": "Find a page" });
  readonly #list = element("ul", { class: "pages" });
  readonly #page = element("article", { class: "fill page-body", tabindex: "0", "aria-label": "Page" });
  #entries: readonly DocsEntry[] = [];
  #path = "";

  constructor(parent: HTMLElement, theme: () => Theme, changed: () => void) {
    this.#theme = theme;
    this.#changed = changed;
    this.#find.addEventListener("input", () => this.#render());
    const side = element("nav", { class: "side", "aria-label": "Pages" }, this.#find, this.#list);
    parent.append(element("div", { class: "fill beside" }, side, this.#page));
  }

  key(): string {
    return JSON.stringify([this.#theme(), this.#path]);
  }

  async draw(ask: Ask): Promise<void> {
    this.#entries = await ask("pages", {});
    const found = this.#entries.find(({ path }) => path === this.#path) ?? this.#entries[0];
    this.#path = found?.path ?? "";
    this.#render();
    if (found) this.#show(await ask("page", { path: found.path }));
    else this.#page.replaceChildren(element("p", { class: "empty" }, "The schema has nothing to document yet."));
  }

  #go(path: string): void {
    if (path === this.#path || !this.#entries.some((entry) => entry.path === path)) return;
    this.#path = path;
    this.#page.scrollTop = 0;
    this.#changed();
  }

  #render(): void {
    const words = this.#find.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    const fits = (entry: DocsEntry) => {
      const text = `${entry.title} ${entry.comment} ${entry.words.join(" ")}`.toLowerCase();
      return words.every((word) => text.includes(word));
    };
    const found = this.#entries.filter(fits);
    this.#list.replaceChildren(
      ...found.slice(0, LISTED).map((entry) => {
        const made = button(entry.title, () => this.#go(entry.path), entry.path === this.#path ? { "aria-current": "page" } : {});
        if (entry.kind !== "") made.append(element("small", {}, entry.kind));
        return element("li", {}, made);
      }),
    );
    if (found.length === 0) this.#list.append(element("li", { class: "empty" }, "No page has these words."));
    if (found.length > LISTED) this.#list.append(element("li", { class: "empty" }, `and ${found.length - LISTED} more`));
  }

  #show(page: DocsPage): void {
    const facts = element("dl", { class: "properties" });
    for (const { name, value } of page.facts) facts.append(element("dt", {}, name), element("dd", {}, ...this.#words(value)));
    this.#page.replaceChildren(
      element("h2", {}, page.title, ...(page.kind === "" ? [] : [element("small", {}, ` ${page.kind}`)])),
      ...(page.comment === "" ? [] : [element("p", { class: "lead" }, page.comment)]),
      ...(page.facts.length > 0 ? [facts] : []),
      ...page.sections.flatMap(({ heading, blocks }) => [...(heading === "" ? [] : [element("h3", {}, heading)]), ...blocks.map((block) => this.#block(block))]),
    );
  }

  #block(block: DocsBlock): HTMLElement {
    switch (block.block) {
      case "paragraph":
        return element("p", {}, ...this.#words(block.text));
      case "list":
        return element("ul", {}, ...block.items.map((item) => element("li", {}, ...this.#words(item))));
      case "sql":
        return code(block.sql);
      case "table":
        return this.#table(block.head, block.rows);
      case "diagram":
        return this.#diagram(block.svg, block.pages);
    }
  }

  #table(head: readonly string[], rows: readonly DocsText[][]): HTMLElement {
    const titles = element("tr", {}, ...head.map((title) => element("th", { scope: "col" }, title)));
    const lines = rows.map((row) => element("tr", {}, ...row.map((cell) => element("td", {}, ...this.#words(cell)))));
    return element("div", { class: "wide", tabindex: "0", role: "group", "aria-label": "Table" }, element("table", {}, element("thead", {}, titles), element("tbody", {}, ...lines)));
  }

  /** In a root of its own, as its styles are; they follow the system, and the reader may have chosen otherwise. */
  #diagram(svg: string, pages: readonly string[]): HTMLElement {
    const box = element("div", { class: "figure" });
    const drawing = picture(svg);
    const style = drawing.querySelector("style");
    if (style) style.textContent = style.textContent.replace("(prefers-color-scheme:dark)", this.#theme() === "dark" ? "all" : "not all");
    drawing.style.cssText = "max-width:100%;height:auto";
    drawing.querySelectorAll<SVGGElement>("g.n").forEach((node, at) => {
      const path = pages[at];
      if (path === undefined) return;
      node.style.cursor = "pointer";
      node.addEventListener("click", () => this.#go(path));
      node.addEventListener("keydown", (event) => event.key === "Enter" && this.#go(path));
    });
    box.attachShadow({ mode: "open" }).append(drawing);
    return box;
  }

  #words(text: DocsText): Node[] {
    return text.map(({ text, code, page }) => {
      const words = code ? element("code", {}, text) : document.createTextNode(text);
      return page === undefined ? words : button(words, () => this.#go(page), { class: "link" });
    });
  }
}
