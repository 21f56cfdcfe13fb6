/** What an edit does to a database that is as the base says. */

import type { Report, Script } from "../core/protocol.js";
import { action } from "../ui/actions.js";
import { element, plural, save } from "../ui/dom.js";
import { ScriptView } from "./script.js";

/** More than this many of one sort are counted instead of listed. */
const LISTED = 20;

export class MigrationView {
  readonly #facts = element("p", { class: "facts" });
  readonly #said = element("div", { class: "said" });
  readonly #script: ScriptView;

  /** `rebase`: the text as it is becomes the base. */
  constructor(parent: HTMLElement, rebase: () => void) {
    const base = action("Compare from here", "Done", rebase);
    base.title = "Takes the schema as it is now as the base of the migration";
    const copy = action("Copy", "Copied", () => navigator.clipboard.writeText(this.#script.text));
    const keep = action("Save", "Saved", () => save("migration.sql", "application/sql", this.#script.text));
    const text = element("div", { class: "fill" });
    const strip = element("div", { class: "strip" }, this.#facts, element("div", { class: "actions" }, base, copy, keep));
    parent.append(strip, this.#said, text);
    this.#script = new ScriptView(text, "Migration");
  }

  show({ sql, report }: Script): void {
    const counts = [
      ...chips("+", "add", report.summary.create),
      ...chips("~", "change", report.summary.alter),
      ...chips("−", "drop", report.summary.drop),
    ];
    this.#facts.replaceChildren(...(counts.length > 0 ? counts : ["No differences to where you started. Edit the schema to see its migration."]));
    this.#said.replaceChildren(
      ...refusals(report),
      ...notices("danger", "Loses data", report.steps, ({ effects, allow }) =>
        effects.loss === undefined ? null : [effects.loss, allow === undefined ? "" : `--allow ${allow}`],
      ),
      ...notices("caution", "Rewrites the table", report.steps, ({ effects, object }) => (effects.rewrites ? [object, ""] : null)),
      ...notices("caution", "Wider access", report.steps, ({ effects }) => (effects.widens === undefined ? null : [effects.widens, ""])),
      ...notices("caution", "Undetermined", report.undetermined ?? [], (text) => [text, ""]),
    );
    this.#script.show(sql);
  }
}

/** What no correct plan exists for. */
export function refusals(report: Report): HTMLElement[] {
  return notices("danger", "Refused", report.refused ?? [], ({ object, reason }) => [`${object}: ${reason}`, ""]);
}

function chips(mark: string, name: string, counts: Record<string, number>): HTMLElement[] {
  return Object.entries(counts).map(([kind, count]) => element("span", { class: `chip ${name}` }, `${mark} ${plural(count, kind)}`));
}

function notices<T>(look: string, title: string, items: readonly T[], text: (item: T) => [string, string] | null): HTMLElement[] {
  const texts = items.map(text).filter((one) => one !== null);
  const shown = texts.slice(0, LISTED).map(([what, flag]) => {
    const line = element("p", { class: `notice ${look}` }, element("b", {}, title), ` ${what} `);
    if (flag !== "") line.append(element("code", {}, flag));
    return line;
  });
  if (texts.length > LISTED) shown.push(element("p", { class: `notice ${look}` }, `${title}: ${texts.length - LISTED} more`));
  return shown;
}

