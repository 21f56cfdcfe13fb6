/** Another name for what the cursor is at, wherever it is named. */

import type { EditorView } from "@codemirror/view";
import type { Renamable, Renamed, TextEdit } from "../core/protocol.js";
import { element } from "../ui/dom.js";
import { close, open } from "./inline.js";

export interface Renaming {
  renamable(file: string, offset: number): Promise<Renamable | null>;
  rename(file: string, offset: number, name: string): Promise<Renamed | null>;
  apply(edits: readonly TextEdit[]): void;
  /** Why nothing can be renamed here. */
  say(text: string): void;
}

let count = 0;

export async function rename(view: EditorView, file: string, core: Renaming): Promise<void> {
  const offset = view.state.selection.main.head;
  const { doc } = view.state;
  const now = await core.renamable(file, offset).catch(() => null);
  // Who went on typing asks about something else.
  if (view.state.doc !== doc) return;
  if (now === null) return core.say("Only names in TOML files can be changed here.");
  if ("refused" in now) return core.say(sentence(now.refused));
  const id = `rename-${++count}`;
  const input = element("input", {
    id, type: "text", value: now.name, autocomplete: "off", autocapitalize: "off", spellcheck: "false", "aria-describedby": `${id}-says`,
  });
  const says = element("p", { id: `${id}-says`, role: "status" }, "Enter changes it wherever it is named.");
  const form = element("form", { class: "inline rename" }, element("label", { for: id }, `Rename ${now.what}`), input, says);
  const refuse = (text: string) => {
    says.textContent = text;
    says.className = "refused";
    input.setAttribute("aria-invalid", "true");
    input.select();
  };
  input.addEventListener("input", () => {
    if (says.className === "") return;
    says.className = "";
    says.textContent = "Enter changes it wherever it is named.";
    input.removeAttribute("aria-invalid");
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = input.value.trim();
    if (name === now.name) return leave();
    form.ariaBusy = "true";
    const made = await core.rename(file, offset, name).catch(() => null);
    form.ariaBusy = "false";
    if (!form.isConnected) return;
    if (view.state.doc !== doc || made === null) return refuse("That did not work.");
    if ("refused" in made) return refuse(sentence(made.refused));
    leave();
    core.apply(made.edits);
  });
  const leave = () => (close(view), view.focus());
  open(view, now.start, form, input);
  input.select();
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
