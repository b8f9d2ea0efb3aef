// A PULL socket with the options given as JSON, and a ZAP handler that admits one CURVE key or one
// password. Prints its endpoint, each ZAP request, and each message with its sender's user id.
const zmq = require("zeromq")
const {key, password, ...options} = JSON.parse(process.argv[2])

const tell = fact => console.log(JSON.stringify(fact))

async function authenticate(handler) {
  for await (const [version, id, domain, address, identity, mechanism, ...credentials] of handler) {
    const shown = credentials.map(one => one.toString("hex"))
    tell({domain: `${domain}`, address: `${address}`, mechanism: `${mechanism}`, credentials: shown})
    const admitted = shown[0] === key || `${credentials[1]}` === password
    await handler.send([version, id, ...(admitted ? ["200", "OK", "ada"] : ["400", "No", ""]), ""])
  }
}

async function main() {
  const handler = new zmq.Reply()
  await handler.bind("inproc://zeromq.zap.01")
  authenticate(handler)
  const socket = new zmq.Pull(options)
  await socket.bind("tcp://127.0.0.1:*")
  tell({endpoint: socket.lastEndpoint})
  process.stdin.on("end", () => process.exit(0)).resume()
  for await (const [message] of socket) {
    tell({message: `${message}`})
  }
}

main()
