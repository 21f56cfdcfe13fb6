/** The core, away from the page: it may be slow or fail here, and is thrown away then. */

import type { Sources } from "../project/project.js";
import init, { CatalogReader, Schema } from "../wasm/pgtoml_wasm.js";
import type { Live } from "../wasm/pgtoml_wasm.js";
import type { Name, Questions, Reading, Reply, Request } from "./protocol.js";

/** Schemas that are asked about in turn: the text, the last one without errors, the base. */
const KEPT = 3;

const kept = new Map<number, Schema>();
let opened: Schema | undefined;

function read({ id, main, files }: Sources): Schema {
  let schema = kept.get(id);
  if (schema === undefined) {
    // The main file is the first of the list.
    const sorted = [...files].sort((a, b) => Number(b.name === main) - Number(a.name === main));
    const given = JSON.stringify(sorted);
    // Nearly always it is what was open, after a keystroke.
    schema = opened ? opened.edited(given) : Schema.of(given);
  }
  // Last in the map is asked about last.
  kept.delete(id);
  kept.set(id, schema);
  for (const [old, unused] of kept) {
    if (kept.size <= KEPT) break;
    if (unused === opened) continue;
    kept.delete(old);
    unused.free();
  }
  return schema;
}

function schema(): Schema {
  if (opened === undefined) throw new Error("no files were opened");
  return opened;
}

const answers: { [N in Name]: (ask: Questions[N]["ask"]) => unknown } = {
  open: (ask) => JSON.parse((opened = read(ask)).summary()),
  sql: () => JSON.parse(schema().sql()),
  migration: ({ from, back }) => JSON.parse(back ? read(from).migration(schema()) : schema().migration(read(from))),
  picture: ({ options, from }) => JSON.parse(from ? schema().picture_from(read(from), JSON.stringify(options)) : schema().picture(JSON.stringify(options))),
  diagram: ({ format, options }) => schema().formats(format, JSON.stringify(options)),
  access: () => JSON.parse(schema().access()),
  lints: () => JSON.parse(schema().lints()),
  explain: ({ rule }) => Schema.explain(rule) ?? "",
  pages: () => JSON.parse(schema().docs_pages()),
  page: ({ path }) => JSON.parse(schema().docs_page(path)),
  model: () => JSON.parse(schema().model()),
  outline: () => JSON.parse(schema().outline()),
  complete: ({ file, offset }) => JSON.parse(schema().complete(file, offset)),
  hover: ({ file, offset }) => JSON.parse(schema().hover(file, offset)),
  definition: ({ file, offset }) => JSON.parse(schema().definition(file, offset)),
  references: ({ file, offset }) => JSON.parse(schema().references(file, offset)),
  renamable: ({ file, offset }) => JSON.parse(schema().renamable(file, offset)),
  rename: ({ file, offset, name, from }) => JSON.parse(schema().rename(read(from), file, offset, name)),
  accessChanges: ({ from }) => JSON.parse(schema().access_changes(read(from))),
  format: ({ text }) => JSON.parse(Schema.format(text)),
  queries: ({ version, user }) => {
    const reader = new CatalogReader(version, user);
    try {
      return JSON.parse(reader.queries());
    } finally {
      reader.free();
    }
  },
  imported: (ask) => using([ask], ([live]) => ({ toml: live.toml(), unmodelled: JSON.parse(live.unmodelled()) })),
  question: ({ from }) => JSON.parse(schema().question(read(from))),
  settled: ({ from, wanted, there }) => using([wanted, there], ([one, other]) => JSON.parse(schema().settled_migration(read(from), one, other))),
  leftQuestion: ({ live }) => using([live], ([read]) => JSON.parse(read.question(schema()))),
  left: ({ live, settled }) =>
    settled
      ? using([live, settled.wanted, settled.there], ([read, wanted, there]) => JSON.parse(read.settled_migration(schema(), wanted, there)))
      : using([live], ([read]) => JSON.parse(read.migration(schema()))),
};

/** Databases as they were read, freed afterwards. */
function using<const R extends readonly Reading[]>(readings: R, run: (lives: { [N in keyof R]: Live }) => unknown): unknown {
  const lives = readings.map(({ version, user, answers }) => {
    const reader = new CatalogReader(version, user);
    for (const rows of answers) reader.take(rows);
    // It takes the reader with it.
    return reader.finish();
  });
  try {
    return run(lives as { [N in keyof R]: Live });
  } finally {
    for (const live of lives) live.free();
  }
}

function answer<N extends Name>(name: N, ask: Questions[N]["ask"]): unknown {
  return answers[name](ask);
}

function say(reply: Reply): void {
  postMessage(reply);
}

self.onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    say({ id: data.id, answer: answer(data.name, data.ask) });
  } catch (error) {
    // The core reports by texts. Anything else is a trap, after which its memory can't be trusted.
    say({ id: data.id, error: String(error), broken: typeof error !== "string" });
  }
};

await init();
say({ ready: true });
