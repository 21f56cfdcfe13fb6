/** Files that are let go over the page: over the migration they become its base, elsewhere the project. */

import { dropped } from "../project/local.js";
import type { Opened } from "../project/local.js";
import { byId, element } from "../ui/dom.js";
import { toast } from "../ui/toast.js";

export function drops(take: (opened: Opened) => void, takeBase: (opened: Opened) => void): void {
  const veil = element("div", { class: "veil", hidden: "" });
  document.body.append(veil);
  const files = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const overBase = (event: DragEvent) => byId("view-migration").contains(document.elementFromPoint(event.clientX, event.clientY));
  addEventListener("dragover", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    veil.textContent = overBase(event) ? "Drop to compare with it" : "Drop to open";
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  // Also in the capture phase: the editor would take the text of a file.
  addEventListener(
    "drop",
    async (event) => {
      veil.hidden = true;
      if (!files(event) || !event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      const asBase = overBase(event);
      try {
        const opened = await dropped(event.dataTransfer);
        if (opened) (asBase ? takeBase : take)(opened);
      } catch (error) {
        toast(error instanceof Error ? error.message : "That did not work.");
      }
    },
    { capture: true },
  );
}
