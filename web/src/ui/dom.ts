/** Small helpers around the DOM. Text goes in as text, never as markup. */

/** The element of the page with this id. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as unknown as T;
}

/** A new element. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A new element of SVG. */
export function drawn(name: string, attributes: Record<string, string> = {}, ...children: Node[]): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** A button with what it does. */
export function button(content: Node | string, run: (event: MouseEvent) => void, attributes: Record<string, string> = {}): HTMLButtonElement {
  const made = element("button", { type: "button", ...attributes }, content);
  made.addEventListener("click", run);
  return made;
}

/** A name of the schema, which may go on in the next line behind a dot or an underscore. */
export function breakable(name: string): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const part of name.split(/(?<=[._])/)) made.append(part, document.createElement("wbr"));
  return made;
}

/** `1 table`, `2 policies`. */
export function plural(count: number, word: string): string {
  const many = /[^e]y$/.test(word) ? `${word.slice(0, -1)}ies` : /[xs]$/.test(word) ? `${word}es` : `${word}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? word : many}`;
}

/** `812 B`, `4.2 kB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** The same, once nothing has called for a while. */
export function later(wait: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, wait);
  };
}

/** A setting that outlives the page, where the browser lets it. */
export const memory = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(`pgtoml.${key}`);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null): void {
    try {
      if (value === null) localStorage.removeItem(`pgtoml.${key}`);
      else localStorage.setItem(`pgtoml.${key}`, value);
    } catch {
      // Then it does not.
    }
  },
};

/** Offers something as a file. */
export function save(name: string, content: Blob): void {
  const link = element("a", { href: URL.createObjectURL(content), download: name });
  link.click();
  // Not at once: a browser may read it only when the reader has chosen a place.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Offers a text as a file. */
export function saveText(name: string, type: string, text: string): void {
  save(name, new Blob([text], { type }));
}
