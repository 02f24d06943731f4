// beside.js PROGRAM DYNALITE DIFFERENCES FILE... - asks the embedded DynamoDB, through the HTTP door of PROGRAM, and
// dynalite the same, line by line, and prints what differs. DIFFERENCES lists what may: in each line two regular expressions, for dynalite's answer and for
// ours, with ' => ' between them, and behind ' :: ' the reason. A line of it that was not needed is printed, too.
'use strict'
const fs = require('fs'), http = require('http'), os = require('os'), path = require('path')
const { spawn } = require('child_process')
const [program, dynalitePath, differencesPath, ...files] = process.argv.slice(2)
const dynalite = require(path.resolve(dynalitePath))

const allowed = fs.readFileSync(differencesPath, 'utf8').split('\n').filter(l => l && l[0] !== '#').map(line => {
    const [rule, reason] = line.split(' :: '), [theirs, ours] = rule.split(' => ')
    return { line, theirs: new RegExp(theirs), ours: new RegExp(ours), reason, used: 0 }
})

// What differs from run to run, or has no order, is made the same.
const varying = /^(TableId|.*DateTime|LatestStreamLabel|LatestStreamArn)$/
function normal(value, key) {
    if (Array.isArray(value)) {
        const list = value.map(v => normal(v))
        return /^(Items|SS|NS|BS|AttributeDefinitions|TableNames|Tags)$/.test(key)
            ? list.sort((a, b) => JSON.stringify(a) < JSON.stringify(b) ? -1 : 1) : list
    }
    if (value && typeof value === 'object') {
        const out = {}
        for (const k of Object.keys(value).sort()) if (!varying.test(k)) out[k] = normal(value[k], k)
        return out
    }
    return typeof value === 'string'
        ? value.replace(/123456789012/g, '000000000000').replace(/Syntax error; (Expected|token).*/s, 'Syntax error') : value
}
const shown = (status, body) => status + ' ' + JSON.stringify(normal(body))

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
function ask(port, operation, body) {
    return new Promise(resolve => {
        const request = http.request({ port, agent, host: '127.0.0.1', method: 'POST', timeout: 5000, headers: {
            'X-Amz-Target': 'DynamoDB_20120810.' + operation, 'Content-Type': 'application/x-amz-json-1.0',
            'X-Amz-Date': '20260101T000000Z', Authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/' +
                'aws4_request, SignedHeaders=host, Signature=0' } }, response => {
            let text = ''
            response.on('data', d => { text += d })
            response.on('end', () => {
                try { resolve(shown(response.statusCode, JSON.parse(text || '""'))) } catch (e) { resolve('no JSON: ' + text) }
            })
        })
        request.on('error', () => resolve('no answer'))
        request.on('timeout', () => request.destroy())
        request.end(body)
    })
}

// The door, and its port.
function open(folder) {
    const child = spawn(program, ['local', 'serve', '--local', folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    return new Promise((resolve, reject) => {
        child.stdout.on('data', line => resolve([child, Number(/:([0-9]+)\n/.exec(line)[1])]))
        child.on('exit', code => reject(new Error(`${program}: ended with ${code}`)))
    })
}

async function compare(file, port) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'beside-'))
    const [door, ourPort] = await open(folder)
    let same = 0, told = 0, wrong = 0
    for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(l => /^[A-Z]/.test(l))) {
        const blank = line.indexOf(' '), operation = line.slice(0, blank), body = line.slice(blank + 1)
        const ours = await ask(ourPort, operation, body)
        const theirs = await ask(port, operation, body)
        // dynalite finishes what it does to a table a moment after its answer.
        if (/^(Create|Update|Delete)Table$/.test(operation)) await new Promise(resolve => setTimeout(resolve, 50))
        const known = ours === theirs ? null : allowed.find(a => a.theirs.test(theirs) && a.ours.test(ours))
        if (ours === theirs) {
            same++
        } else if (known) {
            told++
            known.used++
        } else {
            wrong++
            console.log(`${path.basename(file)}: ${line}\n  dynalite ${theirs}\n  ours     ${ours}`)
        }
    }
    door.kill()
    await new Promise(resolve => door.on('exit', resolve))
    fs.rmSync(folder, { recursive: true })
    return [same, told, wrong]
}

process.on('uncaughtException', () => {}) // dynalite's: the request that met it is not answered

async function main() {
    const total = [0, 0, 0]
    for (const file of files) {
        const server = dynalite({ createTableMs: 0, updateTableMs: 0, deleteTableMs: 0 })
        await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
        const counts = await compare(file, server.address().port)
        counts.forEach((n, i) => { total[i] += n })
        server.close()
        server.closeAllConnections()
    }
    for (const a of allowed) if (a.used === 0) console.log('not needed: ' + a.line)
    console.log(`same ${total[0]} told ${total[1]} wrong ${total[2]}`)
    process.exit(0)
}
main().catch(e => {
    console.log('wrong: ' + e.stack)
    process.exit(1)
})
