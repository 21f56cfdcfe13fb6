/** Schemas to begin with: files of the repository, taken in when the page is built. */

import starter from "../../../crates/pgtoml-cli/src/commands/starter.toml?raw";
import platform from "../../../schema.toml?raw";
import { single } from "./project.js";
import type { Project } from "./project.js";

export interface Example {
  name: string;
  about: string;
  load(): Promise<Project>;
}

/** What the page opens with. */
export const first: Project = single("Knowledge platform", platform);

/** The starters of `pgtoml init --template`, as names of folders. They are loaded when one is chosen. */
const STARTERS: [folder: string, name: string, about: string][] = [
  ["agentic-workspace", "Agentic workspace", "People, documents, embeddings and judged answers"],
  ["ai-platform", "AI platform", "Projects, tasks, evidence, executions of agents"],
  ["faultmaven", "FaultMaven", "Cases of trouble, shared with teams and organizations"],
  ["promptcraft", "PromptCraft", "Versions, partitions and materialized views"],
  ["supercore", "SuperCore", "Tenants, documents, conversations and workflows"],
];

export const examples: readonly Example[] = [
  { name: "Knowledge platform", about: "The example of the README, for many tenants", load: async () => first },
  { name: "Starter", about: "What pgtoml init writes", load: async () => single("Starter", starter) },
  ...STARTERS.map(([folder, name, about]) => ({
    name,
    about,
    load: async () => (await import("./starters.js")).starter(folder, name),
  })),
];
