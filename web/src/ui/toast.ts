/** One sentence that goes away by itself, with at most one thing to do about it. */

import { button, byId, element } from "./dom.js";

const SEEN = 8000;
let timer: ReturnType<typeof setTimeout> | undefined;

export function toast(text: string, act?: { label: string; run(): void }): void {
  const box = byId("toast");
  const children: (Node | string)[] = [element("span", {}, text)];
  if (act) children.push(button(act.label, () => (hide(), act.run()), { class: "quiet" }));
  children.push(button("×", hide, { class: "shut", "aria-label": "Close" }));
  box.replaceChildren(...children);
  box.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(hide, SEEN);
}

function hide(): void {
  clearTimeout(timer);
  const box = byId("toast");
  // Someone who is in it stays in it.
  if (box.contains(document.activeElement) && document.activeElement?.matches(":focus-visible")) {
    timer = setTimeout(hide, SEEN);
    (document.activeElement as HTMLElement).blur();
    return;
  }
  box.hidden = true;
  box.replaceChildren();
}
