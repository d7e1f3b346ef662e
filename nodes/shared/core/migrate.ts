import { SettingError } from "./errors"

/** A node's properties as a flow holds them. */
export type Properties = Record<string, unknown>

/**
 * Turns properties as one version of a node type saved them into the next version's. Pure. A property that it reads
 * stays in the editor's `defaults`, as Node-RED's editor drops what is not named there.
 */
export type Migration = (properties: Properties) => Properties

/** What nodes had before a version was written down. */
const FIRST_VERSION = 1

/** The version that a node type with these migrations, oldest first, is saved with now. */
export function currentVersion(migrations: readonly Migration[]): number {
  return FIRST_VERSION + migrations.length
}

/**
 * Brings a node's properties up to the current version. Throws a SettingError `version-unknown` where they were
 * saved by newer nodes than these.
 */
export function migrate(properties: Properties, migrations: readonly Migration[]): Properties {
  const { version = FIRST_VERSION } = properties
  const current = currentVersion(migrations)
  if (
    typeof version !== "number" ||
    !Number.isInteger(version) ||
    version < FIRST_VERSION ||
    version > current
  )
    throw new SettingError("version-unknown", { version: String(version) })
  const migrated = migrations
    .slice(version - FIRST_VERSION)
    .reduce((before, migration) => migration(before), properties)
  return { ...migrated, version: current }
}
