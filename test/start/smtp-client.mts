// A mail client of the fewest words, so that the inbox is not tested with the library it is made of.
import { once } from "node:events"
import { connect } from "node:net"
import { createInterface } from "node:readline"

/** Sends one message; gives the server's last answer, such as `250 OK: message queued`. */
export async function sendMail(port: number, to: string, message: string): Promise<string> {
  const socket = connect(port, "127.0.0.1")
  const lines = createInterface(socket)[Symbol.asyncIterator]()
  const say = async (line: string) => {
    socket.write(`${line}\r\n`)
    return lastLine(lines)
  }
  await lastLine(lines)
  await say("EHLO client.example")
  await say("MAIL FROM:<sender@example.com>")
  await say(`RCPT TO:<${to}>`)
  await say("DATA")
  const answer = await say(`${message.replaceAll(/^\./gm, "..")}\r\n.`)
  socket.end()
  await once(socket, "close")
  return answer
}

/** An answer of several lines has a hyphen behind the code on all but the last. */
async function lastLine(lines: AsyncIterator<string>): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next()
    if (done) throw new Error("the mail server closed the connection")
    if (/^\d{3} /.test(value)) return value
  }
}
