// What crosses the border, as JSON. Offsets count UTF-16 code units, as JavaScript does. What is absent is left out where
// a `?` stands, and `null` otherwise.

/** A file by its path, with `/` between its parts. */
export interface SourceFile {
  name: string;
  text: string;
}

/** A range in one of the files that a schema was made of. */
export interface Place {
  file: string;
  start: number;
  end: number;
}

/** A replacement of a range. The edits of one list do not overlap, and all are about the text as it was. */
export interface TextEdit extends Place {
  text: string;
}

/** What sets a problem right when somebody chooses it. */
export interface Fix {
  /** What a button says. */
  title: string;
  edits: TextEdit[];
}

/** What is known of a schema at once: `summary()`. */
export interface Summary {
  /** `[project] name`. */
  name: string | null;
  /** Whether a problem stops planning. */
  errors: boolean;
  /** Problems, in the order of their places. */
  diagnostics: Problem[];
  /** Objects by what SQL calls their kind, in lower case. */
  counts: Record<string, number>;
  /** The files that were read, the main file first; files that were given and that nothing names are not among them. */
  files: string[];
}

/** A problem of a text. */
export interface Problem {
  /** The file that it is in; `null` for a problem without a place. */
  file: string | null;
  start: number | null;
  end: number | null;
  severity: "error" | "warning" | "note";
  /** Stable name of the problem: `unknown-key`. */
  code: string;
  message: string;
  /** What to do. */
  hint?: string;
  /** TOML that sets it right when it is merged into the file. */
  fix?: string;
  /** The same and more as edits. */
  fixes?: Fix[];
}

/** A script that makes everything from nothing: `sql()`. */
export interface Made {
  /** What psql runs; empty if there is nothing to do. */
  sql: string;
  /** How many statements it has. */
  statements: number;
  /** What no correct step exists for. */
  refused?: ({ object: string; reason: string } & Target)[];
}

/** A script and what is to be said about it: `migration(from)`. */
export interface Script {
  /** What psql runs; empty if there is nothing to do. */
  sql: string;
  /** One line: `create 3 tables`. */
  headline: string;
  report: Report;
}

/** A plan, ready to show. */
export interface Report {
  /** Objects made, altered and dropped, by what SQL calls their kind. */
  summary: Record<"create" | "alter" | "drop", Record<string, number>> & { rows?: Record<"insert" | "update" | "merge" | "delete", number> };
  steps: Step[];
  /** What no correct step exists for. */
  refused?: ({ object: string; reason: string } & Target)[];
  /** What only a server can compare. */
  undetermined?: ({ text: string } & Partial<Target>)[];
  /** What becomes of who reaches which rows. */
  access?: Sentence[];
  /** What the file could say so that less is lost. */
  hints?: string[];
}

/** What something is about, and where that stands. */
export interface Target {
  /** The `id` of the box in the picture that stands for it, or for what it belongs to; `null` where none does. */
  table: string | null;
  /** Where it is declared; where it is only in the base, where the base declares it. */
  place: Place | null;
  /** Whether `place` is one of the base. */
  base: boolean;
}

/** One step. */
export interface Step extends Target {
  /** The object, in words. */
  object: string;
  kind: string;
  /** What is done to it. */
  action: string;
  mark: "+" | "~" | "-";
  /** The statement. */
  sql: string;
  effects: Effects;
  /** The name by which a destructive step is allowed. */
  allow?: string;
  /** What becomes of rows, a line for each. */
  rows?: string[];
  /** Number of the transaction it runs in, from 1. */
  segment: number;
}

/** What a step does besides what it is for. */
export interface Effects {
  /** The strongest lock that it takes. */
  lock: string;
  /** Writes the whole table anew. */
  rewrites: boolean;
  /** Reads the whole table while it holds the lock. */
  scans: boolean;
  /** What is gone for good afterwards. */
  loss?: string;
  /** Who may see or do more than before. */
  widens?: string;
}

