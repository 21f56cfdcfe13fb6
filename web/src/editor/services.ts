/** What the core knows about a place in the text: completion, hover, definition, other names, where it is named. */

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import type { Completion as Option, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import type { Completion, Completions, Hover, Place } from "../core/protocol.js";
import { markdown } from "../ui/markdown.js";
import { inline } from "./inline.js";
import { rename } from "./rename.js";
import type { Renaming } from "./rename.js";
import { uses } from "./uses.js";
import type { Uses } from "./uses.js";

export interface Services extends Renaming, Uses {
  complete(file: string, offset: number): Promise<Completions | null>;
  hover(file: string, offset: number): Promise<Hover | null>;
  definition(file: string, offset: number): Promise<Place | null>;
  format(): void;
}

/** What CodeMirror calls kinds, for their signs. */
const TYPES: Record<string, string> = {
  section: "namespace", key: "property", type: "type", table: "class", column: "variable", role: "constant", function: "function", word: "keyword", name: "text",
};

export function services(file: () => string, core: Services): Extension {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    if (!file().endsWith(".toml")) return null;
    // At an empty place only who asks for it gets a list.
    const before = context.matchBefore(/[\p{L}\p{N}_$."'[-]+/u);
    if (before === null && !context.explicit) return null;
    try {
      const found = await core.complete(file(), context.pos);
      if (found === null || found.items.length === 0) return null;
      const { start, end, items } = found;
      return { from: start, to: Math.max(end, context.pos), options: items.map(option), validFor: /^[\p{L}\p{N}_$-]*$/u };
    } catch {
      return null;
    }
  };
  const goto = (view: EditorView, offset: number) => {
    core.definition(file(), offset).then((place) => place && core.reveal(place), () => {});
    return view.state.doc.length >= offset;
  };
  return [
    closeBrackets(),
    inline,
    autocompletion({ override: [complete], icons: false, maxRenderedOptions: 100 }),
    hoverTooltip(async (_view, pos) => {
      const found = await core.hover(file(), pos).catch(() => null);
      return found && { pos: found.start, end: found.end, above: true, create: () => ({ dom: shown(found) }) };
    }),
    EditorView.domEventHandlers({
      mousedown(event, view) {
        const offset = event.ctrlKey || event.metaKey ? view.posAtCoords(event) : null;
        if (offset === null || event.button !== 0) return false;
        event.preventDefault();
        return goto(view, offset);
      },
    }),
    keymap.of([
      { key: "F2", run: (view) => (void rename(view, file(), core), true) },
      { key: "Shift-F12", run: (view) => (void uses(view, file(), core), true) },
      { key: "F12", run: (view) => goto(view, view.state.selection.main.head) },
      { key: "Shift-Alt-f", run: () => (core.format(), true) },
      { key: "Tab", run: acceptCompletion },
      ...closeBracketsKeymap,
      ...completionKeymap,
    ]),
  ];
}

function option({ label, kind, detail, docs, text }: Completion): Option {
  const made: Option = { label, apply: text, type: TYPES[kind] ?? "text", detail: detail === "" ? kind : detail };
  if (docs !== "") made.info = () => markdown(docs);
  return made;
}

function shown({ text }: Hover): HTMLElement {
  const box = markdown(text);
  box.classList.add("hover");
  return box;
}
