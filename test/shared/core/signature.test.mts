// HMACs against the RFCs' own vectors, and everything that must not pass for one.
import assert from "node:assert/strict"
import fc from "fast-check"
import {
  ALGORITHMS,
  type Algorithm,
  decodeSignature,
  ENCODINGS,
  type Encoding,
  parseTemplate,
  type SignedParts,
  sameDigest,
  sign,
  verifySignatures,
} from "../../../dist/shared/core/signature.js"

const BODY = parseTemplate("{body}")

function partsWith(known: Partial<SignedParts>): SignedParts {
  return { body: "", timestamp: "", id: "", method: "", url: "", ...known }
}

function repeated(byte: number, length: number): Buffer {
  return Buffer.alloc(length, byte)
}

const COUNTING = Buffer.from(Array.from({ length: 25 }, (_, index) => index + 1))

type Vector = { key: Buffer; data: Buffer } & Partial<Record<Algorithm, string>>

/** RFC 4231, 4.2 to 4.5, 4.7 and 4.8. */
const RFC_4231: Vector[] = [
  {
    key: repeated(0x0b, 20),
    data: Buffer.from("Hi There"),
    sha256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    sha384:
      "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
    sha512:
      "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
  },
  {
    key: Buffer.from("Jefe"),
    data: Buffer.from("what do ya want for nothing?"),
    sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    sha384:
      "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
    sha512:
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
  },
  {
    key: repeated(0xaa, 20),
    data: repeated(0xdd, 50),
    sha256: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
    sha384:
      "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
    sha512:
      "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb",
  },
  {
    key: COUNTING,
    data: repeated(0xcd, 50),
    sha256: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    sha384:
      "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
    sha512:
      "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4f2de2adebeb10a298dd",
  },
  {
    key: repeated(0xaa, 131),
    data: Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First"),
    sha256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    sha384:
      "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
    sha512:
      "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598",
  },
  {
    key: repeated(0xaa, 131),
    data: Buffer.from(
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
    ),
    sha256: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    sha384:
      "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
    sha512:
      "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de0446065c97440fa8c6a58",
  },
]

/** RFC 4231, 4.6: the first 128 bits. */
const TRUNCATED = {
  key: "\x0c".repeat(20),
  data: Buffer.from("Test With Truncation"),
  tags: {
    sha256: "a3b6167473100ee06e0c796c2955552b",
    sha384: "3abf34c3503b2a23a46efc619baef897",
    sha512: "415fad6271580a531d4179bc891d87a6",
  },
} as const

/** RFC 2202, 3. */
const RFC_2202: Vector[] = [
  {
    key: repeated(0x0b, 20),
    data: Buffer.from("Hi There"),
    sha1: "b617318655057264e28bc0b6fb378c8ef146be00",
  },
  {
    key: Buffer.from("Jefe"),
    data: Buffer.from("what do ya want for nothing?"),
    sha1: "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
  },
  { key: repeated(0xaa, 20), data: repeated(0xdd, 50), sha1: "125d7342b9ac11cd91a39af48aa17b4f63f175d3" },
  { key: COUNTING, data: repeated(0xcd, 50), sha1: "4c9007f4026250c6bc8414f9bf50c86c2d7235da" },
  {
    key: repeated(0xaa, 80),
    data: Buffer.from("Test Using Larger Than Block-Size Key - Hash Key First"),
    sha1: "aa4ae5e15272d00e95705637ce8a3b55ed402112",
  },
  {
    key: repeated(0xaa, 80),
    data: Buffer.from("Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data"),
    sha1: "e8e99d0f45237d786d6bbaa7965c7808bbff1a91",
  },
]

