/** The page's end of the worker: one question at a time, and a worker that hangs or breaks is replaced. */

import type { Name, Questions, Reply, Request } from "./protocol.js";

/** How long an answer may take. */
const PATIENCE = 2000;
/** How long a picture may take, which follows the text when it can: that of a thousand tables takes longer than their SQL. */
const DRAWING = 6000;
/** How long it may take where somebody has pressed a button, or opened the documentation, and waits. */
const ERRAND = 15_000;
const ERRANDS: ReadonlySet<Name> = new Set(["imported", "question", "settled", "leftQuestion", "left", "diagram", "pages", "rename"]);
/** How long the core may take to load; the line may be slow. */
const LOADING = 60_000;

/** The worker was replaced. What it knew is gone; the text is not. */
export class Stopped extends Error {
  constructor(readonly why: "slow" | "broken" | "unloadable", detail = "") {
    super(detail);
  }
}

/** The core understood the question, and says why there is no answer. */
export class Refused extends Error {}

function patience(name: Name): number {
  if (ERRANDS.has(name)) return ERRAND;
  return name === "picture" ? DRAWING : PATIENCE;
}

interface Pending {
  id: number;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

export class Core {
  #worker: Worker | undefined;
  #ready: Promise<void> = Promise.resolve();
  #pending: Pending | undefined;
  #count = 0;

  constructor() {
    this.#start();
  }

  /** Asks, once the worker is loaded. The caller waits for one answer before it asks again. */
  async ask<N extends Name>(name: N, ask: Questions[N]["ask"]): Promise<Questions[N]["answer"]> {
    if (this.#worker === undefined) this.#start();
    await this.#ready;
    const id = ++this.#count;
    return new Promise<Questions[N]["answer"]>((resolve, reject) => {
      const most = patience(name);
      const timer = setTimeout(() => this.#stop(new Stopped("slow", `${most / 1000} seconds`)), most);
      this.#pending = {
        id,
        resolve: (answer) => (clearTimeout(timer), resolve(answer as Questions[N]["answer"])),
        reject: (error) => (clearTimeout(timer), reject(error)),
      };
      this.#worker?.postMessage({ id, name, ask } as Request);
    });
  }

  #start(): void {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "pgtoml" });
    this.#worker = worker;
    this.#ready = new Promise((resolve, reject) => {
      const fail = (detail: string) => {
        clearTimeout(timer);
        const error = new Stopped("unloadable", detail);
        reject(error);
        if (this.#worker === worker) this.#stop(error);
      };
      const timer = setTimeout(() => fail("it did not load"), LOADING);
      worker.onerror = (event) => (event.preventDefault(), fail(event.message || "it did not load"));
      worker.onmessage = ({ data }: MessageEvent<Reply>) => {
        if ("ready" in data) {
          clearTimeout(timer);
          // From here on an error is an answer's, not the loading's.
          worker.onerror = (event) => (event.preventDefault(), this.#stop(new Stopped("broken", event.message)));
          resolve();
        } else if (data.id === this.#pending?.id) {
          this.#settle(data);
        }
      };
    });
    // Whoever asks sees the failure; nobody has asked yet.
    this.#ready.catch(() => {});
  }

  #settle(reply: Exclude<Reply, { ready: true }>): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if ("answer" in reply) pending?.resolve(reply.answer);
    else if (reply.broken) (this.#pending = pending), this.#stop(new Stopped("broken", reply.error));
    else pending?.reject(new Refused(reply.error));
  }

  #stop(error: Stopped): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(error);
    // Loaded anew at once, so that the next question need not wait; one that can't be loaded waits for it.
    if (error.why !== "unloadable") this.#start();
  }
}
