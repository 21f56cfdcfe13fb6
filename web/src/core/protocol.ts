/** What the page and the worker say to each other. Every question carries all that it needs. */

import type { Server } from "../pglite/protocol.js";
import type { Sources } from "../project/project.js";
import type * as Core from "../wasm/pgtoml_wasm.js";

export type {
  Access, AccessRelation, Box, Cell, Command, Completion, Completions, DocsBlock, DocsEntry, DocsPage, DocsText, ErdOptions,
  Finding, Fix, Format, Formatted, Hover, Line, Lints, Made, ModelObject, OutlineItem, Picture, Place, Problem, Reach, Renamable, Renamed,
  Report, Script, Sentence, SourceFile, Step, Summary, Target, TextEdit, Theme,
} from "../wasm/pgtoml_wasm.js";

/** What a database answered to `queries`, in their order. */
export interface Reading extends Server {
  answers: string[];
}

/** Questions and their answers, by name. Those about a schema are about the files that were opened last. */
export interface Questions {
  open: { ask: Sources; answer: Core.Summary };
  sql: { ask: object; answer: Core.Made };
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
  complete: { ask: { file: string; offset: number }; answer: Core.Completions | null };
  hover: { ask: { file: string; offset: number }; answer: Core.Hover | null };
  definition: { ask: { file: string; offset: number }; answer: Core.Place | null };
  references: { ask: { file: string; offset: number }; answer: Core.Place[] };
  renamable: { ask: { file: string; offset: number }; answer: Core.Renamable | null };
  /** `from`: what a migration begins with, which may know the old name. */
  rename: { ask: { file: string; offset: number; name: string; from: Sources }; answer: Core.Renamed | null };
  /** What differs from `from` in who reaches which rows. */
  accessChanges: { ask: { from: Sources }; answer: Core.Sentence[] };
  format: { ask: { text: string }; answer: Core.Formatted };
  /** What reads a database; each gives one row with one text. */
  queries: { ask: Server; answer: string[] };
  imported: { ask: Reading; answer: { toml: string; unmodelled: string[] } };
  /** What a server must load before the files can be compared with `from`; `null`: nothing. */
  question: { ask: { from: Sources }; answer: Core.Question | null };
  settled: { ask: { from: Sources; wanted: Reading; there: Reading }; answer: Core.Script };
  /** The same, from a database. */
  leftQuestion: { ask: { live: Reading }; answer: Core.Question | null };
  left: { ask: { live: Reading; settled?: { wanted: Reading; there: Reading } }; answer: Core.Script };
}

export type Name = keyof Questions;

/** Asks the core about the files that it is about. */
export type Ask = <N extends Name>(name: N, ask: Questions[N]["ask"]) => Promise<Questions[N]["answer"]>;

export type Request = { [N in Name]: { id: number; name: N; ask: Questions[N]["ask"] } }[Name];

/** `ready` comes once, when questions can be asked. */
export type Reply = { ready: true } | { id: number; answer: unknown } | { id: number; error: string; broken: boolean };
