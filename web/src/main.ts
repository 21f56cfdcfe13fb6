/** The page: an editor, a core in a worker, and what it makes of the files. */

import { drops } from "./app/drop.js";
import { note, status } from "./app/status.js";
import { Work } from "./app/work.js";
import { Outline } from "./core/outline.js";
import type { Fix, Place, Target, TextEdit } from "./core/protocol.js";
import { Session } from "./core/session.js";
import type { Panel } from "./core/session.js";
import { Editor } from "./editor/editor.js";
import { services } from "./editor/services.js";
import { register } from "./offline/register.js";
import { Database } from "./pglite/database.js";
import { first } from "./project/examples.js";
import { byId, later, plural } from "./ui/dom.js";
import { Files } from "./ui/files.js";
import { menu } from "./ui/menu.js";
import { Palette } from "./ui/palette.js";
import { Problems } from "./ui/problems.js";
import { Sharing } from "./ui/sharing.js";
import { split } from "./ui/split.js";
import { tabs } from "./ui/tabs.js";
import { Colors } from "./ui/theme.js";
import { toast } from "./ui/toast.js";
import { DocsView } from "./views/docs.js";
import { exports } from "./views/erd/export.js";
import { ErdView } from "./views/erd/view.js";
import { LintsView } from "./views/lints.js";
import { MigrationView } from "./views/migration.js";
import { ModelView } from "./views/model.js";
import { RlsView } from "./views/rls.js";
import { SqlView } from "./views/sql.js";

/** Where there is no room for two panes. CSS has the same number. */
const narrow = matchMedia("(max-width: 760px)");

let view = "erd";
const changed = () => session.changed();

const colors = new Colors(byId("theme"), changed);
const editor = new Editor(
  byId("editor"),
  first,
  {
    edited: () => (work.edited(), changed()),
    moved: () => follow(),
    turned: () => files.show(),
  },
  (file) =>
    services(file, {
      complete: (name, offset) => session.ask("complete", { file: name, offset }, "newest"),
      hover: (name, offset) => session.ask("hover", { file: name, offset }, "newest"),
      definition: (name, offset) => session.ask("definition", { file: name, offset }, "newest"),
      references: (name, offset) => session.ask("references", { file: name, offset }, "newest"),
      renamable: (name, offset) => session.ask("renamable", { file: name, offset }, "newest"),
      rename: (name, offset, to) => session.ask("rename", { file: name, offset, name: to, from: work.bases.sources }, "newest"),
      excerpt: (place) => editor.excerpt(place),
      apply: (edits) => renamed(edits),
      say: (text) => toast(text),
      reveal: (place) => reveal(place),
      format: () => void format(),
    }),
);
const files = new Files(editor);
const work = new Work({
  editor,
  turned(project) {
    session.forget();
    erd.forget(project.name);
    byId("counts").textContent = "";
  },
  rebased: changed,
  sql: (scripts, what) => void database.load(scripts, what),
});
const problems = new Problems(byId("problems"), {
  line: (file, offset) => editor.line(file, offset),
  reveal: (place) => reveal(place),
  fix: (fix) => apply(fix),
  several: () => editor.names.length > 1,
});

const erd = new ErdView(byId("view-erd"), { theme: () => colors.theme, base: () => work.bases.sources, changed, reveal });
const migration = new MigrationView(
  byId("view-migration"),
  {
    get sources() {
      return work.bases.sources;
    },
    get label() {
      return work.bases.label;
    },
    choices: () => work.baseChoices(),
  },
  { declared, drawn },
  changed,
  (says, back, settled) => {
    const [from, to] = back ? [session.shown, work.bases.sources] : [work.bases.sources, session.shown];
    void database.prove(says, from, to, settled);
  },
);
const lints = new LintsView(byId("view-lints"), { reveal, fix: apply, explain: (rule) => session.ask("explain", { rule }) });
const panels: Record<string, Panel> = {
  erd,
  migration,
  lints,
  sql: new SqlView(byId("view-sql")),
  rls: new RlsView(byId("view-rls"), work.bases, declared),
  docs: new DocsView(byId("view-docs"), () => colors.theme, changed),
  model: new ModelView(byId("view-model")),
};

