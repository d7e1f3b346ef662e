import { DatabaseSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"

// The thread of checkpoints.ts: whatever it is sent, it moves what the log holds into the database and tells what SQLite says.
const database = new DatabaseSync(String(workerData))
const checkpoint = database.prepare("PRAGMA wal_checkpoint(PASSIVE)")

parentPort?.on("message", () => parentPort?.postMessage(checkpoint.get()))
