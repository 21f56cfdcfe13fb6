/** The page's end of the worker with PostgreSQL: loaded when it is first wanted. */

import type { Failure, Reply, Request, Server } from "./protocol.js";

/** It starts in seconds, and a hundred tables take few; what takes longer does not end. */
const PATIENCE = 120_000;

/** The server refused a statement. */
export class ServerError extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

type Question = Request extends infer R ? (R extends { id: number } ? Omit<R, "id"> : never) : never;

export class Engine {
  #worker: Worker | undefined;
  #count = 0;
  readonly #pending = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();

  /** A new, empty database, in which these extensions can be made. */
  async fresh(extensions: readonly string[]): Promise<Server> {
    return (await this.#ask({ name: "fresh", extensions })) as Server;
  }

  async run(sql: string): Promise<void> {
    await this.#ask({ name: "run", sql });
  }

  /** One text for each query. */
  async texts(queries: string[]): Promise<string[]> {
    return (await this.#ask({ name: "texts", queries })) as string[];
  }

  #ask(question: Question): Promise<unknown> {
    const worker = (this.#worker ??= this.#start());
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#stop(new Error("PostgreSQL did not answer and was stopped.")), PATIENCE);
      const settle = <T>(then: (value: T) => void) => (value: T) => (clearTimeout(timer), this.#pending.delete(id), then(value));
      this.#pending.set(id, { resolve: settle(resolve), reject: settle(reject) });
      worker.postMessage({ id, ...question } as Request);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { type: "module", name: "PostgreSQL" });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      const pending = this.#pending.get(data.id);
      if ("error" in data) pending?.reject(new ServerError(data.error));
      else pending?.resolve(data.answer);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.#stop(new Error(event.message || "PostgreSQL could not be loaded."));
    };
    return worker;
  }

  #stop(error: Error): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of [...this.#pending.values()]) reject(error);
  }
}
