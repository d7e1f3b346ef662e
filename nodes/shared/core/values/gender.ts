import type { Guest } from "../event"

const GENDERS = new Map<string, Guest["gender"]>([
  ...["m", "male", "man", "1"].map((word) => [word, "male"] as const),
  ...["f", "female", "woman", "2"].map((word) => [word, "female"] as const),
  ...["o", "x", "other", "non-binary", "nonbinary", "diverse"].map((word) => [word, "other"] as const),
  ...["u", "unknown", "unspecified", "not specified", "prefer not to say", "0", "9"].map(
    (word) => [word, null] as const,
  ),
])

/** Reads a gender from words, initials or ISO/IEC 5218 digits; null where the guest said none. */
export function readGender(text: string): Guest["gender"] | undefined {
  return GENDERS.get(text.toLowerCase())
}
