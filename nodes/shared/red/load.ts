import { Load } from "../http/load"

/** What the requests of all in-nodes take up: like their paths, one for the process. */
export const load = new Load()
