/** The little Markdown that the core writes, as elements: never as markup. */

import { code } from "./code.js";
import { element } from "./dom.js";

/** Headings, paragraphs, lists, tables are not needed; code blocks are. */
export function markdown(text: string): HTMLElement {
  const box = element("div", { class: "prose" });
  const lines = text.split("\n");
  let paragraph: string[] = [];
  let list: HTMLUListElement | undefined;
  const flush = () => {
    if (paragraph.length > 0) box.append(element("p", {}, ...inline(paragraph.join(" "))));
    paragraph = [];
    list = undefined;
  };
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? "";
    const fence = /^(`{3,})\s*(\S*)/.exec(line);
    const heading = /^(#{1,6})\s+(.*)/.exec(line);
    const item = /^\s*[-*]\s+(.*)/.exec(line);
    if (fence) {
      flush();
      const end = lines.findIndex((other, index) => index > at && other.startsWith(fence[1] ?? "```"));
      const stop = end < 0 ? lines.length : end;
      box.append(code(lines.slice(at + 1, stop).join("\n"), fence[2] || "text"));
      at = stop;
    } else if (heading) {
      flush();
      box.append(element("h4", {}, ...inline(heading[2] ?? "")));
    } else if (item) {
      if (paragraph.length > 0) flush();
      if (list === undefined) box.append((list = element("ul")));
      list.append(element("li", {}, ...inline(item[1] ?? "")));
    } else if (line.trim() === "") {
      flush();
    } else if (list?.lastElementChild && /^\s/.test(line)) {
      list.lastElementChild.append(" ", ...inline(line.trim()));
    } else {
      if (list) flush();
      paragraph.push(line.trim());
    }
  }
  flush();
  return box;
}

/** Code, strong, emphasis and the words of links; a backslash takes a mark's meaning. */
function inline(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  const mark = /(`+)(.+?)\1(?!`)|\*\*(.+?)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)\s]*\)|\\([!-/:-@[-`{-~])/g;
  let from = 0;
  for (const found of text.matchAll(mark)) {
    parts.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    const [, , quoted, strong, soft, link, escaped] = found;
    if (quoted !== undefined) parts.push(element("code", {}, quoted.replace(/^ (.*) $/, "$1")));
    else if (strong !== undefined) parts.push(element("strong", {}, ...inline(strong)));
    else if (soft !== undefined) parts.push(element("em", {}, ...inline(soft)));
    else parts.push(link ?? escaped ?? "");
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}
