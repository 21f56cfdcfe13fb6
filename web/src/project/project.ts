/** The files that a schema is made of. */

import type { SourceFile } from "../core/protocol.js";

export interface Project {
  /** What it is called in lists. */
  name: string;
  /** The path of the file that includes the others. */
  main: string;
  files: readonly SourceFile[];
}

/** A project at one moment; another moment has another number. */
export interface Sources extends Project {
  id: number;
}

let moments = 0;

export function sources({ name, main, files }: Project): Sources {
  return { name, main, files, id: ++moments };
}

/** A project of one file. */
export function single(name: string, text: string, file = "schema.toml"): Project {
  return { name, main: file, files: [{ name: file, text }] };
}

/** Files to a project: paths without the folder that holds all of them, the main file found. */
export function assemble(files: readonly SourceFile[], name?: string): Project | null {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  const main = mainOf(sorted);
  if (main === undefined) return null;
  const folder = main.slice(0, main.lastIndexOf("/") + 1);
  const strip = (path: string) => (path.startsWith(folder) ? path.slice(folder.length) : path);
  return {
    name: name ?? (folder.split("/").at(-2) || strip(main)),
    main: strip(main),
    files: sorted.filter((file) => file.name.startsWith(folder)).map((file) => ({ name: strip(file.name), text: file.text })),
  };
}

/** `schema.toml` nearest to the top, else any TOML file, else any. */
function mainOf(files: readonly SourceFile[]): string | undefined {
  const depth = (path: string) => path.split("/").length;
  const nearest = (test: (path: string) => boolean) =>
    files
      .map(({ name }) => name)
      .filter(test)
      .sort((a, b) => depth(a) - depth(b))[0];
  return nearest((path) => /(^|\/)schema\.toml$/.test(path)) ?? nearest((path) => path.endsWith(".toml")) ?? nearest(() => true);
}

/** Whether what came from a link or from storage is a project. */
export function isProject(value: unknown): value is Project {
  if (typeof value !== "object" || value === null) return false;
  const { name, main, files } = value as Record<string, unknown>;
  return (
    typeof name === "string" &&
    typeof main === "string" &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.every((file) => typeof file?.name === "string" && typeof file?.text === "string") &&
    files.some((file) => file.name === main)
  );
}

/** Whether two projects have the same files with the same texts. */
export function equal(a: Project, b: Project): boolean {
  return (
    a.main === b.main &&
    a.files.length === b.files.length &&
    a.files.every((file, at) => file.name === b.files[at]?.name && file.text === b.files[at]?.text)
  );
}
