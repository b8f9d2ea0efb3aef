// Sends a message as a PUSH socket with the options given as JSON, and tells how its handshake ended.
const zmq = require("zeromq")
const {endpoint, ...options} = JSON.parse(process.argv[2])

const socket = new zmq.Push({...options, linger: 0, reconnectInterval: -1})
for (const type of ["handshake", "handshake:error:auth", "handshake:error:protocol", "handshake:error:other"]) {
  socket.events.on(type, () => console.log(JSON.stringify({event: type})))
}
socket.connect(endpoint)
socket.send("from another ØMQ").catch(() => {}) // closed before there was a peer
process.stdin.on("end", () => socket.close()).resume() // which keeps the socket from being collected
