/** SQL to read: an editor that nobody writes into. */

import { defaultKeymap } from "@codemirror/commands";
import { StreamLanguage } from "@codemirror/language";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { difference } from "../editor/difference.js";
import { postgres } from "../editor/postgres.js";
import { theme } from "../editor/theme.js";

export class ScriptView {
  readonly #view: EditorView;

  constructor(parent: HTMLElement, label: string) {
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        extensions: [
          EditorState.readOnly.of(true),
          lineNumbers(),
          drawSelection(),
          search(),
          StreamLanguage.define(postgres),
          theme,
          keymap.of([...defaultKeymap, ...searchKeymap]),
          EditorView.editorAttributes.of({ class: "still" }),
          EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": "true", tabindex: "0" }),
        ],
      }),
    });
  }

  get text(): string {
    return this.#view.state.sliceDoc();
  }

  /** Shows another text. What stays the same is left as it is, so that the eye keeps its place. */
  show(text: string): void {
    const changes = difference(this.text, text);
    if (changes) this.#view.dispatch({ changes });
  }
}
