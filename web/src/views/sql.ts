/** The SQL that makes everything in an empty database. */

import type { Panel } from "../core/session.js";
import type { Ask } from "../core/protocol.js";
import { action } from "../ui/actions.js";
import { element, plural, saveText } from "../ui/dom.js";
import { refusals } from "./notices.js";
import { ScriptView } from "./script.js";

export class SqlView implements Panel {
  readonly name = "sql";
  readonly #facts = element("p", { class: "facts" });
  readonly #said = element("div", { class: "said" });
  readonly #script: ScriptView;

  constructor(parent: HTMLElement) {
    const copy = action("Copy", "Copied", () => navigator.clipboard.writeText(this.#script.text));
    const keep = action("Save", "Saved", () => saveText("schema.sql", "application/sql", this.#script.text));
    const text = element("div", { class: "fill" });
    parent.append(element("div", { class: "strip" }, this.#facts, element("div", { class: "actions" }, copy, keep)), this.#said, text);
    this.#script = new ScriptView(text, "SQL");
  }

  key(): string {
    return "";
  }

  async draw(ask: Ask): Promise<void> {
    const { sql, statements, refused } = await ask("sql", {});
    const none = refused === undefined ? "Nothing to create: the schema declares no object yet." : "There is no script.";
    this.#facts.textContent = statements === 0 ? none : `${plural(statements, "statement")} from nothing`;
    this.#said.replaceChildren(...refusals(refused));
    this.#script.show(sql);
  }
}
