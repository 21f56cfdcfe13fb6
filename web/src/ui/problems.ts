/** The list of problems below the editor. */

import type { Problem } from "../core/protocol.js";
import { element } from "./dom.js";

/** Nobody reads more. */
const LISTED = 50;

export class Problems {
  readonly #box: HTMLElement;
  readonly #line: (offset: number) => number;
  readonly #reveal: (start: number, end: number) => void;

  constructor(box: HTMLElement, line: (offset: number) => number, reveal: (start: number, end: number) => void) {
    this.#box = box;
    this.#line = line;
    this.#reveal = reveal;
  }

  show(problems: readonly Problem[]): void {
    this.#box.hidden = problems.length === 0;
    const items = problems.slice(0, LISTED).map((problem) => this.#item(problem));
    if (problems.length > LISTED) items.push(element("li", { class: "more" }, `and ${(problems.length - LISTED).toLocaleString("en")} more`));
    this.#box.replaceChildren(...(items.length > 0 ? [element("ul", {}, ...items)] : []));
  }

  #item(problem: Problem): HTMLLIElement {
    const { start, end } = problem;
    const button = element("button", { type: "button", class: `problem ${problem.severity}` });
    const place = start === null ? "" : `${this.#line(start)}`;
    const text = element("span", { class: "text" }, problem.message);
    if (problem.hint !== undefined) text.append(element("span", { class: "hint" }, problem.hint));
    button.append(element("span", { class: "sign", role: "img", "aria-label": problem.severity }), text, element("span", { class: "place" }, place));
    if (start !== null) button.addEventListener("click", () => this.#reveal(start, end ?? start));
    return element("li", {}, button);
  }
}
