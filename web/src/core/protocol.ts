/** What the page and the worker say to each other. Every question carries all that it needs. */

import type { Sources } from "../project/project.js";
import type * as Core from "../wasm/pgtoml_wasm.js";

export type {
  Access, AccessRelation, Box, Cell, Command, Completion, Completions, DocsBlock, DocsEntry, DocsPage, DocsText, ErdOptions,
  Finding, Fix, Format, Formatted, Hover, Line, Lints, ModelObject, OutlineItem, Picture, Place, Problem, Reach, Report,
  Script, Sentence, SourceFile, Step, Summary, Target, TextEdit,
} from "../wasm/pgtoml_wasm.js";

export type Theme = "light" | "dark" | "auto";

/** Questions and their answers, by name. All but `open` and `format` are about the files that were opened last. */
export interface Questions {
  open: { ask: Sources; answer: Core.Summary };
  sql: { ask: object; answer: Core.Script };
  /** `back`: from the files to `from`. */
  migration: { ask: { from: Sources; back: boolean }; answer: Core.Script };
  /** `from`: in the colours of what differs from it. */
  picture: { ask: { options: Core.ErdOptions; from?: Sources }; answer: Core.Picture };
  diagram: { ask: { format: Core.Format; options: Core.ErdOptions }; answer: string };
  access: { ask: object; answer: Core.Access };
  lints: { ask: object; answer: Core.Lints };
  /** The page of a rule, in Markdown. */
  explain: { ask: { rule: string }; answer: string };
  pages: { ask: object; answer: Core.DocsEntry[] };
  page: { ask: { path: string }; answer: Core.DocsPage };
  model: { ask: object; answer: Core.ModelObject[] };
  outline: { ask: object; answer: Core.OutlineItem[] };
  format: { ask: { text: string }; answer: Core.Formatted };
}

export type Name = keyof Questions;

/** Asks the core about the files that it is about. */
export type Ask = <N extends Name>(name: N, ask: Questions[N]["ask"]) => Promise<Questions[N]["answer"]>;

export type Request = { [N in Name]: { id: number; name: N; ask: Questions[N]["ask"] } }[Name];

/** `ready` comes once, when questions can be asked. */
export type Reply = { ready: true } | { id: number; answer: unknown } | { id: number; error: string; broken: boolean };
