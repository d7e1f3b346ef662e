// A fast framework with a parsed body, and nothing else.
import fastify from "fastify"

const server = fastify()
server.post("/events", async () => ({ id: "0" }))
await server.listen({ port: 0, host: "127.0.0.1" })
process.send?.(server.server.address())
