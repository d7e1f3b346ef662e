import type { Migration } from "../shared/core/migrate"

/** From version to version, oldest first (shared/core/migrate.ts). */
export const migrations: readonly Migration[] = []
