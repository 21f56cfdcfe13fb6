/** Files of the reader's machine: opened, dropped, written back where the browser can, else downloaded. */

import type { SourceFile } from "../core/protocol.js";
import { element, save, saveText } from "../ui/dom.js";
import { zip } from "./zip.js";

/** What a schema is made of; the rest of a folder is left alone. */
const WANTED = /\.(toml|sql|json|csv)$/i;
/** Folders that hold no schema and very many files. */
const SKIPPED = new Set(["node_modules", "target", ".git"]);
/** Beyond this a folder is not one of a schema. */
const MOST = { files: 2000, bytes: 50_000_000 };

export class TooMuch extends Error {}

interface Picker {
  showOpenFilePicker?(options: object): Promise<FileSystemFileHandle[]>;
  showDirectoryPicker?(options: object): Promise<FileSystemDirectoryHandle>;
}
const picker = window as unknown as Picker;

/** Handles of what was opened, by path, to write it back. */
export type Handles = Map<string, FileSystemFileHandle>;

export interface Opened {
  files: SourceFile[];
  handles: Handles;
}

class Gathering {
  readonly files: SourceFile[] = [];
  readonly handles: Handles = new Map();
  #bytes = 0;

  async take(path: string, file: File, handle?: FileSystemFileHandle): Promise<void> {
    this.#bytes += file.size;
    if (this.files.length >= MOST.files || this.#bytes > MOST.bytes) {
      throw new TooMuch(`More than ${MOST.files.toLocaleString("en")} files or 50 MB: choose a folder that holds only the schema.`);
    }
    this.files.push({ name: path, text: await file.text() });
    if (handle) this.handles.set(path, handle);
  }

  async folder(folder: FileSystemDirectoryHandle, path: string): Promise<void> {
    for await (const [name, entry] of folder as unknown as AsyncIterable<[string, FileSystemHandle]>) {
      if (entry.kind === "directory") {
        if (!SKIPPED.has(name)) await this.folder(entry as FileSystemDirectoryHandle, `${path}${name}/`);
      } else if (WANTED.test(name)) {
        const handle = entry as FileSystemFileHandle;
        await this.take(path + name, await handle.getFile(), handle);
      }
    }
  }
}

/** Asks for files, or for a folder. `null`: the reader has thought better of it. */
export async function pick(folder: boolean): Promise<Opened | null> {
  const gathering = new Gathering();
  try {
    if (folder && picker.showDirectoryPicker) {
      const chosen = await picker.showDirectoryPicker({ mode: "readwrite" });
      await gathering.folder(chosen, `${chosen.name}/`);
    } else if (!folder && picker.showOpenFilePicker) {
      for (const handle of await picker.showOpenFilePicker({ multiple: true })) {
        const file = await handle.getFile();
        await gathering.take(file.name, file, handle);
      }
    } else {
      for (const file of await upload(folder)) {
        const path = file.webkitRelativePath || file.name;
        if (!folder || (WANTED.test(path) && !path.split("/").some((part) => SKIPPED.has(part)))) await gathering.take(path, file);
      }
    }
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return null;
    throw error;
  }
  return gathering.files.length > 0 ? gathering : null;
}

function upload(folder: boolean): Promise<File[]> {
  const input = element("input", { type: "file", multiple: "" });
  if (folder) input.webkitdirectory = true;
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve([]));
    input.click();
  });
}

/** Files and folders that were let go over the page. To be called at once, as the browser forgets them soon. */
export async function dropped(transfer: DataTransfer): Promise<Opened | null> {
  const gathering = new Gathering();
  const entries = [...transfer.items].map((item) => (item.kind === "file" ? item.webkitGetAsEntry() : null));
  const plain = [...transfer.files];
  const walk = async (entry: FileSystemEntry, path: string): Promise<void> => {
    if (entry.isFile) {
      if (path !== "" && !WANTED.test(entry.name)) return;
      const file = await new Promise<File>((done, fail) => (entry as FileSystemFileEntry).file(done, fail));
      await gathering.take(path + entry.name, file);
    } else if (!SKIPPED.has(entry.name)) {
      const reader = (entry as FileSystemDirectoryEntry).createReader();
      for (;;) {
        // It gives a hundred at a time.
        const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
        if (some.length === 0) break;
        for (const one of some) await walk(one, `${path}${entry.name}/`);
      }
    }
  };
  const real = entries.filter((entry) => entry !== null);
  if (real.length > 0) for (const entry of real) await walk(entry, "");
  else for (const file of plain) await gathering.take(file.name, file);
  return gathering.files.length > 0 ? gathering : null;
}

/** Writes what has changed back, or gives the files as a download. Says in words what it has done. */
export async function store(name: string, files: readonly SourceFile[], handles: Handles): Promise<string> {
  const known = files.filter((file) => handles.has(file.name));
  if (known.length === files.length) {
    for (const file of files) {
      const writable = await handles.get(file.name)?.createWritable();
      await writable?.write(file.text);
      await writable?.close();
    }
    return files.length === 1 ? `Saved ${files[0]?.name}` : `Saved ${files.length} files`;
  }
  const [only] = files;
  if (files.length === 1 && only) saveText(only.name.split("/").at(-1) ?? "schema.toml", "application/toml", only.text);
  else save(`${name.replace(/[^\p{L}\p{N}._-]+/gu, "-") || "schema"}.zip`, zip(files));
  return "Downloaded";
}
