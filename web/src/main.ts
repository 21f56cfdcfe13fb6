/** The page: an editor, a core in a worker, and what it makes of the text. */

import type { Behind, Screen, View } from "./core/session.js";
import { Session } from "./core/session.js";
import type { Summary } from "./core/protocol.js";
import { Editor } from "./editor/editor.js";
import { examples } from "./examples.js";
import { byId, element, plural } from "./ui/dom.js";
import { Problems } from "./ui/problems.js";
import { split } from "./ui/split.js";
import { tabs } from "./ui/tabs.js";
import { Colors } from "./ui/theme.js";
import { ErdView } from "./views/erd.js";
import { MigrationView } from "./views/migration.js";
import { SqlView } from "./views/sql.js";

/** Kinds that are worth a count, in this order. */
const COUNTED = ["table", "column", "view", "index", "function", "policy"];

/** Where there is no room for two panes. CSS has the same number. */
const narrow = matchMedia("(max-width: 760px)");

let base = examples[0].text;
let view = "erd";

const colors = new Colors(byId("theme"), () => session.changed());
const editor = new Editor(byId("editor"), base, () => session.changed());
const problems = new Problems(
  byId("problems"),
  (offset) => editor.line(offset),
  (start, end) => editor.reveal(start, end),
);
const sql = new SqlView(byId("view-sql"));
const migration = new MigrationView(byId("view-migration"), () => {
  base = editor.text;
  session.changed();
});
const erd = new ErdView(
  byId("view-erd"),
  () => session.picture(),
  () => session.changed(),
);

const screen: Screen = {
  get text() {
    return editor.text;
  },
  get base() {
    return base;
  },
  get view() {
    return view === "edit" ? null : (view as View);
  },
  get aspect() {
    return erd.aspect;
  },
  get theme() {
    return colors.theme;
  },
  summary(summary, took) {
    editor.diagnose(summary.diagnostics);
    problems.show(summary.diagnostics);
    status(summary, took);
  },
  erd: (svg) => erd.show(svg),
  sql: (script) => sql.show(script),
  migration: (script) => migration.show(script),
  behind: note,
};
const session = new Session(screen);

function status(summary: Summary, took: number): void {
  const errors = summary.diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = summary.diagnostics.filter(({ severity }) => severity === "warning").length;
  const parts = [errors > 0 && plural(errors, "error"), warnings > 0 && plural(warnings, "warning")].filter((part) => part !== false);
  const text = parts.length > 0 ? parts.join(", ") : "No problems";
  const state = errors > 0 ? "error" : warnings > 0 ? "warning" : "fine";
  byId("status").replaceChildren(element("span", { class: `dot ${state}` }), element("span", { class: `words ${state}` }, text), element("span", { class: "took" }, `${Math.max(1, Math.round(took))} ms`));
  // What errors leave of a schema is not worth counting.
  if (summary.errors) return;
  byId("counts").textContent = COUNTED.filter((kind) => summary.counts[kind])
    .map((kind) => plural(summary.counts[kind] ?? 0, kind))
    .join(" · ");
}

function note(why: Behind | null): void {
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
      return "This took more than 2 seconds and was stopped. Your text is untouched; the next edit tries again.";
    case "broken":
      return "The core broke down on this text and was started anew. Your text is untouched; the next edit tries again.";
    case "unloadable":
      return `The core can’t be loaded: ${why.detail}. The next edit tries again.`;
    case "refused":
      return why.detail;
  }
}

const choose = tabs(byId("result").querySelector<HTMLElement>("[role=tablist]") ?? byId("result"), (chosen) => {
  view = chosen;
  byId("split").dataset["view"] = chosen;
  for (const name of ["erd", "sql", "migration"]) byId(`view-${name}`).hidden = name !== chosen;
  if (chosen === "erd") erd.seen();
  session.changed();
});
choose(narrow.matches ? "edit" : "erd");
narrow.addEventListener("change", () => {
  if (!narrow.matches && view === "edit") choose("erd");
});

const pick = byId<HTMLSelectElement>("example");
pick.append(...examples.map(({ name }, index) => element("option", { value: `${index}` }, name)));
pick.addEventListener("change", () => {
  const chosen = examples[Number(pick.value)];
  if (chosen === undefined) return;
  base = chosen.text;
  session.forget();
  erd.forget();
  editor.replace(base);
  session.changed();
});

split(byId("split"), byId("divider"));
