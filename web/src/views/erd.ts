/** The core's picture, moved and zoomed. */

import { action } from "../ui/actions.js";
import { element, save } from "../ui/dom.js";
import { Surface } from "./surface.js";
import { picture } from "./svg.js";

/** For a phone, for half a window, for a wide one. */
const ASPECTS = [0.6, 1, 1.5] as const;

export class ErdView {
  readonly #surface: Surface;
  /** Width through height that the picture should have: one of few, so that it is not laid out anew all the time. */
  aspect: (typeof ASPECTS)[number] = ASPECTS[1];

  /** `file`: the picture as it is saved. `reshaped`: the place for it has become another. */
  constructor(parent: HTMLElement, file: () => Promise<string>, reshaped: () => void) {
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
    new ResizeObserver(() => {
      const aspect = this.#nearest();
      if (aspect === this.aspect) return;
      this.aspect = aspect;
      reshaped();
    }).observe(parent);
  }

  #nearest(): (typeof ASPECTS)[number] {
    const { clientWidth, clientHeight } = this.#surface.element;
    if (clientWidth === 0 || clientHeight === 0) return this.aspect;
    const far = (aspect: number) => Math.abs(Math.log(clientWidth / clientHeight / aspect));
    return ASPECTS.reduce((best, one) => (far(one) < far(best) ? one : best));
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
