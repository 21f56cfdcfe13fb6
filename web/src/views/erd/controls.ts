/** What the diagram shows: how much of each table, in which frames, around which table. */

import type { Box, ErdOptions, Picture } from "../../core/protocol.js";
import { button, element, memory } from "../../ui/dom.js";

const DETAILS: [NonNullable<ErdOptions["detail"]>, string][] = [
  ["all", "All columns"],
  ["keys", "Keys only"],
  ["names", "Names only"],
];
const GROUPS: [NonNullable<ErdOptions["groups"]>, string][] = [
  ["auto", "Groups"],
  ["schema", "Groups by schema"],
  ["community", "Groups by relations"],
  ["none", "No groups"],
];
const FARTHEST = 5;

export class Controls {
  readonly element = element("div", { class: "controls", role: "toolbar", "aria-label": "What the diagram shows" });
  /** Counts up when everything is to be placed anew. */
  stamp = 0;
  readonly #changed: () => void;
  readonly #detail: HTMLSelectElement;
  readonly #groups: HTMLSelectElement;
  readonly #changes: HTMLInputElement;
  readonly #focus = element("span", { class: "focused" });
  #around: { id: string; name: string } | null = null;
  #depth = 1;
  #chosen: Box | null = null;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#detail = choice("Columns", "detail", DETAILS, changed);
    this.#groups = choice("Groups", "groups", GROUPS, changed);
    this.#changes = element("input", { type: "checkbox" });
    this.#changes.addEventListener("change", changed);
    const changes = element("label", { class: "check", title: "Colours what differs from the base of the migration" }, this.#changes, "Changes");
    this.element.append(this.#detail, this.#groups, changes, this.#focus, element("div", { class: "actions" }, button("Export", () => {}, { class: "quiet drop", id: "erd-export" })));
  }

  get options(): ErdOptions {
    const options: ErdOptions = {
      detail: this.#detail.value as NonNullable<ErdOptions["detail"]>,
      groups: this.#groups.value as NonNullable<ErdOptions["groups"]>,
    };
    if (this.#around) [options.focus, options.depth] = [[this.#around.id], this.#depth];
    return options;
  }

  /** Whether differences to the base are coloured. */
  get changes(): boolean {
    return this.#changes.checked;
  }

  touch(): void {
    this.stamp++;
  }

  /** Another project. */
  forget(): void {
    this.#around = null;
    this.#chosen = null;
    this.#changes.checked = false;
    this.#render("");
  }

  show(picture: Picture, _dragged: boolean): void {
    // A table that the text no longer has is no centre.
    if (this.#around && picture.boxes.length === 0) this.#set(null);
  }

  /** The table that is marked; the reader may want to see only what is around it. */
  choose(box: Box | null, about: string): void {
    if (this.#chosen?.id === box?.id && this.#focus.childElementCount > 0) return;
    this.#chosen = box;
    this.#render(about);
  }

  #set(around: { id: string; name: string } | null): void {
    this.#around = around;
    this.#render("");
    this.#changed();
  }

  #render(about: string): void {
    if (this.#around) {
      const far = element("select", { "aria-label": "Relations away" });
      for (let depth = 1; depth <= FARTHEST; depth++) far.append(element("option", { value: `${depth}` }, depth === 1 ? "and neighbours" : `${depth} relations away`));
      far.value = `${this.#depth}`;
      far.addEventListener("change", () => ((this.#depth = Number(far.value)), this.#changed()));
      this.#focus.replaceChildren(element("span", { class: "chip" }, this.#around.name), far, button("Show all", () => this.#set(null), { class: "quiet" }));
    } else if (this.#chosen && this.#chosen.kind !== "enum") {
      const { id, name } = this.#chosen;
      this.#focus.replaceChildren(button(`Only ${name}`, () => this.#set({ id, name }), { class: "quiet", title: `Shows this table and its ${about}` }));
    } else {
      this.#focus.replaceChildren();
    }
  }
}

function choice<T extends string>(label: string, key: string, options: [T, string][], changed: () => void): HTMLSelectElement {
  const select = element("select", { "aria-label": label });
  for (const [value, text] of options) select.append(element("option", { value }, text));
  const kept = memory.get(key);
  if (options.some(([value]) => value === kept)) select.value = kept ?? "";
  select.addEventListener("change", () => (memory.set(key, select.value), changed()));
  return select;
}
