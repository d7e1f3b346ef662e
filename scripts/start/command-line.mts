import { parseArgs } from "node:util"
import { StartError } from "./start-error.mts"

export type Ports = { editor: number; inbox: number; smtp: number }

export type Options = {
  ports: Ports
  demo: boolean
  keep: boolean
  /** A packed package to install instead of building one. */
  package: string | undefined
  directory: string | undefined
}

/** Which option changes which port, and what a message calls it. */
export const portOptions = {
  editor: { option: "port", default: 1880, title: "the Node-RED editor" },
  inbox: { option: "inbox-port", default: 1080, title: "the inbox page" },
  smtp: { option: "smtp-port", default: 1025, title: "the mail server" },
} as const

export const help = `Starts Node-RED with this package installed, an example flow deployed, and a mail server
with an inbox you can look at in a browser. Everything listens on 127.0.0.1 alone.

  npm start                    runs until Ctrl-C
  npm start -- --demo          also sends a few guests' webhooks, shows the mails they bring and that
                               sending them again brings no more, then ends (exit code 0 if all went so)

Options:
  --demo                       send the sample requests and check the outcome
  --keep                       with --demo: keep running afterwards
  --port <number>              port of the Node-RED editor (default ${portOptions.editor.default})
  --inbox-port <number>        port of the inbox page (default ${portOptions.inbox.default})
  --smtp-port <number>         port of the mail server (default ${portOptions.smtp.default})
  --package <file.tgz>         install this packed package instead of building one
  --directory <folder>         where everything is kept (default .demo)
  --help                       show this text
`

/** The options as given; undefined when only help was asked for. */
export function readCommandLine(args: string[]): Options | undefined {
  const values = parse(args)
  if (values.help) return undefined
  return {
    ports: {
      editor: readPort("editor", values.port),
      inbox: readPort("inbox", values["inbox-port"]),
      smtp: readPort("smtp", values["smtp-port"]),
    },
    demo: values.demo ?? false,
    keep: values.keep ?? false,
    package: values.package,
    directory: values.directory,
  }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        demo: { type: "boolean" },
        keep: { type: "boolean" },
        port: { type: "string" },
        "inbox-port": { type: "string" },
        "smtp-port": { type: "string" },
        package: { type: "string" },
        directory: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    }).values
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StartError(`${reason}\nnpm start -- --help lists the options.`)
  }
}

function readPort(role: keyof Ports, text: string | undefined): number {
  const { option, default: usual } = portOptions[role]
  if (text === undefined) return usual
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new StartError(`--${option} takes a number from 1 to 65535, not "${text}".`)
}
