/** Several files, each with its own text, selection and history. */

import { isolateHistory } from "@codemirror/commands";
import { EditorState } from "@codemirror/state";
import type { Extension, Text, TransactionSpec } from "@codemirror/state";
import { sources } from "../project/project.js";
import type { Project, Sources } from "../project/project.js";
import type { TextEdit } from "../core/protocol.js";

export class Documents {
  readonly #extensions: (file: string) => Extension;
  readonly #states = new Map<string, EditorState>();
  readonly #texts = new WeakMap<Text, string>();
  #sources: Sources | undefined;
  name = "";
  main = "";
  active = "";

  constructor(extensions: (file: string) => Extension) {
    this.#extensions = extensions;
  }

  get names(): string[] {
    return [...this.#states.keys()];
  }

  /** All files as they stand; the same object until one of them changes. */
  get sources(): Sources {
    this.#sources ??= sources({
      name: this.name,
      main: this.main,
      files: [...this.#states].map(([name, state]) => ({ name, text: this.#text(state.doc) })),
    });
    return this.#sources;
  }

  replace({ name, main, files }: Project): void {
    this.#states.clear();
    for (const file of files) this.add(file.name, file.text);
    [this.name, this.main, this.active] = [name, main, main];
  }

  add(name: string, text: string): void {
    this.#states.set(name, EditorState.create({ doc: text, extensions: this.#extensions(name) }));
    this.#sources = undefined;
  }

  remove(name: string): void {
    this.#states.delete(name);
    if (this.main === name) this.main = this.names[0] ?? "";
    if (this.active === name) this.active = this.main;
    this.#sources = undefined;
  }

  /** Where it stood in the list it stays. */
  rename(from: string, to: string): void {
    const all = [...this.#states];
    this.#states.clear();
    for (const [name, state] of all) {
      if (name !== from) this.#states.set(name, state);
      else this.add(to, this.#text(state.doc));
    }
    if (this.main === from) this.main = to;
    if (this.active === from) this.active = to;
    this.#sources = undefined;
  }

  state(name: string): EditorState | undefined {
    return this.#states.get(name);
  }

  set(name: string, state: EditorState): void {
    if (this.#states.get(name)?.doc !== state.doc) this.#sources = undefined;
    this.#states.set(name, state);
  }

  /** Replaces ranges of a file that is not shown; its history has them as one step. */
  edit(name: string, edits: readonly TextEdit[]): void {
    const state = this.#states.get(name);
    if (state) this.set(name, state.update(replaced(edits)).state);
  }

  /** Of a text that stays the same, one string is enough. */
  #text(doc: Text): string {
    let text = this.#texts.get(doc);
    if (text === undefined) this.#texts.set(doc, (text = doc.sliceString(0)));
    return text;
  }
}

/** Edits as one step of a history. */
export function replaced(edits: readonly TextEdit[]): TransactionSpec {
  const changes = edits.map(({ start, end, text }) => ({ from: start, to: end, insert: text }));
  return { changes, userEvent: "input.fix", annotations: isolateHistory.of("full") };
}
