/** Files of the starters, in a chunk of their own. */

import type { Project } from "./project.js";

const texts = import.meta.glob<string>(["../../../templates/starters/*/**/*.toml", "../../../templates/starters/*/**/*.sql"], {
  query: "?raw",
  import: "default",
  eager: true,
});

export function starter(folder: string, name: string): Project {
  const root = `../../../templates/starters/${folder}/`;
  const files = Object.entries(texts)
    .filter(([path]) => path.startsWith(root))
    .map(([path, text]) => ({ name: path.slice(root.length), text }));
  // The main file first, then as a folder lists them.
  files.sort((a, b) => Number(b.name === "schema.toml") - Number(a.name === "schema.toml") || (a.name < b.name ? -1 : 1));
  return { name, main: "schema.toml", files };
}
