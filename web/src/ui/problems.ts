/** The list of problems below the editor. */

import type { Fix, Place, Problem } from "../core/protocol.js";
import { button, element } from "./dom.js";

/** Nobody reads more. */
const LISTED = 50;

export interface Doing {
  line(file: string, offset: number): number;
  reveal(place: Place): void;
  fix(fix: Fix): void;
  /** Whether there is more than one file to tell apart. */
  several(): boolean;
}

export class Problems {
  readonly #box: HTMLElement;
  readonly #do: Doing;

  constructor(box: HTMLElement, doing: Doing) {
    this.#box = box;
    this.#do = doing;
  }

  show(problems: readonly Problem[]): void {
    this.#box.hidden = problems.length === 0;
    const items = problems.slice(0, LISTED).map((problem) => this.#item(problem));
    if (problems.length > LISTED) items.push(element("li", { class: "more" }, `and ${(problems.length - LISTED).toLocaleString("en")} more`));
    this.#box.replaceChildren(...(items.length > 0 ? [element("ul", {}, ...items)] : []));
  }

  #item(problem: Problem): HTMLLIElement {
    const { file, start, end } = problem;
    const placed = start !== null && file !== null;
    const line = placed ? `${this.#do.line(file, start)}` : "";
    const text = element("span", { class: "text" }, problem.message);
    if (problem.hint !== undefined) text.append(element("span", { class: "hint" }, problem.hint));
    const made = button(element("span", { class: "sign", role: "img", "aria-label": problem.severity }), () => {
      if (placed) this.#do.reveal({ file, start, end: end ?? start });
    }, { class: `problem ${problem.severity}` });
    made.append(text, element("span", { class: "place" }, placed && this.#do.several() ? `${file}:${line}` : line));
    const fixes = (problem.fixes ?? []).map((fix) => button(fix.title, () => this.#do.fix(fix), { class: "quiet" }));
    return element("li", {}, made, ...(fixes.length > 0 ? [element("div", { class: "fixes" }, ...fixes)] : []));
  }
}