const session: Session = new Session({
  get sources() {
    return editor.sources;
  },
  get panel() {
    return panels[view] ?? null;
  },
  summary(summary, took) {
    editor.diagnose(summary.diagnostics);
    problems.show(summary.diagnostics);
    files.mark(summary.diagnostics.filter(({ severity }) => severity !== "note").map(({ file }) => file));
    status(summary, took);
  },
  behind: note,
});
const outline = new Outline(session);
const database = new Database(session, work);

/** Where the cursor is, the diagram shows. */
const follow = later(120, async () => {
  if (view !== "erd") return;
  try {
    const item = await outline.at(editor.active, editor.cursor);
    erd.mark(item?.table ?? null);
  } catch {
    // Then nothing is marked.
  }
});

/** Shows a place in the editor. */
function reveal(place: Place): void {
  if (narrow.matches) choose("edit");
  editor.reveal(place);
}

function declared(target: Target): void {
  if (target.base) toast("This is only in the base of the migration.");
  else if (target.place) reveal(target.place);
}

function drawn(target: Partial<Target>): void {
  const { table } = target;
  if (table == null) return;
  choose("erd");
  erd.find(table);
}

function apply(fix: Fix): void {
  editor.apply(fix.edits);
}

/** What is elsewhere is not seen to change. */
function renamed(edits: readonly TextEdit[]): void {
  const files = new Set(edits.map(({ file }) => file));
  editor.apply(edits);
  if (files.size > 1) toast(`Renamed in ${plural(edits.length, "place")} of ${plural(files.size, "file")}; each can undo it.`);
}

async function format(): Promise<void> {
  const { active } = editor;
  const text = editor.sources.files.find(({ name }) => name === active)?.text ?? "";
  if (!active.endsWith(".toml")) return toast("Only TOML is laid out.");
  try {
    const made = await session.ask("format", { text }, "newest");
    if (!("text" in made)) toast("The file has errors: once it has none, it can be laid out.");
    else if (made.text === text) toast("The file is laid out already.");
    // Who went on typing is not interrupted.
    else if (editor.active === active && editor.sources.files.find(({ name }) => name === active)?.text === text) editor.rewrite(made.text);
  } catch {
    toast("That did not work.");
  }
}

const choose = tabs(byId("result").querySelector<HTMLElement>("[role=tablist]") ?? byId("result"), (chosen) => {
  view = chosen;
  byId("split").dataset["view"] = chosen;
  for (const name of Object.keys(panels)) byId(`view-${name}`).hidden = name !== chosen;
  if (chosen === "erd") erd.seen();
  changed();
});
choose(narrow.matches ? "edit" : "erd");
narrow.addEventListener("change", () => {
  if (!narrow.matches && view === "edit") choose("erd");
});

const sharing = new Sharing((base) => work.shared(base));
menu(byId("examples"), "Examples", () => work.examples());
menu(byId("project"), "File", () => [
  ...work.menu(),
  null,
  { label: "Undo", keys: "Ctrl Z", run: () => editor.undo() },
  { label: "Redo", keys: "Ctrl Y", run: () => editor.redo() },
  { label: "Rename …", detail: "What the cursor is at, wherever it is named", keys: "F2", run: () => editor.press("F2") },
  { label: "Where it is named", keys: "Shift F12", run: () => editor.press("F12", true) },
  { label: "Go to its declaration", keys: "F12", run: () => editor.press("F12") },
  { label: "Lay out this file", keys: "Shift Alt F", run: () => void format() },
]);
byId("share").addEventListener("click", () => sharing.open());
const exporting = byId<HTMLButtonElement>("erd-export");
menu(exporting, "Export", () =>
  exports({
    diagram: (as) => session.ask("diagram", { format: as, options: { ...erd.standing, theme: as === "svg" ? "auto" : colors.theme } }),
    sql: async () => (await session.ask("sql", {})).sql,
    dark: () => colors.theme === "dark",
  }),
);
const palette = new Palette(
  () => outline.items(),
  (item) => {
    if (item.table !== null && view === "erd") erd.find(item.table);
    if (item.place && !narrow.matches) editor.reveal(item.place);
    else if (item.place && view !== "erd") reveal(item.place);
  },
);
byId("find").addEventListener("click", () => void palette.open());
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
  const run = { s: () => work.write(), o: () => work.pick(false) }[event.key.toLowerCase()];
  if (run === undefined) return;
  event.preventDefault();
  void run();
});
drops(
  (opened) => work.take(opened),
  (opened) => work.takeBase(opened),
);
split(byId("split"), byId("divider"));
erd.forget(first.name);
void work.begin();
void register();
