/** What the page and the worker say to each other. Every question carries all that it needs. */

import type { Script, Summary } from "../wasm/pgtoml_wasm.js";

export type { Problem, Report, Script, Step, Summary } from "../wasm/pgtoml_wasm.js";

export type Theme = "light" | "dark" | "auto";

/** Questions and their answers, by name. All but `open` are about the text that was opened last. */
export interface Questions {
  open: { ask: { text: string }; answer: Summary };
  sql: { ask: object; answer: Script };
  migration: { ask: { from: string }; answer: Script };
  /** `aspect`: width through height that the picture should have. */
  erd: { ask: { theme: Theme; aspect?: number }; answer: string };
}

export type Name = keyof Questions;

export type Request = { [N in Name]: { id: number; name: N; ask: Questions[N]["ask"] } }[Name];

/** `ready` comes once, when questions can be asked. */
export type Reply = { ready: true } | { id: number; answer: unknown } | { id: number; error: string; broken: boolean };
