import type { IncomingMessage, RequestListener } from "node:http"
import { Html, html } from "./html.mts"
import type { Mail, Mailbox } from "./inbox.mts"

const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
}

/** The inbox as a page at / and as JSON at /mails.json. */
export function inboxListener(mailbox: Mailbox): RequestListener {
  return (request, response) => {
    const { status, type, body } = answer(request, mailbox)
    response.writeHead(status, { ...securityHeaders, "content-type": `${type}; charset=utf-8` })
    response.end(request.method === "HEAD" ? undefined : body)
  }
}

type Answer = { status: number; type: string; body: string }

function answer({ method, url }: IncomingMessage, { mails }: Mailbox): Answer {
  if (method !== "GET" && method !== "HEAD") return { status: 405, type: "text/plain", body: "Only GET\n" }
  const { pathname } = new URL(url ?? "/", "http://inbox")
  if (pathname === "/") return { status: 200, type: "text/html", body: page(mails) }
  if (pathname === "/mails.json")
    return { status: 200, type: "application/json", body: JSON.stringify(mails) }
  return { status: 404, type: "text/plain", body: "Not found\n" }
}

const style = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
  article { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem; margin: 1rem 0; padding: 1rem }
  h1 { font-size: 1.5rem } h2 { font-size: 1.1rem; margin: 0 0 .5rem }
  p { margin: 0 } pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; margin: 1rem 0 0 }
  iframe { width: 100%; height: 7rem; border: 0; background: white; color-scheme: light }
  .about { opacity: .7; font-size: .9rem; overflow-wrap: anywhere }
`

function page(mails: readonly Mail[]): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="3">
<title>Inbox (${mails.length})</title>
<style>${new Html(style)}</style>
</head>
<body>
<h1>Inbox</h1>
<p class="about">What Node-RED mailed since the start, newest first. Also as <a href="/mails.json">JSON</a>.</p>
${mails.length === 0 ? html`<p>Nothing yet.</p>` : mails.map(article)}
</body>
</html>
`.text
}

function article(mail: Mail): Html {
  const { id, from, to, subject, receivedAt } = mail
  return html`<article id="mail-${id}">
<h2>${subject || "(no subject)"}</h2>
<p class="about">To ${to.join(", ")} · from ${from} · <time datetime="${receivedAt}">${receivedAt.slice(11, 19)} UTC</time></p>
${body(mail)}
</article>
`
}

/** What a mail brings as HTML is shown in a frame that may run, load and send nothing. */
function body({ text, html: source }: Mail): Html {
  if (source === null) return html`<pre>${text}</pre>`
  return html`<iframe sandbox="" title="The mail" srcdoc="${source}"></iframe>`
}
