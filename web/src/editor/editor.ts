/** The editor of schema.toml. */

import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { bracketMatching, indentUnit } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import type { Diagnostic } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from "@codemirror/view";
import type { Problem } from "../core/protocol.js";
import { element } from "../ui/dom.js";
import { theme } from "./theme.js";
import { toml } from "./toml.js";

/** Underlining more than this many places costs time and helps nobody. */
const UNDERLINED = 200;

export class Editor {
  readonly #view: EditorView;
  readonly #extensions;

  constructor(parent: HTMLElement, text: string, edited: () => void) {
    this.#extensions = [
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
      toml,
      theme,
      // Tab leaves the editor, as it leaves any field.
      keymap.of([
        ...defaultKeymap,
        ...historyKeymap,
        ...searchKeymap,
        ...lintKeymap,
        { key: "Mod-]", run: indentMore },
        { key: "Mod-[", run: indentLess },
      ]),
      EditorView.contentAttributes.of({ "aria-label": "schema.toml", spellcheck: "false", autocapitalize: "off" }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) edited();
      }),
    ];
    this.#view = new EditorView({ parent, state: this.#state(text) });
  }

  get text(): string {
    return this.#view.state.sliceDoc();
  }

  /** Another document, with a history of its own. */
  replace(text: string): void {
    this.#view.setState(this.#state(text));
  }

  /** Underlines problems of the text as it is. */
  diagnose(problems: readonly Problem[]): void {
    const { doc } = this.#view.state;
    const shown = problems.slice(0, UNDERLINED).map((problem): Diagnostic => {
      const from = Math.min(problem.start ?? 0, doc.length);
      const to = Math.min(Math.max(problem.end ?? from, from), doc.length);
      return {
        from,
        to,
        severity: problem.severity === "note" ? "info" : problem.severity,
        message: problem.message,
        renderMessage: () => explain(problem),
      };
    });
    this.#view.dispatch(setDiagnostics(this.#view.state, shown));
  }

  /** The line of an offset, from 1. */
  line(offset: number): number {
    const { doc } = this.#view.state;
    return doc.lineAt(Math.min(offset, doc.length)).number;
  }

  /** Goes to a place in the text. */
  reveal(start: number, end: number): void {
    const { length } = this.#view.state.doc;
    const [anchor, head] = [Math.min(start, length), Math.min(end, length)];
    this.#view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.#view.focus();
  }

  #state(text: string): EditorState {
    return EditorState.create({ doc: text, extensions: this.#extensions });
  }
}

/** A problem in a tooltip. */
function explain(problem: Problem): HTMLElement {
  const box = element("div", { class: "explain" }, element("div", {}, problem.message));
  if (problem.hint !== undefined) box.append(element("div", { class: "hint" }, problem.hint));
  return box;
}