describe("signing", () => {
  for (const [rfc, vectors] of Object.entries({ "RFC 4231": RFC_4231, "RFC 2202": RFC_2202 })) {
    for (const [index, { key, data, ...digests }] of vectors.entries()) {
      for (const algorithm of ALGORITHMS.filter((name) => digests[name])) {
        it(`agrees with ${rfc}, vector ${index + 1}, ${algorithm}`, () => {
          const digest = sign(algorithm, key, BODY, partsWith({ body: data }))
          assert.equal(digest.toString("hex"), digests[algorithm])
        })
      }
    }
  }

  it("covers the parts that a template names, in its order and with its literals", () => {
    const parts = partsWith({
      body: '{"a":1}',
      timestamp: "1531420618",
      id: "msg_1",
      method: "POST",
      url: "/hook?x=1",
    })
    const filled = 'v0:1531420618|msg_1 POST/hook?x=1{"a":1}{other}{body'
    const digest = sign(
      "sha256",
      "key",
      parseTemplate("v0:{timestamp}|{id} {method}{url}{body}{other}{body"),
      parts,
    )
    assert.deepEqual(digest, sign("sha256", "key", BODY, partsWith({ body: filled })))
  })

  it("fills a placeholder once: what a body says is no template", () => {
    const digest = sign(
      "sha256",
      "key",
      parseTemplate("{timestamp}.{body}"),
      partsWith({ body: "{timestamp}", timestamp: "7" }),
    )
    assert.deepEqual(digest, sign("sha256", "key", BODY, partsWith({ body: "7.{timestamp}" })))
  })

  it("covers bytes as they are, also those that are no text", () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0xc3])
    const text = bytes.toString("utf8")
    assert.notDeepEqual(
      sign("sha256", "key", BODY, partsWith({ body: bytes })),
      sign("sha256", "key", BODY, partsWith({ body: text })),
    )
  })
})

const algorithms = fc.constantFrom(...ALGORITHMS)
const encodings = fc.constantFrom(...ENCODINGS)
const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))

function verify(received: string[], keys: string[], body: Buffer, algorithm: Algorithm, encoding: Encoding) {
  return verifySignatures(received, keys, { algorithm, encoding, template: BODY }, partsWith({ body }))
}

