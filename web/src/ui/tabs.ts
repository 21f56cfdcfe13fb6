/** A list of tabs, by pointer and by keyboard. */

export function tabs(list: HTMLElement, chosen: (view: string) => void): (view: string) => void {
  const all = [...list.querySelectorAll<HTMLButtonElement>("[role=tab]")];
  const select = (view: string) => {
    for (const tab of all) {
      const on = tab.dataset["view"] === view;
      tab.setAttribute("aria-selected", `${on}`);
      tab.tabIndex = on ? 0 : -1;
    }
    chosen(view);
  };
  for (const tab of all) tab.addEventListener("click", () => select(tab.dataset["view"] ?? ""));
  list.addEventListener("keydown", (event) => {
    // Tabs that a width does not show are not there.
    const there = all.filter((tab) => tab.offsetParent !== null);
    const at = there.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: there.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    const next = there.at(to % there.length);
    next?.focus();
    if (next) select(next.dataset["view"] ?? "");
  });
  return select;
}
