/** What an edit does to a database that is as the base says; and the way back. */

import type { Panel } from "../core/session.js";
import type { Ask, Report, Script } from "../core/protocol.js";
import type { Sources } from "../project/project.js";
import { action } from "../ui/actions.js";
import { button, element, plural, saveText } from "../ui/dom.js";
import { menu } from "../ui/menu.js";
import type { Item } from "../ui/menu.js";
import { notices, refusals } from "./notices.js";
import { ScriptView } from "./script.js";
import { steps } from "./steps.js";
import type { Links } from "./steps.js";

export interface Bases {
  readonly sources: Sources;
  readonly label: string;
  /** What could be the base instead. */
  choices(): (Item | null)[];
}

/** Runs it all on a real PostgreSQL, and says in the element what came of it; `settled` gets what the server could tell. */
type Prove = (says: HTMLElement, back: boolean, settled: (script: Script) => void) => void;

export class MigrationView implements Panel {
  readonly name = "migration";
  readonly #bases: Bases;
  readonly #links: Links;
  readonly #facts = element("p", { class: "facts" });
  readonly #said = element("div", { class: "said" });
  readonly #list = element("div", { class: "fill list" });
  readonly #text = element("div", { class: "fill" });
  readonly #script: ScriptView;
  readonly #base: HTMLButtonElement;
  #proof = element("div", { class: "proof", role: "status" });
  #back = false;
  #form: "steps" | "script" = "steps";
  #empty = true;
  /** The blocks of SQL in the list. */
  readonly #blocks = new Map<string, HTMLElement>();
  /** What the list is about. */
  #shown = "";

  constructor(parent: HTMLElement, bases: Bases, links: Links, changed: () => void, prove: Prove) {
    this.#bases = bases;
    this.#links = links;
    this.#base = button("", () => {}, { class: "quiet drop" });
    menu(this.#base, "Base of the migration", () => bases.choices());
    const way = button("⇄", () => {
      this.#back = !this.#back;
      way.setAttribute("aria-pressed", `${this.#back}`);
      changed();
    }, { class: "quiet", "aria-label": "The way back", title: "The way back: from the text to the base", "aria-pressed": "false" });
    const form = button("Script", () => {
      this.#form = this.#form === "steps" ? "script" : "steps";
      form.setAttribute("aria-pressed", `${this.#form === "script"}`);
      this.#turn();
    }, { class: "quiet", "aria-pressed": "false" });
    const copy = action("Copy", "Copied", () => navigator.clipboard.writeText(this.#script.text));
    const keep = action("Save", "Saved", () => saveText("migration.sql", "application/sql", this.#script.text));
    const proof = button("Prove", () => this.#prove(prove), {
      class: "quiet",
      title: "Runs the migration on PostgreSQL in this page, reads back what came of it, and says what is left to do",
    });
    parent.append(
      element("div", { class: "strip" }, element("span", { class: "base" }, this.#base, way), element("div", { class: "actions" }, form, proof, copy, keep)),
      element("div", { class: "summary" }, this.#facts),
      this.#proof,
      this.#said,
      this.#list,
      this.#text,
    );
    this.#script = new ScriptView(this.#text, "Migration");
    this.#turn();
  }

  key(): string {
    return `${this.#bases.sources.id} ${this.#back}`;
  }

  async draw(ask: Ask): Promise<void> {
    this.#base.textContent = this.#back ? `Back to: ${this.#bases.label}` : `From: ${this.#bases.label}`;
    let script: Script;
    try {
      script = await ask("migration", { from: this.#bases.sources, back: this.#back });
    } catch (error) {
      this.#unread(error);
      throw error;
    }
    // A proof that is still at work is about what was shown before.
    const proof = element("div", { class: "proof", role: "status" });
    this.#proof.replaceWith(proof);
    this.#proof = proof;
    this.#show(script);
  }

  /** A base that cannot be read: what is shown of another one would be taken for its own. */
  #unread(error: unknown): void {
    this.#facts.className = "facts";
    this.#facts.replaceChildren();
    this.#proof.replaceChildren();
    const why = error instanceof Error ? error.message : String(error);
    this.#said.replaceChildren(
      element("p", { class: "notice danger" }, element("b", {}, "This base cannot be compared with:"), ` ${why.replaceAll("`", "")}`),
      element("p", { class: "empty" }, "Choose another base above."),
    );
    this.#list.replaceChildren();
    this.#script.show("");
  }

  #prove(prove: Prove): void {
    const says = this.#proof;
    prove(says, this.#back, (script) => says.isConnected && this.#show(script));
  }

  #show({ sql, report }: Script): void {
    const counts = [
      ...chips("+", "add", report.summary.create),
      ...chips("~", "change", report.summary.alter),
      ...chips("−", "drop", report.summary.drop),
      ...chips("rows:", "change", { ...report.summary.rows }, (what) => `to ${what}`),
    ];
    this.#empty = counts.length === 0 && (report.refused ?? []).length === 0;
    this.#facts.classList.toggle("empty", this.#empty);
    this.#facts.replaceChildren(
      ...(this.#empty ? [`No differences to “${this.#bases.label}”. Edit the schema to see its migration, or choose another base.`] : counts),
    );
    this.#said.replaceChildren(...said(report));
    this.#list.replaceChildren(steps(report, this.#links, this.#blocks));
    // Somebody who types and reads keeps the place.
    if (this.#shown !== this.key()) this.#list.scrollTop = 0;
    this.#shown = this.key();
    this.#script.show(sql);
    this.#turn();
  }

  #turn(): void {
    this.#list.hidden = this.#form !== "steps";
    this.#text.hidden = this.#form !== "script";
  }
}

function said(report: Report): HTMLElement[] {
  return [
    ...refusals(report.refused),
    ...losses(report),
    ...notices("caution", "Access", report.access ?? [], ({ text }) => [text, ""]),
    ...notices("caution", "Undetermined without a server", report.undetermined ?? [], ({ text }) => [text, ""]),
    ...notices("caution", "Hint", report.hints ?? [], (text) => [text, ""]),
  ];
}

/** Which they are, the steps say. */
function losses({ steps }: Report): HTMLElement[] {
  const lost = steps.filter(({ effects }) => effects.loss !== undefined).length;
  return lost === 0 ? [] : [element("p", { class: "notice danger" }, element("b", {}, "Loses data"), ` ${plural(lost, "step")} must be allowed one by one.`)];
}

function chips(mark: string, name: string, counts: Record<string, number>, words = (what: string) => what): HTMLElement[] {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([kind, count]) => element("span", { class: `chip ${name}` }, `${mark} ${words(kind) === kind ? plural(count, kind) : `${count} ${words(kind)}`}`));
}
