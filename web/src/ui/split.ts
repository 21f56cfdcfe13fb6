/** Two panes and the line between them. */

import { memory } from "./dom.js";

const [LEAST, MOST, USUAL] = [20, 80, 44];

export function split(container: HTMLElement, divider: HTMLElement): void {
  const set = (percent: number, keep: boolean) => {
    const value = Math.round(Math.min(MOST, Math.max(LEAST, percent)) * 10) / 10;
    container.style.setProperty("--left", `${value}%`);
    divider.setAttribute("aria-valuenow", `${Math.round(value)}`);
    if (keep) memory.set("split", `${value}`);
  };
  divider.setAttribute("aria-valuemin", `${LEAST}`);
  divider.setAttribute("aria-valuemax", `${MOST}`);
  set(Number(memory.get("split")) || USUAL, false);

  divider.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    divider.setPointerCapture(event.pointerId);
    divider.classList.add("held");
  });
  divider.addEventListener("pointermove", (event) => {
    if (!divider.hasPointerCapture(event.pointerId)) return;
    const { left, width } = container.getBoundingClientRect();
    set(((event.clientX - left) / width) * 100, false);
  });
  divider.addEventListener("lostpointercapture", () => {
    divider.classList.remove("held");
    memory.set("split", divider.getAttribute("aria-valuenow") ?? "");
  });
  divider.addEventListener("dblclick", () => set(USUAL, true));
  divider.addEventListener("keydown", (event) => {
    const now = Number(divider.getAttribute("aria-valuenow"));
    const to = { ArrowLeft: now - 2, ArrowRight: now + 2, Home: LEAST, End: MOST }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    set(to, true);
  });
}
