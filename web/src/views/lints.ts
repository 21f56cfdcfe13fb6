/** What the rules find. */

import type { Panel } from "../core/session.js";
import type { Ask, Finding, Fix, Lints, Place } from "../core/protocol.js";
import { button, element, plural } from "../ui/dom.js";
import { markdown } from "../ui/markdown.js";

/** Nobody reads more at once. */
const LISTED = 200;

export interface Doing {
  reveal(place: Place): void;
  fix(fix: Fix): void;
  explain(rule: string): Promise<string>;
}

export class LintsView implements Panel {
  readonly name = "lints";
  readonly #do: Doing;
  readonly #facts = element("p", { class: "facts" });
  readonly #pick = element("select", { "aria-label": "Rule" });
  readonly #box = element("div", { class: "fill list", tabindex: "0", role: "group", "aria-label": "Findings" });
  #lints: Lints | undefined;

  constructor(parent: HTMLElement, doing: Doing) {
    this.#do = doing;
    this.#pick.addEventListener("change", () => this.#list());
    parent.append(element("div", { class: "strip" }, this.#facts, element("div", { class: "actions" }, this.#pick)), this.#box);
  }

  key(): string {
    return "";
  }

  async draw(ask: Ask): Promise<void> {
    this.#lints = await ask("lints", {});
    const { findings, headline } = this.#lints;
    this.#facts.textContent = findings.length === 0 ? "No findings" : headline;
    const rules = new Map<string, number>();
    for (const { code } of findings) rules.set(code, (rules.get(code) ?? 0) + 1);
    const old = this.#pick.value;
    this.#pick.replaceChildren(element("option", { value: "" }, "All rules"));
    for (const [rule, count] of [...rules].sort(([a], [b]) => (a < b ? -1 : 1))) this.#pick.append(element("option", { value: rule }, `${rule} (${count})`));
    this.#pick.value = rules.has(old) ? old : "";
    this.#pick.hidden = rules.size < 2;
    this.#list();
  }

  #list(): void {
    const { findings = [], suppressed = [] } = this.#lints ?? {};
    const shown = findings.filter(({ code }) => this.#pick.value === "" || code === this.#pick.value);
    const list = element("ul", { class: "findings" }, ...shown.slice(0, LISTED).map((finding) => this.#item(finding)));
    const parts: HTMLElement[] = [list];
    if (findings.length === 0) parts.unshift(element("p", { class: "empty" }, "The rules have nothing to say about this schema."));
    if (shown.length > LISTED) parts.push(element("p", { class: "empty" }, `and ${plural(shown.length - LISTED, "finding")} more`));
    if (suppressed.length > 0) {
      const passed = suppressed.map(({ rule, object, reason }) => element("li", {}, element("code", {}, rule), ` ${object}: ${reason}`));
      parts.push(element("details", { class: "passed" }, element("summary", {}, `${plural(suppressed.length, "finding")} passed over, with a reason`), element("ul", {}, ...passed)));
    }
    this.#box.replaceChildren(...parts);
  }

  #item(finding: Finding): HTMLLIElement {
    const { file, start, end } = finding;
    const text = element("span", { class: "text" }, finding.message);
    if (finding.hint !== undefined) text.append(element("span", { class: "hint" }, finding.hint));
    const severity = { error: "error", warn: "warning", info: "note" }[finding.level];
    const go = button(element("span", { class: "sign", role: "img", "aria-label": severity }), () => {
      if (file !== null && start !== null) this.#do.reveal({ file, start, end: end ?? start });
    }, { class: `problem ${severity}` });
    go.append(text);
    const page = element("div", { class: "page", hidden: "" });
    const why = button(finding.code, async () => {
      const open = page.hidden;
      why.setAttribute("aria-expanded", `${open}`);
      page.hidden = !open;
      if (open && page.childElementCount === 0) page.append(markdown(await this.#do.explain(finding.code)));
    }, { class: "rule", "aria-expanded": "false", title: "What the rule is for" });
    const fixes = (finding.fixes ?? []).map((fix) => button(fix.title, () => this.#do.fix(fix), { class: "quiet" }));
    return element("li", {}, go, element("div", { class: "fixes" }, why, ...fixes), page);
  }
}
