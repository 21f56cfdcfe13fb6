/** Buttons that copy or save what a view shows. */

import { element } from "./dom.js";

/** A button that says for a moment that it has done its work. */
export function action(label: string, done: string, run: () => Promise<void> | void): HTMLButtonElement {
  const button = element("button", { type: "button", class: "quiet" }, label);
  button.addEventListener("click", async () => {
    let said = done;
    try {
      await run();
    } catch {
      said = "That did not work";
    }
    button.textContent = said;
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}
