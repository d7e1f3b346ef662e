// npm run docs: writes the generated parts of docs/event.md anew.
import { readFileSync, writeFileSync } from "node:fs"
import "./build.mts"
import { eventPage, eventPageFile } from "./docs/event-page.mts"

writeFileSync(eventPageFile, eventPage(readFileSync(eventPageFile, "utf8")))
