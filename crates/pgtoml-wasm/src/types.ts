// What crosses the border, as JSON. Offsets count UTF-16 code units, as JavaScript does. What is absent is left out where
// a `?` stands, and `null` otherwise. Made of the Rust types by a test of `typescript.rs`: `BLESS=1` writes it.

/** A file by its path, with `/` between its parts, as a page hands it over. */
export interface SourceFile {
  name: string;
  text: string;
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
  /** The same and more as edits. */
  fixes?: Fix[];
  severity: Severity;
  /** Stable name of the problem: `unknown-key`. */
  code: string;
  message: string;
  /** What to do. */
  hint?: string;
  /** TOML that sets it right when it is merged into the file. */
  fix?: string;
}

/** What sets a problem right when somebody chooses it. */
export interface Fix {
  /** What a button says. */
  title: string;
  edits: TextEdit[];
}

/** A replacement of a range. The edits of one list do not overlap, and all are about the text as it was. */
export interface TextEdit {
  text: string;
  file: string;
  start: number;
  end: number;
}

/** How bad a problem is. */
export type Severity = "error" | "warning" | "note";

/**
 * A script that makes everything from nothing: `sql()`. Nothing is lost by it, so there is nothing to be said about
 * its steps.
 */
export interface Made {
  /** What psql runs; empty if there is nothing to do. */
  sql: string;
  /** How many statements it has. */
  statements: number;
  /** What no correct step exists for. */
  refused?: Refused[];
}

/** What no correct step exists for, and why. */
export interface Refused {
  /** The object, in words. */
  object: string;
  /** Why, and what to declare. */
  reason: string;
  /** The `id` of the box in the picture that stands for it, or for what it belongs to; `null` where none does. */
  table: string | null;
  /** Where it is declared; where it is only in the base, where the base declares it. */
  place: Place | null;
  /** Whether `place` is one of the base. */
  base: boolean;
}

/** A range in one of the files that a schema was made of. */
export interface Place {
  file: string;
  start: number;
  end: number;
}

/** A script and what is to be said about it: `migration(from)`. */
export interface Script {
  /** What psql runs; empty if there is nothing to do. */
  sql: string;
  /** One line: `create 3 tables`. */
  headline: string;
  report: Report;
}

/** A plan, ready to show: a report of which everything knows where it comes from. */
export interface Report {
  /** Objects made, altered and dropped. */
  summary: Changes;
  /** In the order in which they run. */
  steps: Step[];
  /** What no correct step exists for. */
  refused?: Refused[];
  /** What only a server can compare. */
  undetermined?: Undetermined[];
  /** What becomes of who reaches which rows. */
  access?: Sentence[];
  /** What the file could say so that less is lost. */
  hints?: string[];
}

/** How many objects of what kind are made, altered and dropped. */
export interface Changes {
  /** Made, by what SQL calls the kind. */
  create: Record<string, number>;
  /** Altered. */
  alter: Record<string, number>;
  /** Dropped. */
  drop: Record<string, number>;
  /** Rows. */
  rows?: RowCounts;
}

/** How many rows are written. */
export interface RowCounts {
  /** Inserted. */
  insert: number;
  /** Updated. */
  update: number;
  /** Inserted, or updated where they are there: the plan changes their table, so that nobody can know yet. */
  merge: number;
  /** Deleted. */
  delete: number;
}

/** One step, and what it is about. */
export interface Step {
  /** The object, in words. */
  object: string;
  /** Kind of the object, in words. */
  kind: string;
  /** What is done to it. */
  action: string;
  /** `+`, `~` or `-`. */
  mark: "+" | "~" | "-";
  /** The statement. */
  sql: string;
  /** What it does besides. */
  effects: Effects;
  /** The name by which a destructive step is allowed. */
  allow?: string;
  /** What becomes of rows: one line for each, of the first of a table. */
  rows?: string[];
  /** Number of the transaction it runs in, from 1. */
  segment: number;
  /** The `id` of the box in the picture that stands for it, or for what it belongs to; `null` where none does. */
  table: string | null;
  /** Where it is declared; where it is only in the base, where the base declares it. */
  place: Place | null;
  /** Whether `place` is one of the base. */
  base: boolean;
}

/** What a step does besides what it is for. */
export interface Effects {
  /** The strongest lock that it takes. */
  lock: Lock;
  /** Writes the whole table anew. */
  rewrites: boolean;
  /** Reads the whole table while it holds the lock. */
  scans: boolean;
  /** What is gone for good afterwards, in words. */
  loss?: string;
  /** Lets somebody see or do more than before, in words. */
  widens?: string;
  /** Names of the hazards of wider access: `widens-access:public.documents`. */
  hazards?: string[];
}

