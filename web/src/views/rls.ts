/** Who reaches which rows: what an edit does to that, then a row for each relation, a column for each role, and why on demand. */

import type { Panel } from "../core/session.js";
import type { Access, AccessRelation, Ask, Command, Reach, Sentence, Target } from "../core/protocol.js";
import type { Sources } from "../project/project.js";
import { code } from "../ui/code.js";
import { breakable, button, element, plural } from "../ui/dom.js";
import { notices } from "./notices.js";

const COMMANDS: [Command, string][] = [
  ["select", "S"],
  ["insert", "I"],
  ["update", "U"],
  ["delete", "D"],
];
const GUARDS: Record<string, string> = {
  none: "no row-level security",
  enabled: "row-level security",
  forced: "row-level security, for the owner too",
  definer: "reads with the rights of its owner",
  invoker: "reads with the rights of who asks",
  copy: "a copy, which no policy guards",
};
const REACHES: Record<Reach["reach"], string> = { all: "all rows", rows: "some rows", trigger: "by trigger", none: "nothing" };
/** A table of more lines is drawn only as far as this. */
const LISTED = 400;

/** What the schema is compared with. */
interface Base {
  readonly sources: Sources;
  readonly label: string;
}

export class RlsView implements Panel {
  readonly name = "rls";
  readonly #reveal: (target: Target) => void;
  readonly #base: Base;
  readonly #changes = element("section", { class: "changes", "aria-label": "Compared with the base", hidden: "" });
  readonly #said = element("div", { class: "said" });
  readonly #box = element("div", { class: "fill list", tabindex: "0", role: "group", "aria-label": "Who reaches which rows" });
  #role = "";

