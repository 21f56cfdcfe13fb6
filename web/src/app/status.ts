/** What the page says about the text as a whole. */

import type { Summary } from "../core/protocol.js";
import type { Behind } from "../core/session.js";
import { byId, element, plural } from "../ui/dom.js";

/** Kinds that are worth a count, in this order. */
const COUNTED = ["table", "column", "view", "index", "function", "policy"];

export function status(summary: Summary, took: number): void {
  const count = (severity: string) => summary.diagnostics.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const parts = [errors > 0 && plural(errors, "error"), warnings > 0 && plural(warnings, "warning")].filter((part) => part !== false);
  const text = parts.length > 0 ? parts.join(", ") : "No problems";
  const state = errors > 0 ? "error" : warnings > 0 ? "warning" : "fine";
  const box = byId("status");
  // A reader hears it when it changes, not with every key.
  const words = element("span", { class: `words ${state}` }, text);
  const old = box.querySelector(".words");
  if (old?.className === words.className && old.textContent === text) {
    const took_ = box.querySelector(".took");
    if (took_) took_.textContent = time(took);
  } else {
    box.replaceChildren(element("span", { class: `dot ${state}` }), words, element("span", { class: "took", "aria-hidden": "true" }, time(took)));
  }
  // What errors leave of a schema is not worth counting.
  if (summary.errors) return;
  byId("counts").textContent = COUNTED.filter((kind) => summary.counts[kind])
    .map((kind) => plural(summary.counts[kind] ?? 0, kind))
    .join(" · ");
}

function time(took: number): string {
  return `${Math.max(1, Math.round(took))} ms`;
}

export function note(why: Behind | null): void {
  const box = byId("note");
  const text = why === null ? "" : words(why);
  box.hidden = text === "";
  if (box.textContent !== text) box.textContent = text;
  byId("result").classList.toggle("behind", why !== null && !(why.because === "errors" && why.shown === "parts"));
}

function words(why: Behind): string {
  switch (why.because) {
    case "errors":
      return {
        before: "The schema has errors. This is how it was before them.",
        parts: "The schema has errors. This is what can be understood of it.",
        nothing: "The schema has errors. Once it has none, it is shown here.",
      }[why.shown];
    case "slow":
      return `This took more than ${why.detail} and was stopped. Your text is untouched; the next edit tries again.`;
    case "broken":
      return "The core broke down on this text and was started anew. Your text is untouched; the next edit tries again.";
    case "unloadable":
      return `The core can’t be loaded: ${why.detail}. The next edit tries again.`;
    case "refused":
      return why.detail;
  }
}
