/** Light and dark: what the system has, until the reader chooses. */

import type { Theme } from "../core/protocol.js";
import { memory } from "./dom.js";

const dark = matchMedia("(prefers-color-scheme: dark)");
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const WORDS: Record<Theme, string> = { auto: "as the system", light: "light", dark: "dark" };

export class Colors {
  #choice: Theme;

  constructor(button: HTMLElement, changed: () => void) {
    const kept = memory.get("theme");
    this.#choice = kept === "light" || kept === "dark" ? kept : "auto";
    const show = () => {
      document.documentElement.dataset["theme"] = this.#choice;
      const text = `Colours: ${WORDS[this.#choice]}`;
      button.setAttribute("aria-label", text);
      button.title = text;
    };
    button.addEventListener("click", () => {
      this.#choice = NEXT[this.#choice];
      memory.set("theme", this.#choice);
      show();
      changed();
    });
    dark.addEventListener("change", changed);
    show();
  }

  get theme(): Theme {
    return this.#choice === "auto" ? (dark.matches ? "dark" : "light") : this.#choice;
  }
}
