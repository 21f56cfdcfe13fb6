/** The model after all sugar, as a tree. */

import type { Panel } from "../core/session.js";
import type { Ask, ModelObject } from "../core/protocol.js";
import { action } from "../ui/actions.js";
import { element, plural, saveText } from "../ui/dom.js";

/** A branch shows so many of its leaves. */
const LISTED = 500;

export class ModelView implements Panel {
  readonly name = "model";
  readonly #facts = element("p", { class: "facts" });
  readonly #find = element("input", { type: "search", placeholder: "Find an object", "aria-label": "Find an object" });
  readonly #box = element("div", { class: "fill list tree", tabindex: "0", role: "group", "aria-label": "Objects" });
  readonly #open = new Set<string>(["table"]);
  #objects: readonly ModelObject[] = [];

  constructor(parent: HTMLElement) {
    this.#find.addEventListener("input", () => this.#render());
    const json = () => `${JSON.stringify(this.#objects, null, 2)}\n`;
    const copy = action("Copy JSON", "Copied", () => navigator.clipboard.writeText(json()));
    const keep = action("Save JSON", "Saved", () => saveText("model.json", "application/json", json()));
    parent.append(element("div", { class: "strip" }, this.#facts, element("div", { class: "actions" }, this.#find, copy, keep)), this.#box);
  }

  key(): string {
    return "";
  }

  async draw(ask: Ask): Promise<void> {
    this.#objects = await ask("model", {});
    this.#render();
  }

  #render(): void {
    const word = this.#find.value.trim().toLowerCase();
    const found = word === "" ? this.#objects : this.#objects.filter(({ object }) => object.toLowerCase().includes(word));
    this.#facts.textContent = word === "" ? `${plural(found.length, "object")}, all mixins and other words spelled out` : `${plural(found.length, "object")} of ${this.#objects.length.toLocaleString("en")}`;
    const kinds = new Map<string, ModelObject[]>();
    for (const object of found) {
      const same = kinds.get(object.kind);
      if (same) same.push(object);
      else kinds.set(object.kind, [object]);
    }
    this.#box.replaceChildren(
      ...(found.length === 0 ? [element("p", { class: "empty" }, word === "" ? "The schema declares no object yet." : "No object has this name.")] : []),
      ...[...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([kind, objects]) => this.#branch(kind, objects, word !== "")),
    );
  }

  #branch(kind: string, objects: readonly ModelObject[], all: boolean): HTMLElement {
    const branch = element("details", {}, element("summary", {}, kind.replaceAll("_", " "), element("small", {}, ` ${objects.length.toLocaleString("en")}`)));
    filled(branch, () => [
      ...objects.slice(0, LISTED).map(leaf),
      ...(objects.length > LISTED ? [element("p", { class: "empty" }, `and ${plural(objects.length - LISTED, "object")} more`)] : []),
    ]);
    branch.open = (all && objects.length <= 50) || this.#open.has(kind);
    branch.addEventListener("toggle", () => (branch.open ? this.#open.add(kind) : this.#open.delete(kind)));
    return branch;
  }
}

/** Its content is made when it is opened first. */
function filled(details: HTMLDetailsElement, content: () => HTMLElement[]): void {
  let done = false;
  details.addEventListener("toggle", () => {
    if (done || !details.open) return;
    done = true;
    details.append(...content());
  });
}

function leaf(object: ModelObject): HTMLElement {
  const name = [object.schema, object.parent, object.name].filter((part) => part !== null && part !== "").join(".");
  const made = element("details", {}, element("summary", {}, name));
  filled(made, () => {
    const { comment, owner, grants, body } = object;
    const shown: Record<string, unknown> = { ...(comment === null ? {} : { comment }), ...(owner === null ? {} : { owner }), ...(Object.keys(grants ?? {}).length > 0 ? { grants } : {}) };
    const own = typeof body === "object" && body !== null && !Array.isArray(body) ? (body as Record<string, unknown>) : { body };
    return [values({ ...shown, ...own })];
  });
  return made;
}

function values(record: Record<string, unknown>): HTMLElement {
  const list = element("dl", { class: "properties" });
  for (const [key, value] of Object.entries(record)) {
    if (value === null || value === false || (Array.isArray(value) && value.length === 0)) continue;
    list.append(element("dt", {}, key.replaceAll("_", " ")), element("dd", {}, content(value)));
  }
  if (list.childElementCount === 0) list.append(element("dt", {}, "–"), element("dd", {}, "nothing besides its name"));
  return list;
}

function content(value: unknown): Node {
  if (typeof value !== "object" || value === null) return element("code", {}, String(value));
  if (!Array.isArray(value)) return values(value as Record<string, unknown>);
  return element("ul", {}, ...value.map((one) => element("li", {}, content(one))));
}
