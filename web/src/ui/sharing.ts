/** The link to what is edited, with its size, before it is copied. */

import { LONGEST, encode } from "../project/share.js";
import type { Shared } from "../project/share.js";
import { button, element, size } from "./dom.js";

export class Sharing {
  readonly #dialog = element("dialog", { class: "sharing", "aria-labelledby": "sharing-title" });
  readonly #what: (base: boolean) => Shared;
  readonly #link = element("input", { type: "text", readonly: "", "aria-label": "Link" });
  readonly #said = element("p", { class: "said-size", role: "status" });
  readonly #base = element("input", { type: "checkbox" });
  readonly #copy = button("Copy link", () => void this.#take(), { class: "main-action" });

  constructor(what: (base: boolean) => Shared) {
    this.#what = what;
    this.#base.addEventListener("change", () => void this.#make());
    this.#link.addEventListener("focus", () => this.#link.select());
    this.#dialog.append(
      element("h2", { id: "sharing-title" }, "Share"),
      element("p", {}, "The link holds the schema itself. No server keeps it, and none sees it."),
      element("div", { class: "row" }, this.#link, this.#copy),
      element("label", { class: "check" }, this.#base, "With the base of the migration"),
      this.#said,
      button("Close", () => this.#dialog.close(), { class: "quiet" }),
    );
    this.#dialog.addEventListener("click", (event) => event.target === this.#dialog && this.#dialog.close());
    document.body.append(this.#dialog);
  }

  open(): void {
    this.#dialog.showModal();
    void this.#make();
  }

  async #make(): Promise<void> {
    const shared = this.#what(this.#base.checked);
    const hash = await encode(shared);
    const link = `${location.href.split("#")[0]}${hash}`;
    const files = shared.project.files.length;
    const fits = link.length <= LONGEST;
    this.#link.value = fits ? link : "";
    this.#copy.disabled = !fits;
    this.#said.classList.toggle("refused", !fits);
    this.#said.textContent = fits
      ? `${size(link.length)} for ${files === 1 ? "one file" : `${files} files`}.`
      : `This schema makes a link of ${size(link.length)}. Above ${size(LONGEST)} programs for mail and chat cut links off: save the files and send those.`;
  }

  async #take(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#link.value);
      this.#said.textContent = "Copied.";
    } catch {
      this.#link.focus();
      this.#said.textContent = "The browser does not let the page copy: press Ctrl+C.";
    }
  }
}
