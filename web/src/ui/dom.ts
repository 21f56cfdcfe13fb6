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

/** `1 table`, `2 policies`. */
export function plural(count: number, word: string): string {
  const many = /[^e]y$/.test(word) ? `${word.slice(0, -1)}ies` : /[xs]$/.test(word) ? `${word}es` : `${word}s`;
  return `${count.toLocaleString("en")} ${count === 1 ? word : many}`;
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
  set(key: string, value: string): void {
    try {
      localStorage.setItem(`pgtoml.${key}`, value);
    } catch {
      // Then it does not.
    }
  },
};

/** Offers a text as a file. */
export function save(name: string, type: string, text: string): void {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  URL.revokeObjectURL(link.href);
}