/** What a picture shows. Everything has a default, which is what `pgtoml erd` does. */
export interface ErdOptions {
  /** `auto` follows the reader's setting. */
  theme?: "light" | "dark" | "auto";
  /** Width through height that it should have, 0.1 to 10. */
  aspect?: number;
  /** `keys`: only rows that are part of a key; `names`: heads only. */
  detail?: "all" | "keys" | "names";
  /** Only these tables and their neighbours: `name` or `schema.name`, with `*` for any characters. */
  focus?: string[];
  /** How many relations away from `focus` a table may be; 1 if absent. */
  depth?: number;
  include?: string[];
  exclude?: string[];
  /** Only this group, by id or label. */
  group?: string;
  /** What stands in one frame. */
  groups?: "auto" | "file" | "schema" | "community" | "none";
  enums?: "list" | "boxes" | "none";
  /** Top left corners by `id`, from an earlier picture or from who dragged a box: boxes stay about there. */
  positions?: Record<string, { x: number; y: number }>;
  /** Whether marks are explained below the picture; `true` if absent. */
  legend?: boolean;
  /** Put in front of every `id` of an element, so that two pictures can stand in one page. */
  prefix?: string;
}

/** A picture and what is where in it: `picture(options)`, `picture_from(base, options)`. Numbers are user units of the SVG, whose `viewBox` says where it begins. */
export interface Picture {
  svg: string;
  title: string;
  /** In words: `4 tables, 5 relations`. */
  description: string;
  /** In the order of the list that a reader hears. */
  boxes: Box[];
  lines: Line[];
  frames: { id: string; label: string; x: number; y: number; width: number; height: number }[];
}

/** A table, a view, an enum, or all enums. */
export interface Box {
  /** The `id` of its element in the SVG. */
  element: string;
  /** `schema.name` as SQL quotes it; `(enums)` for the box of all enums. */
  id: string;
  kind: "table" | "view" | "materialized_view" | "foreign_table" | "enum";
  schema: string;
  name: string;
  comment: string | null;
  group: string | null;
  change: "added" | "removed" | "changed" | null;
  /** Whether row-level security is on, and how many policies it has. */
  secured: boolean;
  policies: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The rows that are shown. */
  rows: { name: string; type: string; y: number; height: number; key: boolean; place: Place | null }[];
  /** How many rows are not shown. */
  hidden: number;
  /** The whole declaration: its key. */
  place: Place | null;
}

/** A line, from the table that refers to the one that is referred to. */
export interface Line {
  name: string;
  kind: "foreign_key" | "inheritance" | "reads" | "uses_type";
  /** The `id` of the box. */
  from: string;
  from_columns: string[];
  to: string;
  to_columns: string[];
  change: "added" | "removed" | "changed" | null;
  points: { x: number; y: number }[];
}

/** Formats of `formats(name, options)`. */
export type Format = "svg" | "mermaid" | "dbml" | "dot" | "plantuml" | "d2" | "markdown" | "json";

/** Who reaches which rows: `access()`, as `pgtoml rls report --format json` has it. */
export interface Access {
  /** Relations in which some roles reach all rows, for one reason. */
  exposed: { roles: string[]; commands: Command[]; relations: string[]; why: string }[];
  /** What rules say about ways past row-level security. */
  findings: { rule: string; level: "info" | "warn" | "error"; message: string; hint: string | null }[];
  /** What the reader must know about the whole. */
  remarks: string[];
  roles: ({ name: string } & Record<string, unknown>)[];
  relations: AccessRelation[];
}

/** A table or view, and what each role may do with it. */
export interface AccessRelation extends Target {
  relation: string;
  kind: string;
  schema: string;
  name: string;
  owner: string | null;
  /** What guards its rows: nothing, row-level security, or for a view whose rights it reads with. */
  guard: "none" | "enabled" | "forced" | "definer" | "invoker" | "copy";
  access: ({ role: string } & Record<Command, Cell>)[];
  doors: { routine: string; runs_as: string | null; callers: string[]; writes: boolean }[];
  parents: string[];
}

export type Command = "select" | "insert" | "update" | "delete" | "truncate";

/** What a role may do by one command. */
export type Cell = Reach & {
  /** Only these columns. */
  columns?: string[];
  /** The same for a statement that reads what it writes. */
  reading?: Reach;
};

export type Reach =
  | { reach: "all"; why: string }
  | { reach: "rows"; using: Condition[]; check: Condition[]; beside?: string }
  | { reach: "trigger"; by: string }
  | { reach: "none"; why: string };

export interface Condition {
  table: string;
  closed: boolean;
  permissive: { policy: string; sql: string }[];
  restrictive: { policy: string; sql: string }[];
}

