/** The steps of a plan: each leads to the line that it comes from and to its table. */

import type { Report, Step, Target } from "../core/protocol.js";
import { code } from "../ui/code.js";
import { button, element } from "../ui/dom.js";

/** A plan of more steps is read as a script. */
const LISTED = 300;
const LOOK = { "+": "add", "~": "change", "-": "drop" } as const;

export interface Links {
  /** Where the target is declared. */
  declared(target: Target): void;
  /** Its table in the diagram. */
  drawn(target: Target): void;
}

/** `shown` holds the blocks of SQL that were shown last, by their text: colouring them takes longer than all else here. */
export function steps(report: Report, links: Links, shown: Map<string, HTMLElement>): HTMLElement {
  const before = new Map(shown);
  shown.clear();
  const list = element("ol", { class: "steps" });
  let segment = 0;
  const several = report.steps.some((step) => step.segment !== report.steps[0]?.segment);
  for (const step of report.steps.slice(0, LISTED)) {
    if (several && step.segment !== segment) {
      segment = step.segment;
      list.append(element("li", { class: "segment" }, `Transaction ${segment}`));
    }
    const block = before.get(step.sql) ?? code(step.sql);
    // Of two with one text each needs its own.
    before.delete(step.sql);
    shown.set(step.sql, block);
    list.append(item(step, links, block));
  }
  const more = report.steps.length - LISTED;
  if (more > 0) list.append(element("li", { class: "segment" }, `and ${more.toLocaleString("en")} more: the script has them all`));
  return list;
}

function item(step: Step, links: Links, block: HTMLElement): HTMLLIElement {
  const look = LOOK[step.mark];
  const sign = element("span", { class: `chip ${look}`, "aria-label": { add: "creates", change: "alters", drop: "drops" }[look], role: "img" }, step.mark === "-" ? "−" : step.mark);
  const name = step.place
    ? button(step.object, () => links.declared(step), { class: "link", title: `${step.base ? "In the base: " : ""}${step.place.file}` })
    : element("span", {}, step.object);
  const head = element("div", { class: "step-head" }, sign, name);
  for (const text of effects(step)) head.append(element("span", { class: "tag" }, text));
  if (step.table !== null && !step.base) head.append(button("In the diagram", () => links.drawn(step), { class: "quiet" }));
  const made = element("li", {}, head, block);
  if (step.effects.loss !== undefined) made.append(element("p", { class: "aside danger" }, `Loses ${step.effects.loss}.`, ...allowing(step)));
  else if (step.allow !== undefined) made.append(element("p", { class: "aside danger" }, ...allowing(step)));
  for (const line of [step.effects.widens, ...(step.rows ?? [])]) if (line !== undefined) made.append(element("p", { class: "aside" }, line));
  return made;
}

function allowing({ allow }: Step): (Node | string)[] {
  return allow === undefined ? [] : [" To allow it: ", element("code", {}, `--allow ${allow}`)];
}

function effects({ effects }: Step): string[] {
  const tags = [];
  // What every statement takes is not worth a word.
  if (/^(access exclusive|exclusive|share row exclusive|share)$/i.test(effects.lock)) tags.push(effects.lock.toUpperCase());
  if (effects.rewrites) tags.push("rewrites the table");
  else if (effects.scans) tags.push("reads the whole table");
  return tags;
}
