// talk.js MODULES URL: asks the server at URL by @aws-sdk/client-sfn in the folder MODULES. Each line of standard input is
// {"operation", "input"}, and "pages", their size, where all pages are wanted; each line of standard output is {"answer"}, or {"error"}: "Code: message". Dates are seconds.
const [modules, endpoint] = process.argv.slice(2);
const sfn = require(modules + '/@aws-sdk/client-sfn');
const client = new sfn.SFNClient({
    endpoint, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, disableHostPrefix: true,
    maxAttempts: 1,
});

function plain(value) {
    if (value instanceof Date) return value.getTime() / 1000;
    if (Array.isArray(value)) return value.map(plain);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).filter(([key]) => key !== '$metadata').map(([key, v]) => [key, plain(v)]));
}

async function all(operation, input, pageSize) {
    const whole = {};
    for await (const page of sfn['paginate' + operation]({ client, pageSize }, input)) {
        for (const [key, items] of Object.entries(page).filter(([, v]) => Array.isArray(v))) {
            whole[key] = (whole[key] || []).concat(items);
        }
    }
    return whole;
}

async function ask({ operation, input, pages }) {
    try {
        return { answer: plain(await (pages ? all(operation, input, pages) : client.send(new sfn[operation + 'Command'](input)))) };
    } catch (error) {
        return { error: error.name + ': ' + error.message };
    }
}

(async () => {
    for await (const line of require('readline').createInterface({ input: process.stdin })) {
        console.log(JSON.stringify(await ask(JSON.parse(line))));
    }
})();
