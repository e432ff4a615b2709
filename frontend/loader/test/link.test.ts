import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { ClientFrame, ServerFrame } from "../src/frames.ts";
import { createLink } from "../src/link.ts";

/** A socket in the hands of the test. */
class FakeSocket {
  static all: FakeSocket[] = [];
  sent: ClientFrame[] = [];
  closed = false;
  readyState = 1;
  onopen = () => {};
  onclose = () => {};
  onmessage = (_: { data: string }) => {};
  constructor(readonly url: string) {
    FakeSocket.all.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  hear(frame: object) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
  welcome() {
    this.onopen();
    this.hear({ frame: "welcome", heartbeat_seconds: 20 });
  }
}

const hello: ClientFrame = { frame: "typing" };
const latest = () => FakeSocket.all.at(-1)!;

function link() {
  const heard: ServerFrame[] = [];
  const states: boolean[] = [];
  const gone: object[] = [];
  const made = createLink("ws://x", {
    hello: () => hello,
    frame: (frame) => heard.push(frame),
    state: (up) => states.push(up),
    gone: () => gone.push(made),
  });
  return { link: made, heard, states, gone };
}

beforeEach(() => {
  FakeSocket.all = [];
  (globalThis as { WebSocket: unknown }).WebSocket = FakeSocket;
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  mock.method(Math, "random", () => 0.5);
});
afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

test("says hello first and is up after the welcome", () => {
  const { link: it, states } = link();
  it.wake();
  it.send({ frame: "ping" });
  latest().welcome();
  it.send({ frame: "typing" });
  assert.deepEqual(latest().sent, [hello, { frame: "typing" }]);
  assert.deepEqual(states, [true]);
});

test("sends its heartbeat and leaves a line that stays silent", () => {
  const { link: it, states } = link();
  it.wake();
  const first = latest();
  first.welcome();
  mock.timers.tick(20_000);
  assert.deepEqual(first.sent.at(-1), { frame: "ping" });
  first.hear({ frame: "pong", position: 1 });
  mock.timers.tick(49_000);
  assert.deepEqual(states, [true]);
  mock.timers.tick(2_000);
  assert.deepEqual(states, [true, false]);
  assert.ok(first.closed);
  mock.timers.tick(1_400);
  assert.equal(FakeSocket.all.length, 2);
});

test("a server that does not answer is asked ever more seldom", () => {
  const { link: it } = link();
  it.wake();
  const waits = [1_400, 1_400, 2_650, 2_650, 5_150, 5_150, 7_650];
  for (const [index, wait] of waits.entries()) {
    latest().onclose();
    mock.timers.tick(wait - 1);
    assert.equal(FakeSocket.all.length, index + 1);
    mock.timers.tick(1);
    assert.equal(FakeSocket.all.length, index + 2);
  }
});

test("only a connection that lasted starts counting anew", () => {
  const { link: it } = link();
  it.wake();
  for (let cut = 0; cut < 3; cut++) {
    latest().welcome();
    latest().onclose();
    mock.timers.tick(15_000);
  }
  latest().welcome();
  latest().hear({ frame: "pong", position: 1 });
  const sockets = FakeSocket.all.length;
  latest().onclose();
  mock.timers.tick(1_400);
  assert.equal(FakeSocket.all.length, sockets + 1);
});

test("knocks at once when the line may be back, and asks for a sign of life when it may be gone", () => {
  const { link: it } = link();
  it.wake();
  latest().onclose();
  it.check();
  assert.equal(FakeSocket.all.length, 2);
  latest().welcome();
  it.check();
  assert.deepEqual(latest().sent.at(-1), { frame: "ping" });
  mock.timers.tick(8_000);
  assert.ok(FakeSocket.all[1]!.closed);
});

test("comes back when the server says, and not to one that does not know the site", () => {
  const { link: it, gone } = link();
  it.wake();
  latest().welcome();
  latest().hear({ frame: "bye", error: null, retry_after_millis: 5_000 });
  mock.timers.tick(6_399);
  assert.equal(FakeSocket.all.length, 1);
  mock.timers.tick(1);
  assert.equal(FakeSocket.all.length, 2);
  assert.equal(gone.length, 0);
  latest().onopen();
  const warned = mock.method(console, "warn", () => {});
  latest().hear({ frame: "error", error: "forbidden" });
  assert.match(warned.mock.calls[0]!.arguments.join(" "), /domain allowed.*forbidden/);
  assert.equal(gone.length, 1);
  it.check();
  mock.timers.tick(100_000);
  assert.equal(FakeSocket.all.length, 2);
});

test("knocks again where the server says when, whatever the error", () => {
  const { link: it, gone } = link();
  it.wake();
  latest().onopen();
  latest().hear({ frame: "bye", error: "forbidden", retry_after_millis: 60_000 });
  mock.timers.tick(70_000);
  assert.equal(FakeSocket.all.length, 2);
  assert.equal(gone.length, 0);
});

test("rests while the page does", () => {
  const { link: it } = link();
  it.wake();
  latest().welcome();
  it.sleep();
  mock.timers.tick(100_000);
  assert.equal(FakeSocket.all.length, 1);
  it.wake();
  assert.equal(FakeSocket.all.length, 2);
});

test("what an abandoned socket still says is not heard", () => {
  const { link: it, heard } = link();
  it.wake();
  const old = latest();
  old.welcome();
  it.restart();
  mock.timers.tick(1);
  old.hear({ frame: "pong", position: 99 });
  old.onclose();
  assert.equal(heard.length, 1);
  assert.equal(FakeSocket.all.length, 2);
});
