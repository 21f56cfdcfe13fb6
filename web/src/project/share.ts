/** A project as the part of an address behind `#`, which no server ever sees. */

import { isProject } from "./project.js";
import type { Project } from "./project.js";

/** What programs for mail and chat leave of an address. */
export const LONGEST = 100_000;
/** A link may unfold to this much, in bytes. */
const LARGEST = 8_000_000;

export interface Shared {
  project: Project;
  /** What the migration starts from. */
  base?: Project;
}

/** `#1=…`: the number is the form of what follows. */
const PREFIX = "#1=";

export async function encode(shared: Shared): Promise<string> {
  const stream = new Blob([JSON.stringify(shared)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return PREFIX + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** `null`: the address shares nothing. Throws a sentence if it can't be read. */
export async function decode(hash: string): Promise<Shared | null> {
  if (hash === "" || hash === "#") return null;
  if (!hash.startsWith(PREFIX)) throw new Error("This link is of another version of the page.");
  try {
    const text = atob(hash.slice(PREFIX.length).replaceAll("-", "+").replaceAll("_", "/"));
    const packed = new Blob([Uint8Array.from(text, (char) => char.charCodeAt(0))]);
    const value: unknown = JSON.parse(await unpack(packed.stream().pipeThrough(new DecompressionStream("deflate-raw"))));
    const { project, base } = value as Record<string, unknown>;
    if (!isProject(project) || (base !== undefined && !isProject(base))) throw new Error();
    return base === undefined ? { project } : { project, base };
  } catch {
    throw new Error("This link can’t be read: a part of it may be missing.");
  }
}

async function unpack(stream: ReadableStream<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let [text, read] = ["", 0];
  // Not `for await`: Safari's streams can't.
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    read += part.value.length;
    if (read > LARGEST) {
      void reader.cancel();
      throw new Error();
    }
    text += decoder.decode(part.value, { stream: true });
  }
  return text + decoder.decode();
}
