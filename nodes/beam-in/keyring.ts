import { createSecretKey, type KeyObject } from "node:crypto"
import { type SignatureFault, type SignedParts, verifySignatures } from "../shared/core/signature"
import { SCHEME } from "./scheme"

/** The API keys of a node's webhooks, each once. */
export class Keyring {
  /** Whose key verified last comes first: of the many webhooks that may share an endpoint, the busiest send most. */
  readonly #keys: { key: KeyObject; text: string }[]

  constructor(texts: Iterable<string>) {
    this.#keys = [...new Set(texts)].map((text) => ({ key: createSecretKey(Buffer.from(text)), text }))
  }

  /** @returns the key that verifies a signature, or what is wrong with that */
  verify(signature: string, parts: SignedParts): { key: string } | { fault: SignatureFault } {
    const keys = this.#keys.map(({ key }) => key)
    const result = verifySignatures([signature], keys, SCHEME, parts)
    if ("fault" in result) return result
    const verifying = this.#keys[result.key]
    if (!verifying) return { fault: "signature-mismatch" }
    if (result.key > 0) this.#keys.unshift(...this.#keys.splice(result.key, 1))
    return { key: verifying.text }
  }
}
