// A real nginx or Caddy with the very configuration that the pages give, but for addresses and the certificate.
import { execFileSync } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { freePorts } from "../start/free-ports.mts"
import { scratchFolder } from "./packed.mts"
import { type Command, Program } from "./program.mts"

/** The name in the pages. */
export const publicName = "wifi.example.com"

export interface Certificate {
  folder: string
  file: string
  key: string
  pem: string
}

/** Signed by itself, with openssl. */
export function selfSigned(): Certificate {
  const folder = scratchFolder("certificate")
  const [file, key] = [join(folder, `${publicName}.pem`), join(folder, `${publicName}.key`)]
  const name = ["-subj", `/CN=${publicName}`, "-addext", `subjectAltName=DNS:${publicName}`]
  const files = ["-keyout", key, "-out", file, "-days", "2"]
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...files, ...name], {
    stdio: "pipe",
  })
  return { folder, file, key, pem: readFileSync(file, "utf8") }
}

export class ReverseProxy extends Program {
  readonly port: number
  readonly certificate: Certificate

  private constructor(command: Command, port: number, certificate: Certificate) {
    super(command)
    this.port = port
    this.certificate = certificate
  }

  /** @param snippet what the page says to put into nginx's `http` block */
  static async nginx(snippet: string): Promise<ReverseProxy> {
    const [port = 0] = await freePorts(1)
    const certificate = selfSigned()
    const folder = scratchFolder("nginx")
    const site = snippet
      .replaceAll("listen 443", `listen 127.0.0.1:${port}`)
      .replaceAll("/etc/ssl", certificate.folder)
    const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
      (name) => `${name}_temp_path ${folder}/${name};`,
    )
    const isRoot = process.getuid?.() === 0
    const main = [
      isRoot ? "user root;" : "",
      "daemon off;",
      `pid ${folder}/nginx.pid;`,
      "error_log stderr notice;",
    ]
    const file = join(folder, "nginx.conf")
    writeFileSync(file, [...main, "events {}", "http {", "access_log off;", ...paths, site, "}"].join("\n"))
    const args = ["-c", file, "-p", folder, "-e", "stderr"]
    return new ReverseProxy({ program: "nginx", args, ready: /start worker process \d/ }, port, certificate)
  }

  /** @param snippet a site of the Caddyfile, with the public name as its address */
  static async caddy(snippet: string): Promise<ReverseProxy> {
    const [port = 0] = await freePorts(1)
    const certificate = selfSigned()
    const folder = scratchFolder("caddy")
    const own = `bind 127.0.0.1\n tls ${certificate.file} ${certificate.key}`
    const site = snippet.replace(`${publicName} {`, `${publicName}:${port} {\n ${own}\n`)
    const file = join(folder, "Caddyfile")
    writeFileSync(file, `{\n admin off\n auto_https disable_redirects\n}\n${site}`)
    const env = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder }
    const args = ["run", "--adapter", "caddyfile", "--config", file]
    return new ReverseProxy(
      { program: "caddy", args, ready: /serving initial configuration/, env },
      port,
      certificate,
    )
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`
  }

  /** To `send` with: as whoever looks the public name up, from an address that is not the proxy's. */
  get visitor() {
    return { localAddress: "127.0.0.2", servername: publicName, ca: this.certificate.pem }
  }
}