describe("verifying", () => {
  it("takes what was signed, with any algorithm in any encoding", () => {
    fc.assert(
      fc.property(bytes, fc.string(), algorithms, encodings, (body, key, algorithm, encoding) => {
        const signature = sign(algorithm, key, BODY, partsWith({ body })).toString(encoding)
        assert.deepEqual(verify([signature], [key], body, algorithm, encoding), { key: 0 })
      }),
    )
  })

  it("refuses one changed byte, anywhere", () => {
    const nonEmpty = fc.uint8Array({ minLength: 1, maxLength: 200 }).map((array) => Buffer.from(array))
    fc.assert(
      fc.property(
        nonEmpty,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        algorithms,
        (body, at, change, algorithm) => {
          const signature = sign(algorithm, "key", BODY, partsWith({ body })).toString("hex")
          const changed = Buffer.from(body)
          const index = at % body.length
          changed[index] = (changed[index] ?? 0) ^ change
          assert.deepEqual(verify([signature], ["key"], changed, algorithm, "hex"), {
            fault: "signature-mismatch",
          })
        },
      ),
    )
  })

  for (const algorithm of ALGORITHMS) {
    it(`refuses a signature changed in any one bit, in the top bit of every byte or in all, ${algorithm}`, () => {
      const body = Buffer.from("body")
      const right = sign(algorithm, "key", BODY, partsWith({ body }))
      const changed = (change: (byte: number, index: number) => number) => Buffer.from(right.map(change))
      const oneBit = Array.from({ length: right.length * 8 }, (_, bit) =>
        changed((byte, index) => (index === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
      )
      const many = [(byte: number) => byte ^ 0x80, (byte: number) => byte ^ 0xff, () => 0, () => 0xff]
      for (const signature of [...oneBit, ...many.map(changed)])
        assert.deepEqual(verify([signature.toString("hex")], ["key"], body, algorithm, "hex"), {
          fault: "signature-mismatch",
        })
    })
  }

  for (const algorithm of ["sha256", "sha384", "sha512"] as const) {
    it(`takes a right signature cut to 128 bits for none (RFC 4231, 4.6), ${algorithm}`, () => {
      const { key, data, tags } = TRUNCATED
      const whole = sign(algorithm, key, BODY, partsWith({ body: data })).toString("hex")
      assert.equal(whole.slice(0, 32), tags[algorithm])
      assert.deepEqual(verify([whole], [key], data, algorithm, "hex"), { key: 0 })
      assert.deepEqual(verify([tags[algorithm]], [key], data, algorithm, "hex"), {
        fault: "signature-encoding",
      })
    })
  }

  it("refuses another key", () => {
    const different = fc
      .tuple(fc.string(), fc.string())
      .filter(([one, other]) => one !== other && padded(one) !== padded(other))
    fc.assert(
      fc.property(different, bytes, ([key, other], body) => {
        const signature = sign("sha256", key, BODY, partsWith({ body })).toString("hex")
        assert.deepEqual(verify([signature], [other], body, "sha256", "hex"), { fault: "signature-mismatch" })
      }),
    )
  })

  it("says which of several keys verifies, by any of several signatures", () => {
    const body = Buffer.from("body")
    const signature = sign("sha256", "second", BODY, partsWith({ body })).toString("base64")
    const other = sign("sha256", "fourth", BODY, partsWith({ body })).toString("base64")
    assert.deepEqual(verify([other, signature], ["first", "second", "third"], body, "sha256", "base64"), {
      key: 1,
    })
  })

  it("passes nothing without a key and nothing without a signature", () => {
    const body = Buffer.from("body")
    const signature = sign("sha256", "", BODY, partsWith({ body })).toString("hex")
    assert.deepEqual(verify([signature], [], body, "sha256", "hex"), { fault: "signature-mismatch" })
    assert.deepEqual(verify([], ["key"], body, "sha256", "hex"), { fault: "signature-encoding" })
    assert.deepEqual(verify([""], ["key"], body, "sha256", "hex"), { fault: "signature-encoding" })
  })

  it("names the usual mistake: hex where base64 is due, and the other way round", () => {
    const body = Buffer.from("body")
    const signature = sign("sha256", "key", BODY, partsWith({ body }))
    const fault = { fault: "signature-encoding" }
    assert.deepEqual(verify([signature.toString("hex")], ["key"], body, "sha256", "base64"), fault)
    assert.deepEqual(verify([signature.toString("base64")], ["key"], body, "sha256", "hex"), fault)
  })

  it("refuses the signature of another algorithm", () => {
    const body = Buffer.from("body")
    const signature = sign("sha1", "key", BODY, partsWith({ body })).toString("hex")
    assert.deepEqual(verify([signature], ["key"], body, "sha256", "hex"), { fault: "signature-encoding" })
  })
})

/** RFC 2104: a key is filled up with zeros, so one that ends in them is the same as one without. */
function padded(key: string): string {
  return Buffer.from(key).toString("latin1").replace(/\0+$/, "")
}

describe("decoding a signature", () => {
  it("takes hex in either case", () => {
    assert.deepEqual(decodeSignature("ABcd", "hex", 2), Buffer.from([0xab, 0xcd]))
  })

  it("takes base64 with and without its padding", () => {
    const digest = Buffer.alloc(32, 0xfb)
    for (const encoding of ["base64", "base64url"] as const) {
      const text = digest.toString(encoding).replaceAll("=", "")
      assert.deepEqual(decodeSignature(text, encoding, 32), digest)
      assert.deepEqual(decodeSignature(`${text}=`, encoding, 32), digest)
    }
  })

  it("takes base64 and base64url only each in its own alphabet", () => {
    const digest = Buffer.alloc(32, 0xfb)
    assert.equal(decodeSignature(digest.toString("base64"), "base64url", 32), undefined)
    assert.equal(decodeSignature(digest.toString("base64url"), "base64", 32), undefined)
  })

  it("takes no text that is too long, too short, or has anything else in it", () => {
    for (const text of ["", "abc", "abcdef", "ab cd", "abcd\n", "0xab", "abcg"]) {
      assert.equal(decodeSignature(text, "hex", 2), undefined, text)
    }
  })
})

describe("comparing digests", () => {
  it("never throws, whatever the lengths", () => {
    assert.equal(sameDigest(Buffer.from("ab"), Buffer.from("abc")), false)
    assert.equal(sameDigest(Buffer.from("ab"), Buffer.from("ab")), true)
  })
})