/** What an edit does to who reaches which rows: `access_changes(from)`. */
export interface Sentence {
  text: string;
  roles: string[];
  /** Relations, as `schema.name`. */
  relations: string[];
  /** Names of hazards, where somebody may see or change more than before. */
  hazards?: string[];
}

/** What rules find: `lints()`. */
export interface Lints {
  /** `1 error, 2 warnings`. */
  headline: string;
  findings: Finding[];
  suppressed: { rule: string; object: string; reason: string }[];
  /** Suppressions that pass over nothing any more. */
  stale: Problem[];
}

/** A finding. Its `code` is the rule, which `explain(rule)` tells about in Markdown. */
export interface Finding extends Problem {
  group: string;
  level: "info" | "warn" | "error";
  object: string;
  table: string | null;
  /** What the rule finds, in one sentence. */
  summary: string;
}

/** A page in the list: `docs_pages()`. */
export interface DocsEntry {
  /** `index`, `tables/documents`. */
  path: string;
  title: string;
  kind: string;
  schema: string;
  comment: string;
  /** What is found besides the title. */
  words: string[];
}

/** A page, to be built of text nodes: `docs_page(path)`. */
export interface DocsPage extends DocsEntry {
  facts: { name: string; value: DocsText }[];
  sections: { heading: string; blocks: DocsBlock[] }[];
}

/** Words in a row; `page` is the path of the page about them. */
export type DocsText = { text: string; code: boolean; page?: string }[];

export type DocsBlock =
  | { block: "paragraph"; text: DocsText }
  | { block: "list"; items: DocsText[] }
  | { block: "table"; head: string[]; rows: DocsText[][] }
  | { block: "sql"; sql: string }
  /** `svg` is made by the core and quotes all names; `pages` are those of its boxes, in their order. */
  | { block: "diagram"; mermaid: string; svg: string; pages: string[] };

/** An object by its name. */
export interface Named {
  /** In words: `index public.documents_tags_idx`. */
  object: string;
  /** `table`, `column`, `index`, `policy`. */
  kind: string;
  schema: string | null;
  /** The name of what it belongs to. */
  parent: string | null;
  name: string;
  comment: string | null;
}

/** An object of the model, after all sugar: `model()`. */
export interface ModelObject extends Named {
  owner: string | null;
  grants: Record<string, unknown>;
  body: unknown;
}

/** What a search finds, in the order of the file: `outline()`. */
export interface OutlineItem extends Named {
  /** The `id` of the box that stands for it, or for what it belongs to. */
  table: string | null;
  /** Its key. */
  place: Place | null;
  /** The section that it comes from, where the file does not name it itself: `mixins.timestamps`. */
  origin: string | null;
}

/** What can stand at a place: `complete(file, offset)`. */
export interface Completions {
  /** What is replaced: the word around the offset. */
  start: number;
  end: number;
  items: Completion[];
}

export interface Completion {
  label: string;
  /** What it is. */
  kind: "section" | "key" | "type" | "table" | "column" | "role" | "function" | "word" | "name";
  /** A word or two behind the label: the type of a column, the table of it. */
  detail: string;
  /** Markdown; empty where there is nothing to say. */
  docs: string;
  /** What takes the place of the word. */
  text: string;
}

/** What is under the pointer: `hover(file, offset)`; `null` if nothing is known. */
export interface Hover {
  start: number;
  end: number;
  /** Markdown, in which names and SQL are quoted. */
  text: string;
}

/** What can be called otherwise at a place, or why nothing can: `renamable(file, offset)`. */
export type Renamable =
  | {
      start: number;
      end: number;
      /** What it is called. */
      name: string;
      /** What it is: `table`. */
      what: string;
    }
  | { refused: string };

/** The edits that call it otherwise, or why it cannot be called so: `rename(base, file, offset, name)`. */
export type Renamed = { edits: TextEdit[] } | { refused: string };

/** A text in its layout: `Schema.format(text)`. */
export type Formatted = { text: string } | { problems: Problem[] };

/**
 * SQL for an empty database, each in a transaction of its own that is rolled back after a `CatalogReader` has read what it
 * made: `question(from)`. Both readings go to `settled_migration`.
 */
export interface Question {
  /** Loads what the schema says. */
  wanted: string;
  /** Loads what is there, in the words of the base. */
  there: string;
}
