/** Projects come and go: examples, files of the machine, links, and what was edited last time. */

import type { Editor } from "../editor/editor.js";
import { BaseChoice } from "../project/bases.js";
import { examples, first } from "../project/examples.js";
import type { Example } from "../project/examples.js";
import { Keep } from "../project/keep.js";
import type { Base, Work as Kept } from "../project/keep.js";
import { TooMuch, pick, store } from "../project/local.js";
import type { Handles, Opened } from "../project/local.js";
import { assemble, equal, single } from "../project/project.js";
import type { Project } from "../project/project.js";
import { decode } from "../project/share.js";
import type { Shared } from "../project/share.js";
import { byId, later } from "../ui/dom.js";
import type { Item } from "../ui/menu.js";
import { toast } from "../ui/toast.js";

export interface Around {
  readonly editor: Editor;
  /** Another project: what was shown has nothing to do with it. */
  turned(project: Project): void;
  /** The base of the migration is another. */
  rebased(): void;
  /** SQL was opened or dropped: only PostgreSQL understands it. */
  sql(files: { name: string; text: string }[], what: "project" | "base"): void;
}

const EMPTY = '[project]\nname = "new"\n\n[tables.example]\ncolumns.id = "bigint generated always as identity primary key"\n';

export class Work {
  readonly bases = new BaseChoice({ label: first.name, project: first });
  readonly #around: Around;
  readonly #keep = new Keep();
  #handles: Handles = new Map();
  #restored = false;
  #touched = false;
  #turning = false;
  readonly #later = later(400, () => void this.save());

  constructor(around: Around) {
    this.#around = around;
    addEventListener("hashchange", () => void this.#link());
    // The last moment at which a phone lets a page do something.
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && void this.save());
    addEventListener("pagehide", () => void this.save());
  }

