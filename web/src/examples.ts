/** Schemas to begin with: files of the repository, taken in when the page is built. */

import starter from "../../crates/pgtoml-cli/src/commands/starter.toml?raw";
import platform from "../../schema.toml?raw";

export interface Example {
  name: string;
  text: string;
}

export const examples: readonly [Example, ...Example[]] = [
  { name: "Knowledge platform", text: platform },
  { name: "Starter", text: starter },
];
