/** SQL and other text with colours, where no editor is needed. */

import { StreamLanguage } from "@codemirror/language";
import { highlightCode } from "@lezer/highlight";
import { postgres } from "../editor/postgres.js";
import { colors } from "../editor/theme.js";
import { toml } from "../editor/toml.js";
import { element } from "./dom.js";

const languages = { sql: StreamLanguage.define(postgres), toml };
/** Colouring more than this costs time that a reader would notice. */
const COLORED = 40_000;

/** A block of code. */
export function code(text: string, language: string = "sql"): HTMLPreElement {
  const known = language === "sql" || language === "toml" ? languages[language] : undefined;
  const box = element("pre", { class: "code" });
  if (known === undefined || text.length > COLORED) {
    box.append(text);
    return box;
  }
  highlightCode(
    text,
    known.parser.parse(text),
    colors,
    (part, classes) => box.append(classes === "" ? part : element("span", { class: classes }, part)),
    () => box.append("\n"),
  );
  return box;
}
