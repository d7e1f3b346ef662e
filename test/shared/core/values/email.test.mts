// One address, strictly: a line break or a comma in it would add a recipient to somebody's mail.
import assert from "node:assert/strict"
import fc from "fast-check"
import { readEmail } from "../../../../dist/shared/core/values/email.js"

describe("an e-mail address", () => {
  it("comes out in lower case", () => {
    assert.equal(readEmail("Ana.Rossi+WiFi@Mail.Example.COM"), "ana.rossi+wifi@mail.example.com")
  })

  it("may be as long as RFC 5321 lets it be, and no longer", () => {
    const domain = `${"a".repeat(59)}.`.repeat(4)
    const local = "b".repeat(254 - domain.length - "@com".length)
    assert.equal(readEmail(`${local}@${domain}com`)?.length, 254)
    assert.equal(readEmail(`${local}b@${domain}com`), undefined)
  })

  const none = {
    "nothing at all": "",
    "the placeholder of the vendors' pages": "[email protected]",
    "a domain of one word": "ana@localhost",
    "two addresses, with a comma": "ana@example.com,eve@example.com",
    "two addresses, with a semicolon": "ana@example.com;eve@example.com",
    "two addresses, with a space": "ana@example.com eve@example.com",
    "a line break and a header": "ana@example.com\r\nBcc: eve@example.com",
    "a line break at its end": "ana@example.com\n",
    "a line break at its start": "\nana@example.com",
    "a line break within": "ana@exa\nmple.com",
    "an encoded line break": "ana@example.com%0d%0aBcc:eve@example.com",
    "a display name": "Ana <ana@example.com>",
    "angle brackets": "<ana@example.com>",
    "a quoted local part": '"ana eve"@example.com',
    "a comment": "ana(eve)@example.com",
    "a null character": "ana@example.com\0",
    "two at signs": "ana@eve@example.com",
    "two dots in a row": "ana..rossi@example.com",
    "a dot at its start": ".ana@example.com",
    "a tag": "<script>@example.com",
    "letters that only look Latin": "аna@example.com",
  }
  for (const [what, text] of Object.entries(none)) {
    it(`is not ${what}`, () => assert.equal(readEmail(text), undefined))
  }

  it("is one address or none, whatever is put around and between addresses", () => {
    const separators = fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      ",",
      ";",
      " ",
      "\t",
      "\0",
      ":",
      "<",
      ">",
      '"',
      "(",
      "\\",
      "\u2028",
    )
    const pieces = fc.oneof(fc.emailAddress(), separators, fc.constantFrom("Bcc", "@", ".", "ana"))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 6 }), (parts) => {
        const address = readEmail(parts.join(""))
        if (address !== undefined)
          assert.match(address, /^[^\s,;:<>"()\\\0\u2028@]+@[^\s,;:<>"()\\\0\u2028@]+$/)
      }),
    )
  })

  it("reads the same when it is read again", () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        const address = readEmail(text)
        if (address !== undefined) assert.equal(readEmail(address), address)
      }),
    )
  })
})
