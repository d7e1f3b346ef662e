import assert from "node:assert/strict"
import { load } from "./load.mts"

const {
  baseHere,
  isEnvironmentVariable,
  isLocalHost,
  isRoutePath,
  isSameRoute,
  proposePath,
  publicUrl,
  readBase,
  tidyPath,
} = await load<typeof import("../../nodes/shared/editor/route-path.ts")>("route-path")

describe("the path of an in-node, in the editor", () => {
  it("proposes one that nobody can guess and that needs no escaping in a URL", () => {
    const paths = Array.from({ length: 200 }, () => proposePath("purple"))
    for (const path of paths) assert.match(path, /^\/webhooks\/purple\/[a-z0-9]{16}$/)
    assert.equal(new Set(paths).size, paths.length)
    assert.equal(
      new Set(paths.join("").replaceAll("/webhooks/purple/", "")).size,
      36,
      "every character is used",
    )
  })

  it("accepts its own proposals and what the router can serve", () => {
    for (const path of [
      proposePath("qr"),
      "/a",
      "/hooks/v1.2/guest-wifi_2",
      "/caff%C3%A8",
      "/a~b!c",
      "$" + "{HOOK}",
    ]) {
      assert.ok(isRoutePath(path), path)
    }
  })

  it("refuses parameters, patterns, queries, fragments, spaces and what a URL would resolve away", () => {
    const wrong = [
      "",
      "/",
      "a",
      "/a/:id",
      "/a*",
      "/a?b=c",
      "/a#b",
      "/a b",
      "/a/../b",
      "/a/./b",
      "/a//b",
      "/a/",
      "/è",
    ]
    for (const path of wrong) assert.ok(!isRoutePath(path), path)
    assert.ok(!isRoutePath("https://example.com/webhooks"), "a whole URL")
  })

  it("mends what people paste: white space around it and a missing slash", () => {
    assert.equal(tidyPath("  webhooks/purple "), "/webhooks/purple")
    assert.equal(tidyPath("/webhooks"), "/webhooks")
    assert.equal(tidyPath(" "), "")
    assert.equal(tidyPath("$" + "{HOOK}"), "$" + "{HOOK}")
  })

  it("knows an environment variable only as the whole value, as Node-RED does", () => {
    assert.ok(isEnvironmentVariable("$" + "{HOOK_PATH}"))
    assert.ok(!isEnvironmentVariable("/hooks/$" + "{HOOK_PATH}"))
  })

  it("takes two spellings that the router serves alike for one path", () => {
    assert.ok(isSameRoute("/Webhooks/a", "/webhooks/a/"))
    assert.ok(isSameRoute("webhooks/a", "/webhooks/a"))
    assert.ok(!isSameRoute("/webhooks/a", "/webhooks/ab"))
  })

  it("shows the URL with every slash just once, whatever the base and httpNodeRoot are", () => {
    assert.equal(publicUrl("https://a.example", "/webhooks/b"), "https://a.example/webhooks/b")
    assert.equal(publicUrl("https://a.example/api/", "webhooks/b"), "https://a.example/api/webhooks/b")
    assert.equal(baseHere("https://a.example", "/"), "https://a.example")
    assert.equal(baseHere("https://a.example", "/api/"), "https://a.example/api")
  })

  it("takes as public address what a browser would open, and nothing that a path cannot follow", () => {
    for (const typed of ["https://wifi.example.com", " http://a.example:1880/hooks/ "])
      assert.ok(readBase(typed), typed)
    for (const typed of [
      "wifi.example.com",
      "ftp://a.example",
      "https://a.example/?a=b",
      "https://a.example#b",
      "",
    ])
      assert.equal(readBase(typed), undefined, typed)
  })

  it("tells addresses that no vendor can reach from public ones", () => {
    const local = [
      "localhost",
      "127.0.0.1",
      "192.168.1.4",
      "10.0.0.2",
      "172.20.0.1",
      "nodered.local",
      "[::1]",
      "[fd00::1]",
    ]
    for (const host of local) assert.ok(isLocalHost(host), host)
    for (const host of ["example.com", "172.32.0.1", "11.0.0.1", "localhost.example.com"]) {
      assert.ok(!isLocalHost(host), host)
    }
  })
})
