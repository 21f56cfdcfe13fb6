/** Something small that is asked or shown at a place in the text, until it is left. */

import { StateEffect, StateField } from "@codemirror/state";
import type { Extension } from "@codemirror/state";
import { EditorView, showTooltip } from "@codemirror/view";
import type { Tooltip } from "@codemirror/view";

const show = StateEffect.define<Tooltip | null>();

const field = StateField.define<Tooltip | null>({
  create: () => null,
  update(now, transaction) {
    for (const effect of transaction.effects) if (effect.is(show)) return effect.value;
    // Its place is one of the text as it was.
    return transaction.docChanged ? null : now;
  },
  provide: (from) => showTooltip.from(from),
});

export const inline: Extension = field;

/** Shows it above or below a place, and gives it the focus. Escape closes it, and so does leaving it. */
export function open(view: EditorView, pos: number, dom: HTMLElement, focus: HTMLElement): void {
  dom.addEventListener("keydown", (event) => {
    // Keys in it are not the editor's.
    event.stopPropagation();
    if (event.key !== "Escape") return;
    event.preventDefault();
    close(view);
    view.focus();
  });
  dom.addEventListener("focusout", (event) => {
    if (!dom.contains(event.relatedTarget as Node | null) && dom.isConnected && document.hasFocus()) close(view);
  });
  const tooltip: Tooltip = { pos, above: false, arrow: false, create: () => ({ dom, mount: () => focus.focus() }) };
  view.dispatch({ effects: show.of(tooltip) });
}

export function close(view: EditorView): void {
  if (view.state.field(field, false)) view.dispatch({ effects: show.of(null) });
}
