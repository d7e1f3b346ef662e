// The least that a server can do with a webhook: take its bytes and answer.
import { createServer } from "node:http"

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on("data", (chunk: Buffer) => chunks.push(chunk))
  request.on("end", () => {
    Buffer.concat(chunks)
    response.writeHead(200, { "content-type": "application/json" }).end('{"id":"0"}')
  })
})
server.listen(0, "127.0.0.1", () => process.send?.(server.address()))