  constructor(parent: HTMLElement, base: Base, reveal: (target: Target) => void) {
    this.#base = base;
    this.#reveal = reveal;
    parent.append(this.#changes, this.#said, this.#box);
  }

  key(): string {
    return this.#base.sources.id.toString();
  }

  async draw(ask: Ask): Promise<void> {
    this.#show(await ask("access", {}));
    this.#compare(await ask("accessChanges", { from: this.#base.sources }));
  }

  /** What widens comes first. */
  #compare(sentences: readonly Sentence[]): void {
    this.#changes.hidden = sentences.length === 0;
    const wide = ({ hazards }: Sentence) => (hazards ?? []).length > 0;
    const sorted = [...sentences].sort((a, b) => Number(wide(b)) - Number(wide(a)));
    this.#changes.replaceChildren(
      element("h3", {}, `Compared with “${this.#base.label}”`, ...(sentences.some(wide) ? [element("span", { class: "chip change" }, "more access")] : [])),
      element("ul", {}, ...sorted.map((one) => element("li", { class: wide(one) ? "wide" : "" }, one.text))),
    );
  }

  #show(access: Access): void {
    const roles = [...new Set(access.relations.flatMap(({ access }) => access.map(({ role }) => role)))].sort();
    if (!roles.includes(this.#role)) this.#role = "";
    this.#said.replaceChildren(
      ...notices("danger", "Open without a filter", access.exposed as { roles: string[]; commands: string[]; relations: string[]; why: string }[], (one) => [
        `${one.roles.join(", ")}: ${one.commands.join(", ")} on all rows of ${one.relations.join(", ")}; ${one.why}`,
        "",
      ]),
      ...notices("caution", "Finding", access.findings as { message: string }[], ({ message }) => [message, ""]),
      ...notices("caution", "Note", access.remarks, (text) => [text, ""]),
    );
    if (access.relations.length === 0 || roles.length === 0) {
      const what = access.relations.length === 0 ? "The schema has no table yet." : "Nothing is granted to any role. Who may read and write which tables is shown here once a table has grants or policies.";
      this.#box.replaceChildren(element("p", { class: "empty" }, what));
      return;
    }
    const filter = element("select", { "aria-label": "Role" }, element("option", { value: "" }, `All ${plural(roles.length, "role")}`));
    for (const role of roles) filter.append(element("option", { value: role }, role));
    filter.value = this.#role;
    filter.addEventListener("change", () => ((this.#role = filter.value), this.#show(access)));
    const shown = this.#role === "" ? roles : [this.#role];
    this.#box.replaceChildren(
      element("div", { class: "controls" }, filter, element("span", { class: "legend" }, ...legend())),
      this.#matrix(access.relations.slice(0, LISTED), shown),
      ...(access.relations.length > LISTED ? [element("p", { class: "empty" }, `and ${plural(access.relations.length - LISTED, "relation")} more`)] : []),
    );
  }

  #matrix(relations: readonly AccessRelation[], roles: string[]): HTMLElement {
    const head = element("tr", {}, element("th", { scope: "col" }, "Relation"));
    for (const role of roles) head.append(element("th", { scope: "col" }, role));
    const body = element("tbody");
    for (const relation of relations) {
      const name = button(breakable(relation.schema === "public" ? relation.name : `${relation.schema}.${relation.name}`), () => this.#reveal(relation), { class: "link" });
      const row = element("tr", {}, element("th", { scope: "row" }, name, element("small", {}, GUARDS[String(relation.guard)] ?? String(relation.guard))));
      // Opened below its relation.
      const why = element("tr", { class: "why", hidden: "" }, element("td", { colspan: `${roles.length + 1}` }));
      for (const role of roles) {
        const access = relation.access.find((one) => one.role === role);
        const cell = element("td");
        if (access && COMMANDS.some(([command]) => access[command].reach !== "none")) {
          const text = COMMANDS.map(([command]) => `${command} ${REACHES[access[command].reach]}`).join(", ");
          const open = button("", () => {
            const on = open.getAttribute("aria-expanded") !== "true";
            for (const other of row.querySelectorAll("[aria-expanded]")) other.setAttribute("aria-expanded", "false");
            open.setAttribute("aria-expanded", `${on}`);
            why.hidden = !on;
            why.firstElementChild?.replaceChildren(element("h3", {}, `${role} in ${relation.name}`), ...COMMANDS.flatMap(([command]) => reasons(command, access[command])));
          }, { class: "cells", "aria-label": `${role}: ${text}`, "aria-expanded": "false" });
          open.append(...COMMANDS.map(([command, letter]) => element("span", { class: `reach ${access[command].reach}`, title: `${command}: ${REACHES[access[command].reach]}`, "data-letter": letter })));
          cell.append(open);
        } else {
          cell.append(element("span", { class: "nothing" }, "–"));
        }
        row.append(cell);
      }
      body.append(row, why);
    }
    return element("table", { class: "matrix" }, element("thead", {}, head), body);
  }
}

function legend(): Node[] {
  return (["all", "rows", "trigger", "none"] as const).map((reach) =>
    element("span", {}, element("span", { class: `reach ${reach}`, "data-letter": "S" }), ` ${REACHES[reach]}`),
  );
}

function reasons(command: Command, reach: Reach & { columns?: string[] }): HTMLElement[] {
  const head = element("p", {}, element("b", {}, command), `: ${REACHES[reach.reach]}`);
  if (reach.columns) head.append(`, columns ${reach.columns.join(", ")}`);
  if (reach.reach === "none" || reach.reach === "all") head.append(` (${reach.why})`);
  if (reach.reach === "trigger") head.append(` (${reach.by})`);
  if (reach.reach !== "rows") return [head];
  const parts: HTMLElement[] = [head];
  for (const [what, conditions] of [["rows that are there", reach.using], ["new rows", reach.check]] as const) {
    for (const { table, closed, permissive, restrictive } of conditions) {
      const list = element("ul", {}, element("li", { class: "of" }, closed ? `${what} of ${table}: no policy lets any through` : `${what} of ${table}`));
      for (const { policy, sql } of permissive) list.append(element("li", {}, element("span", {}, `policy ${policy}`), code(sql)));
      for (const { policy, sql } of restrictive) list.append(element("li", {}, element("span", {}, `and restrictive policy ${policy}`), code(sql)));
      parts.push(list);
    }
  }
  return parts;
}
