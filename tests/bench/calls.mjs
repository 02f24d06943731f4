// calls.mjs PROGRAM ROUNDS - how long a call takes, in microseconds: of a warm Node function that PROGRAM hosts, of a
// bare Node HTTP server that PROGRAM calls, and of that server called by Node. PROGRAM has one task, "Call"; it answers lines,
// one at a time. All three take turns, so that what else the machine does meets each. Prints a line for each: the median and
// the quartiles of all calls.
import { spawn } from 'node:child_process'
import http from 'node:http'
import { createInterface } from 'node:readline'

const [program, rounds] = process.argv.slice(2)
const CALLS_A_ROUND = 10
const event = JSON.stringify({ orderId: 'o-123456', amount: 1299, items: ['A-1', 'B-7'] })

// A process of which each line is awaited: say(text) writes one and resolves with the next that comes.
function talk(command, ...words) {
    const child = spawn(command, words, { stdio: ['pipe', 'pipe', 'inherit'] })
    const waiting = []
    child.on('exit', code => { if (code) throw new Error(`${command}: ended with ${code}`) })
    createInterface({ input: child.stdout }).on('line', line => waiting.shift()(line))
    return {
        next: () => new Promise(resolve => { waiting.push(resolve) }),
        say(text) {
            const line = this.next()
            child.stdin.write(text + '\n')
            return line
        },
        end: () => child.stdin.end(),
    }
}

const server = talk(process.execPath, '-e', `process.stdin.on('end', () => process.exit(0)).resume()
require('http').createServer((request, response) => {
    let text = ''
    request.on('data', part => { text += part })
    request.on('end', () => {
        const body = JSON.stringify(JSON.parse(text))
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) })
        response.end(body)
    })
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`)
const port = Number(await server.next())
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })

function byNode() {
    return new Promise((resolve, reject) => {
        const headers = { 'Content-Type': 'application/json', 'Content-Length': event.length }
        const request = http.request({ port, host: '127.0.0.1', agent, method: 'POST', headers }, response => {
            let text = ''
            response.on('data', part => { text += part })
            response.on('end', () => resolve(JSON.stringify(JSON.parse(text))))
        })
        request.on('error', reject)
        request.end(event)
    })
}

const batch = target => talk(program, 'batch', '--in-flight', '1', '--task', `state:Call=${target}`)
const hosted = batch('lambda:node:tests/bench/echo.handler'), called = batch(`http://127.0.0.1:${port}/`)
const sides = [() => hosted.say(event), () => called.say(event), byNode]
const times = sides.map(() => [])
for (let round = -1; round < rounds; round++) {
    for (const [i, side] of sides.entries()) {
        for (let call = 0; call < CALLS_A_ROUND; call++) {
            const start = process.hrtime.bigint()
            const answer = await side()
            const took = Number(process.hrtime.bigint() - start) / 1000
            if (answer !== event) throw new Error(`side ${i} answered ${answer}`)
            if (round >= 0) times[i].push(took) // the first round warms up
        }
    }
}
for (const all of times) {
    all.sort((a, b) => a - b)
    console.log([0.5, 0.25, 0.75].map(part => all[Math.floor(all.length * part)].toFixed(1)).join(' '))
}
agent.destroy()
for (const child of [hosted, called, server]) child.end()
