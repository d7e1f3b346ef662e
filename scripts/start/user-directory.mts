// A Node-RED user directory with nothing in it but what is installed, the flow and its credentials.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { type FlowNode, flowCredentials } from "./flow.mts"

const installed = new Set(["node_modules", "package.json", "package-lock.json"])

/** Starts afresh: what earlier runs remembered (guests mailed today, say) is forgotten. */
export async function resetUserDirectory(directory: string, flow: FlowNode[]): Promise<void> {
  await mkdir(directory, { recursive: true })
  const left = (await readdir(directory)).filter((name) => !installed.has(name))
  await Promise.all(left.map((name) => rm(join(directory, name), { recursive: true })))
  await writeFile(join(directory, "flows.json"), JSON.stringify(flow, null, 4))
  await writeFile(join(directory, "flows_cred.json"), JSON.stringify(flowCredentials(flow)))
}
