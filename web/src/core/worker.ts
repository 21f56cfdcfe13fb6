/** The core, away from the page: it may be slow or fail here, and is thrown away then. */

import type { Sources } from "../project/project.js";
import init, { Schema } from "../wasm/pgtoml_wasm.js";
import type { Name, Questions, Reply, Request } from "./protocol.js";

/** Schemas that are asked about in turn: the text, the last one without errors, the base. */
const KEPT = 3;

const kept = new Map<number, Schema>();
let opened: Schema | undefined;

function read({ id, main, files }: Sources): Schema {
  let schema = kept.get(id);
  if (schema === undefined) {
    // The main file is the first of the list.
    const sorted = [...files].sort((a, b) => Number(b.name === main) - Number(a.name === main));
    schema = Schema.of(JSON.stringify(sorted));
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
  format: ({ text }) => JSON.parse(Schema.format(text)),
};

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
