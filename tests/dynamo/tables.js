// tables.js URL [fill] - prints the tables of a DynamoDB with their items in a fixed order, a line of JSON for each. With
// "fill" it takes such lines from standard input instead: they replace what is there.
'use strict'
const [url, mode] = process.argv.slice(2)

async function ask(operation, body) {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: {
        'X-Amz-Target': 'DynamoDB_20120810.' + operation, 'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Date': '20260101T000000Z', Authorization: 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/dynamodb/' +
            'aws4_request, SignedHeaders=host, Signature=0' } })
    const answer = await response.json()
    if (response.status !== 200) throw new Error(`${operation}: ${JSON.stringify(answer)}`)
    return answer
}

const sorted = (value) => Array.isArray(value) || typeof value !== 'object' ? value
    : Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]))
const names = async () => (await ask('ListTables', {})).TableNames

async function print() {
    for (const TableName of await names()) {
        const { KeySchema, AttributeDefinitions } = (await ask('DescribeTable', { TableName })).Table
        const items = (await ask('Scan', { TableName })).Items.map(item => JSON.stringify(sorted(item))).sort()
        AttributeDefinitions.sort((a, b) => a.AttributeName < b.AttributeName ? -1 : 1)
        console.log(JSON.stringify({ TableName, KeySchema: KeySchema.map(sorted),
            AttributeDefinitions: AttributeDefinitions.map(sorted), items: items.map(item => JSON.parse(item)) }))
    }
}

async function gone() {
    for (let left = await names(); left.length > 0; left = await names()) {
        for (const TableName of left) await ask('DeleteTable', { TableName }).catch(() => {})
    }
}

async function fill() {
    await gone()
    for (const line of require('fs').readFileSync(0, 'utf8').split('\n').filter(line => line)) {
        const { items, ...table } = JSON.parse(line), { TableName } = table
        await ask('CreateTable', { ...table, BillingMode: 'PAY_PER_REQUEST' })
        while ((await ask('DescribeTable', { TableName })).Table.TableStatus !== 'ACTIVE');
        for (const Item of items) await ask('PutItem', { TableName, Item })
    }
}

(mode === 'fill' ? fill() : print()).catch(error => {
    console.error(error.message)
    process.exit(1)
})
