// npm run docs: writes the generated parts of the pages anew.
import { readFileSync, writeFileSync } from "node:fs"
import "./build.mts"
import { destinationsPage, destinationsPageFile } from "./docs/destinations-page.mts"
import { eventPage, eventPageFile } from "./docs/event-page.mts"
import { withLicences } from "./docs/licences.mts"
import { securityPageFile } from "./hostile/page.mts"

writeFileSync(eventPageFile, eventPage(readFileSync(eventPageFile, "utf8")))
writeFileSync(destinationsPageFile, destinationsPage(readFileSync(destinationsPageFile, "utf8")))
writeFileSync(securityPageFile, withLicences(readFileSync(securityPageFile, "utf8")))