/** The strongest lock that a step takes on a relation that is in use. Manual: "Explicit Locking" (13.3). */
export type Lock = "none" | "share_update_exclusive" | "share" | "share_row_exclusive" | "access_exclusive";

/** What only a server can compare. */
export type Undetermined =
  | { text: string; table: string | null; place: Place | null; base: boolean }
  | { text: string };

/** What an edit does to who reaches which rows, in one sentence. */
export interface Sentence {
  /** The sentence, without a full stop. */
  text: string;
  /** Roles; `public` for everyone. */
  roles: string[];
  /** Relations, as `schema.name`; none where it is about what a role may become. */
  relations: string[];
  /**
   * Names of the hazards, `widens-access:schema.name` or `widens-access:role`, where somebody may see or change more
   * than before.
   */
  hazards?: string[];
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

/** What a picture shows. Everything has a default, which is what `pgtoml erd` does. */
export interface ErdOptions {
  /** `auto` follows the reader's setting. */
  theme?: Theme;
  /** Width through height that it should have, 0.1 to 10. */
  aspect?: number;
  /** `keys`: only rows that are part of a key; `names`: heads only. */
  detail?: Detail;
  /** Only these tables and their neighbours: `name` or `schema.name`, with `*` for any characters. */
  focus?: string[];
  /** How many relations away from `focus` a table may be; 1 if absent. */
  depth?: number;
  /** Only these tables. */
  include?: string[];
  /** Not these tables. */
  exclude?: string[];
  /** Only this group, by id or label. */
  group?: string;
  /** What stands in one frame. */
  groups?: Grouping;
  /** How enum types are shown. */
  enums?: EnumStyle;
  /** Top left corners by `id`, from an earlier picture or from who dragged a box: boxes stay about there. */
  positions?: Record<string, Point>;
  /** Whether marks are explained below the picture; `true` if absent. */
  legend?: boolean;
  /** Put in front of every `id` of an element, so that two pictures can stand in one page. */
  prefix?: string;
}

/** Colours of a picture. */
export type Theme = "auto" | "light" | "dark";

/** How much of each box is shown. */
export type Detail = "all" | "keys" | "names";

/** What stands in one frame. */
export type Grouping = "auto" | "file" | "schema" | "community" | "none";

/** How enum types are shown. */
export type EnumStyle = "list" | "boxes" | "none";

/** A position in pixels; y grows downwards. */
export interface Point {
  /** From the left. */
  x: number;
  /** From the top. */
  y: number;
}

/**
 * A picture and what is where in it: `picture(options)`, `picture_from(base, options)`. Numbers are user units of the
 * SVG, whose `viewBox` says where it begins.
 */
export interface Picture {
  svg: string;
  title: string;
  /** In words: `4 tables, 5 relations`. */
  description: string;
  /** In the order of the list that a reader hears. */
  boxes: Box[];
  lines: Line[];
  frames: Frame[];
}

/** A table, a view, an enum, or all enums. */
export interface Box {
  /** The `id` of its element in the SVG. */
  element: string;
  /** `schema.name` as SQL quotes it; `(enums)` for the box of all enums. */
  id: string;
  kind: BoxKind;
  schema: string;
  name: string;
  comment: string | null;
  group: string | null;
  change: Change | null;
  /** Whether row-level security is on. */
  secured: boolean;
  /** How many policies it has. */
  policies: number;
  x: number;
  y: number;
  width: number;
  height: number;
  /** The rows that are shown. */
  rows: BoxRow[];
  /** How many rows are not shown. */
  hidden: number;
  /** The whole declaration: its key. */
  place: Place | null;
}

/** What a box stands for. */
export type BoxKind = "table" | "view" | "materialized_view" | "foreign_table" | "enum";

/** How something differs between two schemas, when the diagram shows a difference. */
export type Change = "added" | "removed" | "changed";

/** A row of a box. */
export interface BoxRow {
  name: string;
  type: string;
  y: number;
  height: number;
  /** Whether it is part of a key. */
  key: boolean;
  place: Place | null;
}

/** A line, from the table that refers to the one that is referred to. */
export interface Line {
  name: string;
  kind: LineKind;
  /** The `id` of the box. */
  from: string;
  from_columns: string[];
  to: string;
  to_columns: string[];
  change: Change | null;
  points: Point[];
}

/** What a line stands for. */
export type LineKind = "foreign_key" | "inheritance" | "reads" | "uses_type";

/** A group of boxes. */
export interface Frame {
  id: string;
  label: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Who reaches which rows: `access()`, as `pgtoml rls report --format json` has it. */
export interface Access {
  /** Relations in which some roles reach all rows, for one reason. */
  exposed: Exposure[];
  /** What rules say about ways past row-level security. */
  findings: AccessFinding[];
  /** What the reader must know about the whole. */
  remarks: string[];
  roles: Role[];
  relations: AccessRelation[];
}

/** Relations in which some roles reach all rows, for one reason. */
export interface Exposure {
  /** Who; `public` for everyone. */
  roles: string[];
  /** By which commands. */
  commands: Command[];
  /** The relations. */
  relations: string[];
  /** Why no row is filtered. */
  why: string;
}

/** A command whose access is told. */
export type Command = "select" | "insert" | "update" | "delete" | "truncate";

/** What a rule of `lint` has found. */
export interface AccessFinding {
  /** Name of the rule. */
  rule: string;
  /** How loud it is. */
  level: Level;
  /** What it says. */
  message: string;
  /** What to do. */
  hint: string | null;
}

/** How loud a rule is. */
export type Level = "info" | "warn" | "error";

/** A role of a matrix. */
export interface Role {
  /** Its name; `public` for a role of which nothing is said. */
  name: string;
  /** `SUPERUSER`: no privilege and no policy is asked for. */
  superuser: boolean;
  /** `BYPASSRLS`: no policy is asked for. */
  bypassrls: boolean;
  /** Roles whose rights it inherits, at any depth. */
  inherits: string[];
  /** Roles that it does not inherit from and may become by SET ROLE. */
  may_become: string[];
  /** Roles for which no policy holds, and that it may become by SET ROLE: SUPERUSER and BYPASSRLS are not inherited. */
  escapes: string[];
}

/** A table or view, and what each role may do with it. */
export interface AccessRelation {
  /** In words: `table public.documents`. */
  relation: string;
  /** `table`, `materialized_view`. */
  kind: string;
  schema: string;
  name: string;
  owner: string | null;
  /** What guards its rows: nothing, row-level security, or for a view whose rights it reads with. */
  guard: Guard;
  /** Roles for which there is something to say. */
  access: AccessRow[];
  /** Routines that reach it with the rights of their owner. */
  doors: Door[];
  /** Tables that it is a partition or an heir of, as `schema.name`. */
  parents: string[];
  /** The `id` of the box in the picture that stands for it, or for what it belongs to; `null` where none does. */
  table: string | null;
  /** Where it is declared; where it is only in the base, where the base declares it. */
  place: Place | null;
  /** Whether `place` is one of the base. */
  base: boolean;
}

/** What guards the rows of a relation. */
export type Guard = "none" | "enabled" | "forced" | "definer" | "invoker" | "copy";

/** What a role may do. */
export interface AccessRow {
  role: string;
  select: Cell;
  insert: Cell;
  update: Cell;
  delete: Cell;
  truncate: Cell;
}

/** What a role may do by one command. */
export type Cell = {
  /** Only these columns. */
  columns?: string[];
  /** The same for a statement that reads what it writes. */
  reading?: Reach;
} & (
  | { reach: "all"; why: string }
  | { reach: "rows"; using: Condition[]; check: Condition[]; beside?: string }
  | { reach: "trigger"; by: string }
  | { reach: "none"; why: string }
);

/** Which rows a command reaches. */
export type Reach =
  | { reach: "all"; why: string }
  | { reach: "rows"; using: Condition[]; check: Condition[]; beside?: string }
  | { reach: "trigger"; by: string }
  | { reach: "none"; why: string };

/** The policies of one table: one permissive must hold, and each restrictive. */
export interface Condition {
  /** As `schema.name`. */
  table: string;
  /** Whether no row of the table passes. */
  closed: boolean;
  /** None if one of them is true for every row. */
  permissive: Policy[];
  restrictive: Policy[];
}

/** A policy by its name, and what it asks for. */
export interface Policy {
  policy: string;
  sql: string;
}

/** A routine that reaches a relation. */
export interface Door {
  /** In words. */
  routine: string;
  /** The role whose rights count in it; `null` for an owner that is not named. */
  runs_as: string | null;
  /** Roles that may call it; `public` for everyone. */
  callers: string[];
  /** Whether its text may change rows. */
  writes: boolean;
}

/** What rules find: `lints()`. */
export interface Lints {
  /** `1 error, 2 warnings`. */
  headline: string;
  findings: Finding[];
  suppressed: Suppressed[];
  /** Suppressions that pass over nothing any more. */
  stale: Problem[];
}

/** A finding. Its `code` is the rule, which `explain(rule)` tells about in Markdown. */
export interface Finding {
  group: LintGroup;
  level: Level;
  /** What it is about, in words. */
  object: string;
  /** The `id` of the box that stands for it, or for what it belongs to. */
  table: string | null;
  /** What the rule finds, in one sentence. */
  summary: string;
  /** The file that it is in; `null` for a problem without a place. */
  file: string | null;
  start: number | null;
  end: number | null;
  /** The same and more as edits. */
  fixes?: Fix[];
  severity: Severity;
  /** Stable name of the problem: `unknown-key`. */
  code: string;
  message: string;
  /** What to do. */
  hint?: string;
  /** TOML that sets it right when it is merged into the file. */
  fix?: string;
}

/** What a rule is about. */
export type LintGroup = "security" | "performance" | "design" | "types" | "style";

/** A finding that the file says to pass over. */
export interface Suppressed {
  /** Name of the rule. */
  rule: string;
  /** The object, in words. */
  object: string;
  /** Why. */
  reason: string;
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

/** A page about one object, or a list of objects, to be built of text nodes where it is shown. */
export interface DocsPage {
  /** Where it is, without an ending: `tables/documents`. */
  path: string;
  /** What it is about. */
  title: string;
  /** What that is: `table`, `view`. */
  kind: string;
  /** Its schema, where it has one. */
  schema: string;
  /** The comment of the object. */
  comment: string;
  /** What is short to say. */
  facts: DocsFact[];
  /** What is long. */
  sections: DocsSection[];
  /** Words that are found besides the title: names of columns, labels. */
  words: string[];
}

/** A property with its value. */
export interface DocsFact {
  /** The property. */
  name: string;
  /** The value. */
  value: DocsSpan[];
}

/** Words of one sort. */
export interface DocsSpan {
  /** The words. */
  text: string;
  /** Whether they are code: names, types, expressions. */
  code: boolean;
  /** The page about them. */
  page?: string;
}

/** A part of a page under a heading. */
export interface DocsSection {
  /** The heading. */
  heading: string;
  /** What stands below it. */
  blocks: DocsBlock[];
}

/**
 * A piece of a section. The `svg` of a diagram quotes all names; its `pages` are those of its boxes, in their order.
 */
export type DocsBlock =
  | { block: "paragraph"; text: DocsSpan[] }
  | { block: "list"; items: DocsSpan[][] }
  | { block: "table"; head: string[]; rows: DocsSpan[][][] }
  | { block: "sql"; sql: string }
  | { block: "diagram"; mermaid: string; svg: string; pages: string[] };

/** An object of the model, after all sugar: `pgtoml show --json`. */
export interface ModelObject {
  /** In words: `index public.documents_tags_idx`. */
  object: string;
  /** `table`, `column`, `index`, `policy`. */
  kind: string;
  schema: string | null;
  /** The name of what it belongs to. */
  parent: string | null;
  name: string;
  comment: string | null;
  owner: string | null;
  /** Privileges by the role that has them. */
  grants: Record<string, unknown>;
  /** In the shape of its TOML in its long form. */
  body: unknown;
}

/** What a search finds, in the order of the file: `outline()`. */
export interface OutlineItem {
  /** In words: `index public.documents_tags_idx`. */
  object: string;
  /** `table`, `column`, `index`, `policy`. */
  kind: string;
  schema: string | null;
  /** The name of what it belongs to. */
  parent: string | null;
  name: string;
  comment: string | null;
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

/** One thing that can stand there. */
export interface Completion {
  label: string;
  /** What it is. */
  kind: CompletionKind;
  /** A word or two behind the label: the type of a column, the table of it. */
  detail: string;
  /** Markdown; empty where there is nothing to say. */
  docs: string;
  /** What takes the place of the word. */
  text: string;
}

/** What an item is. */
export type CompletionKind = "section" | "key" | "type" | "table" | "column" | "role" | "function" | "word" | "name";

/** What is under the pointer: `hover(file, offset)`. */
export interface Hover {
  start: number;
  end: number;
  /** Markdown, in which names and SQL are quoted. */
  text: string;
}

/** What can be called otherwise at a place, or why nothing can: `renamable(file, offset)`. */
export type Renamable =
  | { start: number; end: number; name: string; what: string }
  | { refused: string };

/** The edits that call it otherwise, or why it cannot be called so: `rename(base, file, offset, name)`. */
export type Renamed =
  | { edits: TextEdit[] }
  | { refused: string };

/** A text in its layout: `Schema.format(text)`. */
export type Formatted =
  | { text: string }
  | { problems: Problem[] };

/**
 * What to ask a server so that texts can be compared: `question(from)`. SQL for an empty database, each in a
 * transaction of its own that is rolled back after a `CatalogReader` has read what it made. Both readings go to
 * `settled_migration`.
 */
export interface Question {
  /** Loads what the schema says. */
  wanted: string;
  /** Loads what is there in the words of the base. */
  there: string;
}
