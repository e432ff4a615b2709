// The `test` of every spec: a real server for each worker, its demo accounts, and pages that may not complain.

import { type Page, test as base, expect } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { type Account, Server } from "./server.ts";

export { expect };
export { expectAccessible } from "./accessibility.ts";
export { Relay } from "./relay.ts";
export { type Account, Server } from "./server.ts";

/** What `GET /demo/accounts.json` answers. */
export interface Demo {
  accounts: Account[];
  shop: string;
}

interface WorkerFixtures {
  /** The server of this worker, in demo mode. Tests share it: make your own visitors, leave accounts as they are. */
  server: Server;
  demo: Demo;
}

interface TestFixtures {
  /** A server of this test alone, to be killed and restarted. */
  ownServer: Server;
  /** Watches a page: at the end of the test nothing may stand in its console that should not. */
  watch: (page: Page) => Page;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await Server.start();
      await use(server);
      await server.dispose();
    },
    { scope: "worker" },
  ],

  demo: [async ({ server }, use) => use(await demoOf(server)), { scope: "worker" }],

  baseURL: async ({ server }, use) => use(server.url),

  ownServer: async ({}, use, info) => {
    const server = await Server.start();
    await use(server);
    await server.kill();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: await readFile(server.logFile) });
    await server.dispose();
  },

  // a program that crashed may look well for a while
  page: async ({ page }, use) => {
    const crashes: string[] = [];
    page.on("pageerror", (error) => crashes.push(`${page.url()}: ${error}`));
    await use(page);
    expect(crashes, "programs that crashed").toEqual([]);
  },

  watch: async ({}, use) => {
    const complaints: string[] = [];
    await use((page) => {
      page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error}`));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`${page.url()}: ${message.text()}`);
      });
      return page;
    });
    expect(complaints, "errors in the console of the browser").toEqual([]);
  },
});

/** Accounts and shop of a server in demo mode. */
export async function demoOf(server: Server): Promise<Demo> {
  const answer = await fetch(`${server.url}/demo/accounts.json`);
  if (!answer.ok) throw new Error(`GET /demo/accounts.json: ${answer.status}`);
  return (await answer.json()) as Demo;
}

/** The first demo account of a role. */
export function accountOf(demo: Demo, role: string, index = 0): Account {
  const account = demo.accounts.filter((account) => account.role.toLowerCase() === role.toLowerCase())[index];
  if (!account) throw new Error(`the demo has no account number ${index} of role ${role}`);
  return account;
}
