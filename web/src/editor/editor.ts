/** The editor of the files. */

import { defaultKeymap, history, historyKeymap, indentLess, indentMore, redo, undo } from "@codemirror/commands";
import { StreamLanguage, bracketMatching, indentUnit } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers, runScopeHandlers } from "@codemirror/view";
import type { Place, Problem, TextEdit } from "../core/protocol.js";
import type { Project, Sources } from "../project/project.js";
import { element } from "../ui/dom.js";
import { difference } from "./difference.js";
import { Documents, replaced } from "./documents.js";
import { postgres } from "./postgres.js";
import { theme } from "./theme.js";
import { toml } from "./toml.js";
import type { Excerpt } from "./uses.js";

/** Underlining more than this many places costs time and helps nobody. */
const UNDERLINED = 200;

export interface Events {
  /** A text, or which files there are. */
  edited(): void;
  /** The cursor is elsewhere, in this file. */
  moved(file: string, offset: number): void;
  /** Another file is shown, or the list of files is another. */
  turned(): void;
}

export class Editor {
  readonly #view: EditorView;
  readonly #documents: Documents;
  readonly #events: Events;
  #problems: readonly Problem[] = [];

  /** `services`: what the core adds, for a file of this name. */
  constructor(parent: HTMLElement, project: Project, events: Events, services: (file: () => string) => Extension) {
    this.#events = events;
    const common: Extension = [
      lineNumbers(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      history(),
      drawSelection(),
      bracketMatching(),
      highlightSelectionMatches(),
      search(),
      indentUnit.of("  "),
      EditorState.tabSize.of(4),
      theme,
      services(() => this.active),
      // Tab leaves the editor, as it leaves any field.
      keymap.of([
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
        ...lintKeymap,
        { key: "Mod-]", run: indentMore },
        { key: "Mod-[", run: indentLess },
      ]),
      EditorView.updateListener.of((update) => {
        this.#documents.set(this.active, update.state);
        if (update.docChanged) events.edited();
        if (update.selectionSet) events.moved(this.active, update.state.selection.main.head);
      }),
    ];
    const languages: Record<string, Extension> = { toml, sql: StreamLanguage.define(postgres) };
    this.#documents = new Documents((file) => [
      common,
      languages[file.split(".").at(-1) ?? ""] ?? [],
      EditorView.contentAttributes.of({ "aria-label": file, spellcheck: "false", autocapitalize: "off", tabindex: "0" }),
    ]);
    this.#documents.replace(project);
    this.#view = new EditorView({ parent, state: this.#state() });
  }

  get sources(): Sources {
    return this.#documents.sources;
  }

  get names(): string[] {
    return this.#documents.names;
  }

  get active(): string {
    return this.#documents.active;
  }

  get main(): string {
    return this.#documents.main;
  }

  get cursor(): number {
    return this.#view.state.selection.main.head;
  }

  /** Other files, with histories of their own. */
  replace(project: Project, active = project.main): void {
    this.#documents.replace(project);
    this.#problems = [];
    this.#documents.active = this.names.includes(active) ? active : project.main;
    this.#turned();
    this.#events.edited();
  }

  /** Shows another file. */
  turn(file: string): void {
    if (file === this.active || !this.names.includes(file)) return;
    this.#documents.active = file;
    this.#turned();
  }

  add(name: string, text: string): void {
    this.#documents.add(name, text);
    this.#documents.active = name;
    this.#turned();
    this.#events.edited();
  }

  remove(name: string): void {
    this.#documents.remove(name);
    this.#turned();
    this.#events.edited();
  }

  rename(from: string, to: string): void {
    this.#documents.rename(from, to);
    this.#turned();
    this.#events.edited();
  }

  /** Replaces ranges, in any of the files; each can undo it in one step. */
  apply(edits: readonly TextEdit[]): void {
    for (const file of new Set(edits.map((edit) => edit.file))) {
      const own = edits.filter((edit) => edit.file === file);
      if (file === this.active) this.#view.dispatch(replaced(own));
      else this.#documents.edit(file, own);
    }
    this.#events.edited();
  }

  /** The file that is shown gets another text; what stays the same keeps its place. */
  rewrite(text: string): void {
    const changes = difference(this.#view.state.sliceDoc(), text);
    if (changes) this.#view.dispatch({ changes, userEvent: "input.format" });
  }

  undo(): void {
    undo(this.#view);
  }

  redo(): void {
    redo(this.#view);
  }

  /** Underlines problems of the files as they are. */
  diagnose(problems: readonly Problem[]): void {
    this.#problems = problems;
    const { doc } = this.#view.state;
    // A problem without a place is in the list below, not in the text.
    const own = problems.filter(({ file, start }) => start !== null && file === this.active);
    const shown = own.slice(0, UNDERLINED).map((problem): Diagnostic => {
      const from = Math.min(problem.start ?? 0, doc.length);
      const to = Math.min(Math.max(problem.end ?? from, from), doc.length);
      return {
        from,
        to,
        severity: problem.severity === "note" ? "info" : problem.severity,
        message: problem.message,
        renderMessage: () => explain(problem),
        actions: (problem.fixes ?? []).map(({ title, edits }) => ({ name: title, apply: () => this.apply(edits) })),
      };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, shown));
  }

  /** The line of an offset, from 1. */
  line(file: string, offset: number): number {
    const doc = this.#documents.state(file)?.doc;
    return doc ? doc.lineAt(Math.min(offset, doc.length)).number : 1;
  }

  /** The line that a place is in. */
  excerpt({ file, start, end }: Place): Excerpt {
    const doc = this.#documents.state(file)?.doc;
    if (!doc || end > doc.length) return { line: 1, before: "", name: "", after: "" };
    const { from, to, number } = doc.lineAt(start);
    const [before, after] = [doc.sliceString(from, start).trimStart(), doc.sliceString(end, Math.max(to, end)).trimEnd()];
    return { line: number, before: before.length > 60 ? `… ${before.slice(-48)}` : before, name: doc.sliceString(start, end), after: after.slice(0, 80) };
  }

  /** What a key would do at the cursor. */
  press(key: string, shiftKey = false): void {
    this.#view.focus();
    runScopeHandlers(this.#view, new KeyboardEvent("keydown", { key, shiftKey }), "editor");
  }

  /** Goes to a place in the files. */
  reveal(place: Place, focus = true): void {
    this.turn(place.file);
    if (place.file !== this.active) return;
    const { length } = this.#view.state.doc;
    const [anchor, head] = [Math.min(place.start, length), Math.min(place.end, length)];
    this.#view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    if (focus) this.#view.focus();
  }

  focus(): void {
    this.#view.focus();
  }

  #turned(): void {
    this.#view.setState(this.#state());
    this.diagnose(this.#problems);
    this.#events.turned();
  }

  #state(): EditorState {
    return this.#documents.state(this.active) ?? EditorState.create();
  }
}

/** A problem in a tooltip. */
function explain(problem: Problem): HTMLElement {
  const box = element("div", { class: "explain" }, element("div", {}, problem.message));
  if (problem.hint !== undefined) box.append(element("div", { class: "hint" }, problem.hint));
  return box;
}
