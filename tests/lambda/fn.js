// Functions that tests/lambda.sh runs.
let calls = 0;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

exports.echo = async (event) => event;
exports.nothing = async () => {};
exports.plain = (event) => 'is not looked at';
exports.count = async () => ++calls;
exports.pid = async (ms) => { await sleep(ms); return process.pid; };

exports.callback = (event, context, callback) => { setTimeout(() => callback(null, { got: event }), 20); };
exports.callbackFails = (event, context, callback) => callback(new RangeError('too far'));
exports.callbackWaits = (event, context, callback) => {
    const done = [];
    setTimeout(() => done.push('late'), 50);
    callback(null, done);
};
exports.callbackHurries = (event, context, callback) => {
    context.callbackWaitsForEmptyEventLoop = false;
    setInterval(() => {}, 1000);
    callback(null, 'at once');
};
exports.succeeds = (event, context) => context.succeed('by context');
exports.nested = { deep: { handler: async () => 'nested' } };

exports.context = async (event, context) => ({
    names: [context.functionName, context.functionVersion, context.memoryLimitInMB, context.logGroupName],
    arn: context.invokedFunctionArn,
    same: context.awsRequestId.length,
    left: context.getRemainingTimeInMillis() > 2000 && context.getRemainingTimeInMillis() <= 3000,
    stream: /^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/.test(context.logStreamName),
    trace: /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/.test(process.env._X_AMZN_TRACE_ID),
    client: context.clientContext,
});
exports.id = async (event, context) => context.awsRequestId;
exports.env = async (names) => names.map((name) => process.env[name]);

exports.throws = async () => { throw new TypeError('not like this'); };
exports.throwsAtOnce = () => { throw new TypeError('at once'); };
exports.throwsText = async () => { throw 'just a text'; };
exports.throwsLater = async () => { setTimeout(() => { throw new Error('later'); }, 10); await sleep(1000); };
exports.rejects = async () => { Promise.reject(new Error('nobody looks')); await sleep(1000); };
exports.circular = async () => { const a = {}; a.a = a; return a; };
exports.custom = async () => { const e = new Error('no such card'); e.name = 'CardError'; throw e; };

exports.exits = async (code) => process.exit(code);
exports.dies = async () => { process.kill(process.pid, 'SIGKILL'); await sleep(1000); };
exports.exitsBetween = async () => { setTimeout(() => process.exit(3), 5); return process.pid; };
exports.exitsOnce = async (event) => {
    const fs = require('fs');
    if (fs.existsSync(event)) return 'the second time';
    fs.writeFileSync(event, '');
    return process.exit(1);
};
exports.marks = async ({ mark }) => {
    const fs = require('fs');
    while (!fs.existsSync(`${mark}.go`)) await sleep(20);
    fs.writeFileSync(mark, 'done');
};
exports.large = async (size) => 'x'.repeat(size - 2);
exports.hangs = () => sleep(100000);
exports.forks = async (event) => {
    require('child_process').spawn('sleep', ['1000', event.mark], { stdio: 'inherit' });
    if (event.hang) await sleep(100000);
    return 'forked';
};
exports.talks = async () => {
    console.log('to standard output');
    console.error('to standard error');
    process.stdout.write('no end');
    return 'said';
};
exports.garbage = async () => { process.stdout.write(Buffer.from([0, 1, 255, 254, 10, 27])); return 'fine'; };
