/** A list of things to do, below the button that opens it. */

import { button, element } from "./dom.js";

export interface Item {
  label: string;
  /** A second line. */
  detail?: string;
  /** The keys that do the same. */
  keys?: string;
  run(): void;
}

let count = 0;

/** Lets `opener` show what `items` returns at that moment. `null` stands for a line between groups. */
export function menu(opener: HTMLButtonElement, label: string, items: () => (Item | null)[]): void {
  const id = `menu-${++count}`;
  const box = element("div", { id, class: "menu", role: "menu", "aria-label": label, popover: "auto" });
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", () => {
    if (box.matches(":popover-open")) box.hidePopover();
    else show();
  });
  // The browser closes an open menu on the way down, which the click would open anew.
  opener.addEventListener("pointerdown", (event) => {
    if (box.matches(":popover-open")) event.preventDefault();
  });
  opener.popoverTargetElement = null;
  const show = () => {
    box.replaceChildren(
      ...items().map((item) => {
        if (item === null) return element("hr", { role: "separator" });
        const words = element("span", { class: "words" }, item.label);
        if (item.detail !== undefined) words.append(element("small", {}, item.detail));
        const made = button(words, () => (box.hidePopover(), item.run()), { role: "menuitem", tabindex: "-1" });
        if (item.keys !== undefined) made.append(element("kbd", {}, item.keys));
        return made;
      }),
    );
    // In the landmark of its button.
    opener.after(box);
    box.showPopover();
    const [at, own] = [opener.getBoundingClientRect(), box.getBoundingClientRect()];
    const up = at.bottom + own.height + 8 > innerHeight && at.top > own.height + 8;
    box.style.top = `${up ? at.top - own.height - 6 : at.bottom + 6}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, innerWidth - own.width - 8))}px`;
    opener.setAttribute("aria-expanded", "true");
    box.querySelector<HTMLElement>("[role=menuitem]")?.focus();
  };
  box.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    opener.setAttribute("aria-expanded", "false");
    box.remove();
  });
  box.addEventListener("keydown", (event) => {
    const all = [...box.querySelectorAll<HTMLElement>("[role=menuitem]")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Tab") box.hidePopover();
    if (to === undefined) return;
    event.preventDefault();
    all.at(to % all.length)?.focus();
  });
}
