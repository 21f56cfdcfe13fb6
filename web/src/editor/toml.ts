/** Colours of schema.toml: TOML, and SQL inside the strings that are SQL. */

import { StreamLanguage, StringStream } from "@codemirror/language";
import type { StreamParser } from "@codemirror/language";
import { tags } from "@lezer/highlight";
import { postgres } from "./postgres.js";

type SqlState = ReturnType<NonNullable<(typeof postgres)["startState"]>>;

/** Nothing that is meant nests deeper, and what is not meant must not take long. */
const DEEPEST = 64;

interface Text {
  quote: string;
  /** Set where the string is SQL. */
  sql: SqlState | null;
}

/** An array or an inline table that is open. */
interface Frame {
  table: boolean;
  /** Keys that lead to it. */
  path: readonly string[];
}

interface State {
  mode: "header" | "key" | "value";
  /** Keys of the last header. */
  base: readonly string[];
  /** Keys that lead to the value. */
  path: readonly string[];
  /** Keys read since the last `[`, `{`, `,` or line. */
  keys: readonly string[];
  frames: readonly Frame[];
  text: Text | null;
}

/** Tables of which every value is SQL. */
const SQL_TABLES = new Set(["columns", "checks", "constraints", "unnamed", "views", "materialized_views", "conversions", "backfill", "partitions"]);
/** Keys whose value is SQL. */
const SQL_KEYS = new Set(
  "type default on where using check with_check body query args returns by generated columns unnamed for as when".split(" "),
);
/** Keys whose value is words. */
const WORDS = new Set("comment comments name renamed_from renames language owner schema collation".split(" "));

function isSql(path: readonly string[]): boolean {
  const last = path.at(-1) ?? "";
  // A column may be called `name` or `comment`.
  if (SQL_TABLES.has(path.at(-2) ?? "")) return true;
  if (WORDS.has(last) || path.includes("comments")) return false;
  return SQL_KEYS.has(last) || path.slice(0, -1).some((key) => SQL_TABLES.has(key));
}

/** Where a string ends on this line, `-1` if it does not. */
function close(line: string, from: number, quote: string): number {
  if (quote.startsWith("'")) return line.indexOf(quote, from);
  for (let at = from; at < line.length; at++) {
    if (line[at] === "\\") at++;
    else if (line.startsWith(quote, at)) return at;
  }
  return -1;
}

/** The text of a string up to its end or the end of the line. */
function inside(stream: StringStream, state: State, text: Text): string {
  const end = close(stream.string, stream.pos, text.quote);
  if (end === stream.pos) {
    stream.match(text.quote);
    state.text = null;
    return "string";
  }
  const stop = end < 0 ? stream.string.length : end;
  let style: string | null = "string";
  if (text.sql === null) {
    stream.pos = stop;
  } else {
    const sub = new StringStream(stream.string.slice(0, stop), 4, 2);
    sub.pos = sub.start = stream.pos;
    style = postgres.token(sub, text.sql);
    stream.pos = Math.max(sub.pos, stream.pos + 1);
  }
  // A string in one line that nobody closed ends with the line.
  if (stream.eol() && end < 0 && text.quote.length === 1) state.text = null;
  return style ?? "sqlText";
}

function open(stream: StringStream, state: State, sql: boolean): string {
  const match = stream.match(/^('''|"""|'|")/) as RegExpMatchArray;
  state.text = { quote: match[0], sql: sql ? (postgres.startState?.(4) ?? null) : null };
  if (stream.eol() && match[0].length === 1) state.text = null;
  return "string";
}

/** A key, bare or quoted. */
function key(stream: StringStream): string | null {
  const match = stream.match(/^(?:[A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"?|'[^']*'?)/);
  if (match === null || match === true || match === false) return null;
  return /^["']/.test(match[0]) ? match[0].slice(1, -1) : match[0];
}

function header(stream: StringStream, state: State): string | null {
  if (stream.eat("]")) {
    stream.eat("]");
    state.base = state.keys;
    state.keys = [];
    state.mode = "key";
    return "bracket";
  }
  const name = key(stream);
  if (name !== null) {
    state.keys = [...state.keys, name];
    return "heading";
  }
  stream.next();
  return "punctuation";
}

function left(stream: StringStream, state: State): string | null {
  if (stream.eat("}")) return leave(state);
  if (stream.eat(",")) return "punctuation";
  if (stream.eat("=")) {
    state.path = [...(state.frames.at(-1)?.path ?? state.base), ...state.keys];
    state.keys = [];
    state.mode = "value";
    return "operator";
  }
  const name = key(stream);
  if (name !== null) {
    state.keys = [...state.keys, name];
    return "propertyName";
  }
  stream.next();
  return "punctuation";
}

function right(stream: StringStream, state: State): string | null {
  const next = stream.peek();
  if (next === '"' || next === "'") return open(stream, state, isSql(state.path));
  if (stream.eat("[")) return enter(state, false);
  if (stream.eat("{")) return enter(state, true);
  if (stream.eat("]") || stream.eat("}")) return leave(state);
  if (stream.eat(",")) {
    const frame = state.frames.at(-1);
    state.path = frame?.path ?? [];
    state.mode = frame?.table ? "key" : "value";
    return "punctuation";
  }
  if (stream.match(/^(?:true|false)\b/)) return "bool";
  if (stream.match(/^[+-]?(?:\d[\d_:.TZ+-]*(?:[eE][+-]?\d+)?|0x[\da-fA-F_]+|0o[0-7_]+|0b[01_]+|inf|nan)\b/)) return "number";
  stream.next();
  return null;
}

function enter(state: State, table: boolean): string {
  if (state.frames.length < DEEPEST) state.frames = [...state.frames, { table, path: state.path }];
  state.keys = [];
  state.mode = table ? "key" : "value";
  return "bracket";
}

function leave(state: State): string {
  state.frames = state.frames.slice(0, -1);
  state.path = state.frames.at(-1)?.path ?? [];
  state.keys = [];
  state.mode = "value";
  return "bracket";
}

/** A header at the beginning of a line, even if something before it was not closed. */
const HEADER = /^\[\[?\s*["'A-Za-z][^=]*\]\s*(?:#.*)?$/;

const parser: StreamParser<State> = {
  name: "schema.toml",
  startState: () => ({ mode: "key", base: [], path: [], keys: [], frames: [], text: null }),
  copyState: (state) => ({ ...state, text: state.text && { ...state.text, sql: state.text.sql && { ...state.text.sql } } }),
  token(stream, state) {
    if (state.text !== null) return inside(stream, state, state.text);
    if (stream.sol()) {
      if (HEADER.test(stream.string)) state.frames = [];
      if (state.frames.length === 0) {
        state.mode = "key";
        state.keys = [];
      }
    }
    if (stream.eatSpace()) return null;
    if (stream.eat("#")) {
      stream.skipToEnd();
      return "comment";
    }
    if (state.mode === "key" && state.frames.length === 0 && state.keys.length === 0 && stream.eat("[")) {
      stream.eat("[");
      state.mode = "header";
      return "bracket";
    }
    return state.mode === "header" ? header(stream, state) : state.mode === "key" ? left(stream, state) : right(stream, state);
  },
  tokenTable: { sqlText: tags.content },
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["[", "{", "(", "'", '"', "'''", '"""'] } },
};

export const toml = StreamLanguage.define(parser);
