/** The files of the project as tabs above the editor. */

import type { Editor } from "../editor/editor.js";
import { button, byId, element, saveText } from "./dom.js";
import { menu } from "./menu.js";
import type { Item } from "./menu.js";
import { toast } from "./toast.js";

/** What a path may be: it is one inside the project. */
const PATH = /^(?!.*(^|\/)\.{1,2}(\/|$))[^\/\\\0]+(\/[^\/\\\0]+)*$/;

export class Files {
  readonly #editor: Editor;
  readonly #list = byId("files");
  readonly #naming = element("input", { class: "naming", type: "text", hidden: "", "aria-label": "Name of the file", spellcheck: "false", autocomplete: "off" });
  /** Errors by file, to mark its tab. */
  #wrong = new Set<string>();
  #named: ((name: string) => void) | null = null;

  constructor(editor: Editor) {
    this.#editor = editor;
    this.#list.after(this.#naming);
    const more = byId<HTMLButtonElement>("file-menu");
    menu(more, "Files", () => this.#items());
    this.#naming.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#finish();
      if (event.key === "Escape") this.#stop();
    });
    this.#naming.addEventListener("blur", () => this.#stop());
    this.#list.addEventListener("keydown", (event) => {
      const tabs = [...this.#list.children] as HTMLElement[];
      const at = tabs.indexOf(document.activeElement as HTMLElement);
      const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const name = tabs.at(to % tabs.length)?.dataset["file"];
      if (name !== undefined) this.#editor.turn(name);
      this.#list.querySelector<HTMLElement>("[aria-selected=true]")?.focus();
    });
    this.show();
  }

  mark(files: Iterable<string | null>): void {
    this.#wrong = new Set([...files].filter((file) => file !== null));
    this.show();
  }

  show(): void {
    const names = this.#editor.names;
    const focused = this.#list.contains(document.activeElement);
    this.#list.replaceChildren(
      ...names.map((name) => {
        const on = name === this.#editor.active;
        const tab = button(name, () => this.#editor.turn(name), {
          role: "tab", class: this.#wrong.has(name) ? "file wrong" : "file", "aria-selected": `${on}`, "aria-controls": "editor", tabindex: on ? "0" : "-1",
        });
        tab.dataset["file"] = name;
        if (this.#wrong.has(name)) tab.title = "This file has problems";
        return tab;
      }),
    );
    const chosen = this.#list.querySelector<HTMLElement>("[aria-selected=true]");
    if (focused) chosen?.focus();
    if (chosen) {
      const { offsetLeft, offsetWidth } = chosen;
      const { scrollLeft, clientWidth } = this.#list;
      if (offsetLeft < scrollLeft || offsetLeft + offsetWidth > scrollLeft + clientWidth) this.#list.scrollLeft = offsetLeft - clientWidth / 2 + offsetWidth / 2;
    }
  }

  #items(): (Item | null)[] {
    const { active, main } = this.#editor;
    const items: (Item | null)[] = [
      { label: "New file …", run: () => this.#name("tables/new.toml", (name) => this.#create(name)) },
      { label: "Rename …", run: () => this.#name(active, (name) => this.#editor.rename(active, name)) },
      { label: "Download", detail: active, run: () => saveText(active.split("/").at(-1) ?? active, "text/plain", this.#text(active)) },
    ];
    if (active !== main) items.push({ label: "Remove", detail: active, run: () => this.#remove(active) });
    return items;
  }

  #text(name: string): string {
    return this.#editor.sources.files.find((file) => file.name === name)?.text ?? "";
  }

  #create(name: string): void {
    this.#editor.add(name, "");
    if (name.endsWith(".toml")) toast(`It is read once ${this.#editor.main} has include = [${JSON.stringify(name)}].`);
    this.#editor.focus();
  }

  #remove(name: string): void {
    const text = this.#text(name);
    this.#editor.remove(name);
    toast(`Removed ${name}.`, { label: "Undo", run: () => this.#editor.add(name, text) });
  }

  #name(first: string, named: (name: string) => void): void {
    this.#named = named;
    this.#naming.value = first;
    this.#naming.hidden = false;
    this.#naming.focus();
    const slash = first.lastIndexOf("/") + 1;
    this.#naming.setSelectionRange(slash, first.lastIndexOf(".") > slash ? first.lastIndexOf(".") : first.length);
  }

  #finish(): void {
    const name = this.#naming.value.trim();
    const named = this.#named;
    if (!PATH.test(name)) toast("A name is a path inside the project, such as tables/people.toml.");
    else if (this.#editor.names.includes(name)) toast(`There is a file ${name} already.`);
    else {
      this.#stop();
      named?.(name);
    }
  }

  #stop(): void {
    this.#named = null;
    this.#naming.hidden = true;
  }
}
