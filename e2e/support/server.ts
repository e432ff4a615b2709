// One server process with a data folder of its own, on a port of its own.

import { type ChildProcess, spawn } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const BINARY = resolve(process.env.LETOPIS_BIN ?? "target/release/letopis");
const START_MS_MAX = 20_000;
const STOP_MS_MAX = 35_000;

/** How to sign in as somebody of the demo. */
export interface Account {
  role: string;
  email: string;
  password: string;
}

export class Server {
  readonly url: string;
  /** Everything the process wrote, for a failed test. */
  readonly logFile: string;
  #process: ChildProcess | undefined;
  #ended: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly port: number,
    readonly data: string,
    private readonly flags: readonly string[],
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.logFile = join(data, "server.log");
  }

  /** Starts a server over an empty folder and waits until it answers. */
  static async start(flags: readonly string[] = ["--demo"]): Promise<Server> {
    const server = new Server(await freePort(), mkdtempSync(join(tmpdir(), "letopis-e2e-")), flags);
    await server.begin();
    return server;
  }

  /** Starts the process again over the same folder, on the same port. */
  async begin(): Promise<void> {
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`, ...this.flags];
    const child = spawn(BINARY, args, { stdio: ["ignore", "pipe", "pipe"] });
    const log = createWriteStream(this.logFile, { flags: "a" });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    this.#process = child;
    this.#ended = new Promise((done, failed) => {
      child.once("exit", done);
      child.once("error", failed);
    });
    // awaited by whoever stops the server; without this an early failure would end the test run instead of the test
    this.#ended.catch(() => undefined);
    await this.#healthy();
  }

  /** Ends the process as a power cut would. */
  async kill(): Promise<void> {
    this.#process?.kill("SIGKILL");
    await this.#ended;
  }

  /** Asks the process to end, as an administrator would, and waits until it did. */
  async stop(): Promise<void> {
    this.#process?.kill("SIGTERM");
    const ended = await Promise.race([this.#ended.then(() => true), pause(STOP_MS_MAX, false, { ref: false })]);
    if (!ended) {
      await this.kill();
      throw new Error(`the server did not end within ${STOP_MS_MAX} ms of SIGTERM`);
    }
  }

  /** Ends the process and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  async #healthy(): Promise<void> {
    const deadline = Date.now() + START_MS_MAX;
    for (;;) {
      const status = await fetch(`${this.url}/healthz`).then((answer) => answer.status, () => 0);
      if (status === 200) return;
      if (this.#process?.exitCode != null) throw new Error(`the server ended at start; see ${this.logFile}`);
      if (Date.now() > deadline) throw new Error(`no healthy server at ${this.url} within ${START_MS_MAX} ms; see ${this.logFile}`);
      await pause(50);
    }
  }
}

/** A port nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (address === null || typeof address === "string") return failed(new Error("the probe has no port"));
      probe.close(() => done(address.port));
    });
  });
}