  /** What the page opens with: a link, else what was edited last. */
  async begin(): Promise<void> {
    const kept = await this.#keep.load();
    // Who was quicker than the browser's store has begun something new.
    if (kept && !this.#touched) this.#restore(kept);
    this.#restored = true;
    await this.#link();
  }

  /** The text has changed. */
  edited(): void {
    this.#touched = true;
    if (!this.#restored) return;
    // What is edited is no longer what the link says; what it has just opened is.
    if (location.hash !== "" && !this.#turning) history.replaceState(null, "", location.pathname + location.search);
    this.#later();
  }

  async save(): Promise<void> {
    if (this.#restored) await this.#keep.save(this.#now());
  }

  /** What a link shares. */
  shared(base: boolean): Shared {
    const plain = ({ name, main, files }: Project): Project => ({ name, main, files });
    const project = plain(this.#around.editor.sources);
    return base ? { project, base: plain(this.bases.base.project) } : { project };
  }

  examples(): Item[] {
    return examples.map((example) => ({ label: example.name, detail: example.about, run: () => void this.#example(example) }));
  }

  menu(): (Item | null)[] {
    return [
      { label: "New", run: () => this.open(single("New schema", EMPTY)) },
      { label: "Open files …", keys: "Ctrl O", run: () => void this.pick(false) },
      { label: "Open a folder …", run: () => void this.pick(true) },
      null,
      { label: "Save", keys: "Ctrl S", detail: this.#handles.size > 0 ? "Back to where it was opened" : "As a download", run: () => void this.write() },
      { label: "Keep this version", detail: "As a base to compare with", run: () => this.snapshot() },
      ...this.bases.snapshots.slice(0, 5).map((base): Item => ({ label: `Go back to: ${base.label}`, run: () => this.open(base.project) })),
    ];
  }

  /** What could be the base of the migration. */
  baseChoices(): (Item | null)[] {
    const set = (base: Base) => () => this.rebase(base);
    return [
      { label: "Compare from here", detail: "The schema as it is now", run: set({ label: `the text of ${clock()}`, project: this.#around.editor.sources }) },
      { label: "An empty database", run: set({ label: "an empty database", project: single("nothing", "") }) },
      { label: "A file …", detail: "TOML, SQL as of pg_dump, or what pgtoml snapshot wrote of a database; it can be dropped here too", run: () => void this.#pickBase() },
      { label: "From the clipboard", detail: "TOML, SQL or a snapshot that was copied", run: () => void this.#pasteBase() },
      null,
      ...this.bases.snapshots.map((base): Item => ({ label: base.label, run: set(base) })),
      ...(this.bases.snapshots.length > 0 ? [null] : []),
      ...examples.map((example): Item => ({ label: example.name, run: () => void example.load().then((project) => this.rebase({ label: example.name, project })) })),
    ];
  }

  rebase(base: Base): void {
    this.bases.set(base);
    this.#around.rebased();
    this.#later();
  }

  snapshot(): void {
    const base = this.bases.keep(this.#around.editor.sources, `${this.#around.editor.sources.name}, ${clock()}`);
    toast(`Kept “${base.label}”.`, { label: "Compare with it", run: () => this.rebase(base) });
    this.#later();
  }

  /** Another project, with a way back to the one before. */
  open(project: Project, base: Base = { label: project.name, project }, hash = ""): void {
    const before = this.#now();
    const handles = this.#handles;
    const changed = !equal(before.project, before.base.project);
    this.#turn(project, base);
    if (location.hash !== hash) history.replaceState(null, "", location.pathname + location.search + hash);
    this.#handles = new Map();
    toast(`Opened ${project.name}.`, {
      label: "Undo",
      run: () => {
        history.replaceState(null, "", location.pathname + location.search);
        this.#restore(before);
        this.#handles = handles;
      },
    });
    // What was edited can be found again later than a sentence stays.
    if (changed) this.bases.keep(before.project, `${before.project.name}, ${clock()}`);
    this.#later();
  }

  async pick(folder: boolean): Promise<void> {
    await this.#attempt(async () => {
      const opened = await pick(folder);
      if (opened) this.take(opened);
    });
  }

  /** Files that were opened or dropped. */
  take({ files, handles }: Opened): void {
    const models = files.filter(({ name }) => /\.toml$/i.test(name));
    const scripts = files.filter(({ name }) => /\.sql$/i.test(name));
    if (models.length === 0 && scripts.length > 0) return this.#around.sql(scripts, "project");
    const project = assemble(files.filter(({ name }) => /\.(toml|sql|csv|json)$/i.test(name)));
    if (project === null || models.length === 0) {
      toast(
        files.some(({ text }) => snapshot(text))
          ? "A snapshot of a database is a base to compare with: drop it over the migration."
          : "There is no schema.toml among these files, nor another TOML or SQL file.",
      );
      return;
    }
    this.open(project);
    // Paths have lost the folder that holds all of them.
    for (const [path, handle] of handles) {
      const name = project.files.find((file) => path === file.name || path.endsWith(`/${file.name}`))?.name;
      if (name !== undefined) this.#handles.set(name, handle);
    }
  }

  takeBase({ files }: Opened): void {
    const project = files.some(({ name }) => /\.toml$/i.test(name)) ? assemble(files) : null;
    if (project) this.rebase({ label: project.name, project });
    else if (files.some(({ name }) => /\.sql$/i.test(name))) this.#around.sql(files.filter(({ name }) => /\.sql$/i.test(name)), "base");
    else if (files[0] && snapshot(files[0].text)) this.rebase({ label: files[0].name, project: single(files[0].name, files[0].text, files[0].name) });
    else toast("A base is a TOML or SQL file, or a snapshot as pgtoml snapshot writes it.");
  }

  async write(): Promise<void> {
    await this.#attempt(async () => {
      const { name, files } = this.#around.editor.sources;
      toast(await store(name, files, this.#handles));
    });
  }

  async #pickBase(): Promise<void> {
    await this.#attempt(async () => {
      const opened = await pick(false);
      if (opened) this.takeBase(opened);
    });
  }

  async #pasteBase(): Promise<void> {
    await this.#attempt(async () => {
      const text = await navigator.clipboard.readText();
      if (text.trim() === "") toast("The clipboard holds no text.");
      else if (/^\s*(?:create|alter|set|select|begin|insert|--|\/\*)/i.test(text)) this.#around.sql([{ name: "clipboard.sql", text }], "base");
      else this.rebase({ label: "the clipboard", project: single("clipboard", text, snapshot(text) ? "clipboard.json" : undefined) });
    });
  }

  async #example(example: Example): Promise<void> {
    await this.#attempt(async () => this.open(await example.load()));
  }

  async #link(): Promise<void> {
    await this.#attempt(async () => {
      const { hash } = location;
      const shared = await decode(hash);
      if (!shared) return;
      const { project, base } = shared;
      this.open(project, base ? { label: base.name, project: base } : { label: project.name, project }, hash);
    });
  }

  async #attempt(run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      if (error instanceof TooMuch || error instanceof Error) toast(error.message === "" ? "That did not work." : error.message);
      else throw error;
    }
  }

  #now(): Kept {
    const { editor } = this.#around;
    const { name, main, files } = editor.sources;
    return { project: { name, main, files }, active: editor.active, base: this.bases.base, snapshots: this.bases.snapshots };
  }

  #restore(kept: Kept): void {
    this.bases.replace(kept.base, kept.snapshots ?? []);
    this.#turn(kept.project, kept.base, kept.active);
  }

  #turn(project: Project, base: Base, active = project.main): void {
    this.bases.set(base);
    this.#around.turned(project);
    this.#turning = true;
    this.#around.editor.replace(project, active);
    this.#turning = false;
    byId("project").title = project.name;
    document.title = `${project.name} · pgtoml`;
  }
}

/** Whether a text says of itself that `pgtoml snapshot` wrote it; the core reads it. */
function snapshot(text: string): boolean {
  return /^\s*\{\s*"pgtoml_snapshot"/.test(text);
}

function clock(): string {
  return new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}
