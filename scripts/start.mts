// From a clone to a running Node-RED with this package in it, an example flow, and an inbox to watch.
import { mkdir } from "node:fs/promises"
import { join, resolve } from "node:path"
import { help, type Options, readCommandLine } from "./start/command-line.mts"
import { demonstrate } from "./start/demonstration.mts"
import { nodeOfType, readFlow } from "./start/flow.mts"
import { startInbox } from "./start/inbox.mts"
import { startNodeRed } from "./start/node-red.mts"
import { installPackages, packPackage, root } from "./start/package.mts"
import { assertPortsFree, host } from "./start/ports.mts"
import { curlLine, visitRequests, type WebhookRequest } from "./start/requests.mts"
import { StartError } from "./start/start-error.mts"
import { resetUserDirectory } from "./start/user-directory.mts"

const interrupted = 130

/** A mail takes some 200 ms here; one that has not come after two seconds was not sent. */
const patience = { due: 30_000, quiet: 2_000 }

async function main(): Promise<number> {
  const options = readCommandLine(process.argv.slice(2))
  if (options) return start(options, untilAskedToStop())
  console.log(help)
  return 0
}

/** Ctrl-C reaches us several times: from the terminal, from npm and from run.mjs. */
function untilAskedToStop(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stop.abort())
  return stop.signal
}

async function start(options: Options, stopped: AbortSignal): Promise<number> {
  const { ports } = options
  await assertPortsFree(ports)
  const directory = resolve(root, options.directory ?? ".demo")
  const userDirectory = join(directory, "user-directory")
  const log = join(directory, "node-red.log")
  const flow = await readFlow()
  await install(options, directory, userDirectory, stopped)
  await resetUserDirectory(userDirectory, flow)

  await using inbox = await startInbox(ports)
  console.log("Starting Node-RED …")
  await using nodeRed = await startNodeRed({
    port: ports.editor,
    userDirectory,
    log,
    environment: { SMTP_HOST: host, SMTP_PORT: String(ports.smtp), MAIL_FROM: "welcome@example.com" },
    readyPath: nodeOfType(flow, "purple in").path ?? "",
    stopped,
  })
  const { url } = nodeRed
  const visit = { time: new Date(), number: 1 }
  tellAddresses(options, url, log)
  tellCurlLines(url, visitRequests(flow, visit))
  const stage = { url, flow, visit, mailbox: inbox, stopped, tell: console.log, patience }
  const kept = options.demo ? await demonstrate(stage) : true
  if (options.demo && !options.keep) return kept ? 0 : 1

  console.log("\nRunning until you press Ctrl-C.")
  await Promise.race([nodeRed.ended, aborted(stopped)])
  if (!stopped.aborted) throw new StartError(`Node-RED has ended; ${log} says why.`)
  console.log("\nStopping …")
  return kept ? 0 : 1
}

async function install(
  options: Options,
  directory: string,
  userDirectory: string,
  stopped: AbortSignal,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  if (!options.package) console.log("Building and packing the package …")
  const tarball = options.package
    ? resolve(options.package)
    : await packPackage(join(directory, "package"), stopped)
  console.log("Installing it into a Node-RED of its own …")
  await installPackages(userDirectory, tarball, stopped)
}

function tellAddresses({ ports }: Options, url: string, log: string): void {
  console.log(`
Ready.

  Editor   ${url}/
  Inbox    http://${host}:${ports.inbox}/
  Log      ${log}
`)
}

function tellCurlLines(url: string, requests: WebhookRequest[]): void {
  console.log("Send a webhook: paste a line into another terminal and watch the editor and the inbox.")
  console.log(
    "The editor's sidebar tab Webhooks (menu, View, Webhooks) shows what came and what became of it.\n",
  )
  const vendors = new Set(requests.map(({ vendor }) => vendor))
  for (const request of requests) {
    if (!vendors.delete(request.vendor)) continue
    const outcome = request.mailTo ? "one mail, however often it is sent" : "no mail, as nobody agreed to one"
    console.log(`# ${request.vendor}: ${request.story}: ${outcome}\n${curlLine(url, request)}\n`)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    signal.addEventListener("abort", () => done(), { once: true })
  })
}

main().then(
  (code) => process.exit(code),
  (error) => {
    if (error instanceof StartError) console.error(`\n${error.message}`)
    else if (error?.name === "AbortError") process.exit(interrupted)
    else console.error(error)
    process.exit(1)
  },
)
