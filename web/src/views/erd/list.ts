/** The picture in words: for who does not see it, and for who looks for a name. */

import type { Box, Picture } from "../../core/protocol.js";
import { button, element, plural } from "../../ui/dom.js";

export class TableList {
  readonly element = element("section", { class: "tables unseen", "aria-label": "Tables as text" });
  readonly #chosen: (id: string) => void;
  #picture: Picture | undefined;
  #open = false;

  constructor(chosen: (id: string) => void) {
    this.#chosen = chosen;
  }

  get open(): boolean {
    return this.#open;
  }

  set open(open: boolean) {
    this.#open = open;
    this.element.classList.toggle("unseen", !open);
    this.#render();
  }

  show(picture: Picture): void {
    this.#picture = picture;
    this.#render();
  }

  #render(): void {
    const picture = this.#picture;
    if (!picture) return;
    const names = new Map(picture.boxes.map(({ id, name }) => [id, name]));
    const [to, from] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
    const note = (map: Map<string, Set<string>>, key: string, name: string) => map.set(key, (map.get(key) ?? new Set()).add(name));
    for (const line of picture.lines) {
      note(to, line.from, names.get(line.to) ?? line.to);
      note(from, line.to, names.get(line.from) ?? line.from);
    }
    const items = picture.boxes.map((box) => {
      // What is not seen must not be on the way of the Tab key.
      const name = this.#open ? button(box.name, () => this.#chosen(box.id), { class: "name" }) : element("b", {}, box.name);
      return element("li", {}, name, element("span", {}, ` ${describe(box, [...(to.get(box.id) ?? [])], [...(from.get(box.id) ?? [])])}`));
    });
    this.element.replaceChildren(element("p", {}, picture.description), element("ul", {}, ...items));
  }
}

function describe(box: Box, to: string[], from: string[]): string {
  const parts = [
    box.kind.replaceAll("_", " "),
    box.kind === "enum" ? "" : plural(box.rows.length + box.hidden, "column"),
    box.secured ? `row-level security with ${plural(box.policies, "policy")}` : "",
    box.change ?? "",
  ];
  const sentences = [parts.filter((part) => part !== "").join(", ")];
  if (to.length > 0) sentences.push(`refers to ${to.join(", ")}`);
  if (from.length > 0) sentences.push(`is referred to by ${from.join(", ")}`);
  return sentences.join("; ");
}
