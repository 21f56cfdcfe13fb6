/** What is to be said about a plan before it is run. */

import type { Report } from "../core/protocol.js";
import { element } from "../ui/dom.js";

/** More than this many of one sort are counted instead of listed. */
const LISTED = 20;

/** What no correct plan exists for. */
export function refusals(refused: Report["refused"] = []): HTMLElement[] {
  return notices("danger", "Refused", refused, ({ object, reason }) => [`${object}: ${reason}`, ""]);
}

/** `text` gives a sentence, and words for the command line; `null` if there is nothing to say. */
export function notices<T>(look: "danger" | "caution", title: string, items: readonly T[], text: (item: T) => [string, string] | null): HTMLElement[] {
  const texts = items.map(text).filter((one) => one !== null);
  const shown = texts.slice(0, LISTED).map(([what, flag]) => {
    const line = element("p", { class: `notice ${look}` }, element("b", {}, title), ` ${what} `);
    if (flag !== "") line.append(element("code", {}, flag));
    return line;
  });
  if (texts.length > LISTED) shown.push(element("p", { class: `notice ${look}` }, `${title}: ${texts.length - LISTED} more`));
  return shown;
}
