/** The places that name what the cursor is at, to go to. */

import type { EditorView } from "@codemirror/view";
import type { Place } from "../core/protocol.js";
import { element, plural } from "../ui/dom.js";
import { close, open } from "./inline.js";

/** A line of a file, cut where a name stands in it. */
export interface Excerpt {
  line: number;
  before: string;
  name: string;
  after: string;
}

export interface Uses {
  references(file: string, offset: number): Promise<Place[]>;
  excerpt(place: Place): Excerpt;
  reveal(place: Place): void;
  say(text: string): void;
}

let count = 0;

export async function uses(view: EditorView, file: string, core: Uses): Promise<void> {
  const offset = view.state.selection.main.head;
  const { doc } = view.state;
  const places = await core.references(file, offset).catch(() => []);
  if (view.state.doc !== doc) return;
  if (places.length === 0) return core.say("Nothing stands here that has a name of its own.");
  const several = new Set(places.map((place) => place.file)).size > 1;
  const id = `uses-${++count}`;
  const rows = places.map((place, at) => {
    const { line, before, name, after } = core.excerpt(place);
    return element(
      "li",
      { id: `${id}-${at}`, role: "option", "aria-selected": "false" },
      element("span", { class: "where" }, several ? `${place.file}:${line}` : `${line}`),
      element("code", {}, before, element("b", {}, name), after),
    );
  });
  const list = element("ul", { role: "listbox", tabindex: "0", "aria-label": `Named in ${plural(places.length, "place")}` }, ...rows);
  const box = element("div", { class: "inline uses" }, element("p", {}, `Named in ${plural(places.length, "place")}`), list);
  let chosen = Math.max(0, places.findIndex((place) => place.file === file && place.start <= offset && offset <= place.end));
  const move = (to: number) => {
    rows[chosen]?.setAttribute("aria-selected", "false");
    chosen = Math.max(0, Math.min(rows.length - 1, to));
    rows[chosen]?.setAttribute("aria-selected", "true");
    rows[chosen]?.scrollIntoView({ block: "nearest" });
    list.setAttribute("aria-activedescendant", `${id}-${chosen}`);
  };
  const go = (at: number) => {
    const place = places[at];
    close(view);
    if (place) core.reveal(place);
  };
  list.addEventListener("keydown", (event) => {
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, PageDown: chosen + 8, PageUp: chosen - 8, Home: 0, End: rows.length }[event.key];
    if (to === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (to === undefined) go(chosen);
    else move(to);
  });
  list.addEventListener("click", (event) => {
    const row = (event.target as Element).closest("li");
    if (row) go(rows.indexOf(row));
  });
  const here = places.find((place) => place.file === file && place.start <= offset && offset <= place.end);
  open(view, here?.start ?? offset, box, list);
  move(chosen);
}
