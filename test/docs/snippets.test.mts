// No command or configuration in the pages that nothing has tried.
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { root } from "../support/packed.mts"
import { blocksOf, pages } from "./blocks.mts"

type Entry = { runBy: string } | { notRun: string }

const commands = { runBy: "test/docs/commands.test.mts" }
const proxies = { runBy: "test/destinations/reverse-proxies.test.mts" }
const postgresql = { runBy: "test/destinations/postgresql.test.mts" }
const drawing = { notRun: "a drawing" }
const container = { notRun: "it needs Docker and its registry, as the page says" }

/** Page, heading, and the blocks below it in order: what runs each, or why nothing does. */
const snippets: Record<string, Record<string, Entry[]>> = {
  "README.md": {
    Install: [{ notRun: "it needs the public registry; test/package installs what npm packs" }],
    "Try it without any vendor": [{ runBy: "test/start/start.test.mts" }],
  },
  "docs/dedupe.md": {
    "For how long": [drawing, drawing],
    "Count from when it happened": [drawing],
  },
  "docs/destinations.md": { "The PostgreSQL table": [postgresql, postgresql] },
  "docs/docker-and-raspberry-pi.md": { Docker: [container, container] },
  "docs/getting-started.md": { "3. The first event": [commands] },
  "docs/it/getting-started.md": { "3. Il primo evento": [commands] },
  "docs/operating.md": {
    "The log": [commands],
    "Once more": [commands],
    "Erasing a guest": [commands],
  },
  "docs/reliability.md": { Redis: [commands] },
  "docs/reverse-proxies.md": {
    nginx: [proxies],
    Caddy: [proxies],
    Traefik: [{ notRun: "Debian has no package of it, and the page says so" }],
    "See that it works": [proxies],
  },
  "docs/scaling.md": { nginx: [proxies], Caddy: [proxies] },
  "docs/security.md": { Limits: [commands], "Guests' data (GDPR)": [commands] },
  "docs/verify-signature.md": { "Try it": [commands, commands] },
}

describe("code in the pages", () => {
  const found = pages.flatMap(blocksOf)

  it("is all listed here, and nothing else is", () => {
    const listed = Object.entries(snippets).flatMap(([page, headings]) =>
      Object.entries(headings).flatMap(([heading, entries]) => entries.map(() => `${page}, ${heading}`)),
    )
    assert.deepEqual(found.map(({ page, heading }) => `${page}, ${heading}`).sort(), listed.sort())
  })

  it("is run by tests that name its page", () => {
    const claims = Object.entries(snippets).flatMap(([page, headings]) =>
      Object.values(headings)
        .flat()
        .flatMap((entry) => ("runBy" in entry ? [{ page, test: entry.runBy }] : [])),
    )
    const idle = claims.filter(({ page, test }) => !readFileSync(join(root, test), "utf8").includes(page))
    assert.deepEqual(idle, [])
  })
})
