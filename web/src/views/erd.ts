/** The core's picture, moved and zoomed. */

import { action } from "../ui/actions.js";
import { element, save } from "../ui/dom.js";
import { Surface } from "./surface.js";
import { picture } from "./svg.js";

export class ErdView {
  readonly #surface: Surface;

  /** `file`: the picture as it is saved. */
  constructor(parent: HTMLElement, file: () => Promise<string>) {
    this.#surface = new Surface("Diagram: arrow keys move it, plus and minus zoom, 0 fits it in");
    const tool = (label: string, text: string, run: () => void) => {
      const button = element("button", { type: "button", "aria-label": label, title: label }, text);
      button.addEventListener("click", run);
      return button;
    };
    const tools = element(
      "div",
      { class: "tools", role: "toolbar", "aria-label": "Diagram" },
      tool("Zoom out", "−", () => this.#surface.zoom(1 / 1.25)),
      this.#surface.level,
      tool("Zoom in", "+", () => this.#surface.zoom(1.25)),
      tool("Fit", "Fit", () => this.#surface.fit()),
      action("Save SVG", "Saved", async () => save("schema.svg", "image/svg+xml", await file())),
    );
    parent.append(this.#surface.element, tools);
  }

  show(svg: string): void {
    this.#surface.show(picture(svg));
  }

  /** Its pane has become visible. */
  seen(): void {
    this.#surface.settle();
  }

  /** Another document: fits it in again. */
  forget(): void {
    this.#surface.release();
  }
}
