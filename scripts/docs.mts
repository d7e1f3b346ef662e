// npm run docs: writes the generated parts of docs/event.md and docs/security.md anew.
import { readFileSync, writeFileSync } from "node:fs"
import "./build.mts"
import { eventPage, eventPageFile } from "./docs/event-page.mts"
import { withLicences } from "./docs/licences.mts"
import { securityPageFile } from "./hostile/page.mts"

writeFileSync(eventPageFile, eventPage(readFileSync(eventPageFile, "utf8")))
writeFileSync(securityPageFile, withLicences(readFileSync(securityPageFile, "utf8")))
