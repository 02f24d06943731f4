// slow.js - a server that takes a second to answer, for as long as its standard input is open. Prints its port.
const server = require('http').createServer((request, response) => {
    request.resume()
    setTimeout(() => response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}'), 1000)
})
server.listen(0, '127.0.0.1', 4096, () => console.log(server.address().port))
process.stdin.on('end', () => process.exit(0)).resume()
