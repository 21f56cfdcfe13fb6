/** The core, away from the page: it may be slow or fail here, and is thrown away then. */

import init, { Schema } from "../wasm/pgtoml_wasm.js";
import type { Script, Summary } from "../wasm/pgtoml_wasm.js";
import type { Reply, Request } from "./protocol.js";

const FILE = "schema.toml";

/** A text that was read, kept while it is asked about. */
class Kept {
  #text: string | undefined;
  #schema: Schema | undefined;

  read(text: string): Schema {
    if (this.#schema === undefined || this.#text !== text) {
      this.#schema?.free();
      this.#schema = undefined;
      this.#schema = new Schema(FILE, text);
      this.#text = text;
    }
    return this.#schema;
  }

  get schema(): Schema {
    if (this.#schema === undefined) throw new Error("no text was opened");
    return this.#schema;
  }
}

const edited = new Kept();
const base = new Kept();

function answer(request: Request): unknown {
  switch (request.name) {
    case "open":
      return JSON.parse(edited.read(request.ask.text).summary()) as Summary;
    case "sql":
      return JSON.parse(edited.schema.sql()) as Script;
    case "migration":
      return JSON.parse(edited.schema.migration(base.read(request.ask.from))) as Script;
    case "erd":
      return edited.schema.erd(request.ask.theme, request.ask.aspect);
  }
}

function say(reply: Reply): void {
  postMessage(reply);
}

self.onmessage = ({ data }: MessageEvent<Request>) => {
  try {
    say({ id: data.id, answer: answer(data) });
  } catch (error) {
    // The core reports by texts. Anything else is a trap, after which its memory can't be trusted.
    say({ id: data.id, error: String(error), broken: typeof error !== "string" });
  }
};

await init();
say({ ready: true });
