/** The SQL that makes everything in an empty database. */

import type { Script } from "../core/protocol.js";
import { action } from "../ui/actions.js";
import { element, plural, save } from "../ui/dom.js";
import { ScriptView } from "./script.js";
import { refusals } from "./migration.js";

export class SqlView {
  readonly #facts = element("p", { class: "facts" });
  readonly #said = element("div", { class: "said" });
  readonly #script: ScriptView;

  constructor(parent: HTMLElement) {
    const copy = action("Copy", "Copied", () => navigator.clipboard.writeText(this.#script.text));
    const keep = action("Save", "Saved", () => save("schema.sql", "application/sql", this.#script.text));
    const text = element("div", { class: "fill" });
    parent.append(element("div", { class: "strip" }, this.#facts, element("div", { class: "actions" }, copy, keep)), this.#said, text);
    this.#script = new ScriptView(text, "SQL");
  }

  show({ sql, report }: Script): void {
    this.#facts.textContent = report.steps.length === 0 ? "Nothing to create" : `${plural(report.steps.length, "statement")} from nothing`;
    this.#said.replaceChildren(...refusals(report));
    this.#script.show(sql);
  }
}
