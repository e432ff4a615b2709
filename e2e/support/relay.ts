// A cable between browser and server that a test can pull. Chromium's own offline switch leaves open sockets alone.

import { type Server as TcpServer, type Socket, connect, createServer } from "node:net";

export class Relay {
  readonly #open = new Set<Socket>();
  #listener: TcpServer | undefined;
  #port = 0;

  private constructor(private readonly target: number) {}

  /** A relay to a port of this machine. */
  static async to(target: number): Promise<Relay> {
    const relay = new Relay(target);
    await relay.mend();
    return relay;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Drops every connection and refuses new ones. */
  async cut(): Promise<void> {
    const listener = this.#listener;
    this.#listener = undefined;
    for (const socket of this.#open) socket.destroy();
    if (listener) await new Promise((closed) => listener.close(closed));
  }

  /** Lets connections through again, at the same address. */
  async mend(): Promise<void> {
    if (this.#listener) return;
    const listener = createServer((near) => this.#join(near));
    this.#listener = listener;
    await new Promise<void>((listening, failed) => {
      listener.once("error", failed);
      listener.listen(this.#port, "127.0.0.1", listening);
    });
    const address = listener.address();
    if (address !== null && typeof address === "object") this.#port = address.port;
  }

  #join(near: Socket): void {
    const far = connect(this.target, "127.0.0.1");
    for (const [socket, other] of [[near, far], [far, near]] as const) {
      this.#open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#open.delete(socket);
        other.destroy();
      });
    }
    near.pipe(far).pipe(near);
  }
}
