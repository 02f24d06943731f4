// Runs one Lambda function for aslc: `node - FILE.HANDLER`, with this text on standard input.
// It asks the Lambda Runtime API at AWS_LAMBDA_RUNTIME_API for one event after the other. An answer and the question for
// the next event go out in one write.
'use strict';

const fs = require('fs');
const net = require('net');
const path = require('path');
const { Writable } = require('stream');
const { pathToFileURL } = require('url');
const Module = require('module');

const env = process.env;
const api = '/2018-06-01/runtime/';
const next = `GET ${api}invocation/next HTTP/1.1\r\nHost: ${env.AWS_LAMBDA_RUNTIME_API}\r\n\r\n`;
const [host, port] = env.AWS_LAMBDA_RUNTIME_API.split(':');
const socket = net.connect({ host, port: Number(port), noDelay: true });
let current = null; // what completes the event that is under way; null between events
let leave = null; // the exit code, once nothing but the last answer is to be sent
let came = Buffer.alloc(0);

// ---- Errors, as AWS's own runtime reports them

function describe(error) {
    if (error instanceof Error || (error && typeof error.stack === 'string')) {
        const lines = String(error.stack).split('\n');
        const own = lines.findIndex((line) => line.includes('[stdin]:')); // from here on it is this file
        return { errorType: error.name, errorMessage: error.message, trace: own > 0 ? lines.slice(0, own) : lines };
    }
    return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

// Prints an error in the function's log, and returns it as JSON.
function report(error) {
    const said = describe(error);
    console.error(said.trace.length > 0 ? said.trace.join('\n') : said.errorMessage);
    return JSON.stringify(said);
}

function named(name, message) {
    return Object.assign(new Error(message), { name });
}

// ---- The Runtime API

function post(route, body, headers, more) {
    const bytes = Buffer.from(body);
    const head = `POST ${api}${route} HTTP/1.1\r\nHost: ${env.AWS_LAMBDA_RUNTIME_API}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${bytes.length}\r\n${headers}\r\n`;
    socket.ref();
    socket.write(Buffer.concat([Buffer.from(head), bytes, Buffer.from(more)]));
}

function fail_to_start(error) {
    leave = 129;
    post('init/error', report(error), `Lambda-Runtime-Function-Error-Type: ${error.name}\r\n`, '');
}

// Takes one response from what has come: its status, headers and body. Null if it is not whole yet.
function take() {
    const end = came.indexOf('\r\n\r\n');
    if (end < 0) return null;
    const lines = came.toString('latin1', 0, end).split('\r\n');
    const headers = {};
    for (const line of lines.slice(1)) {
        const colon = line.indexOf(':');
        headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const size = end + 4 + Number(headers['content-length'] || 0);
    if (came.length < size) return null;
    const body = came.toString('utf8', end + 4, size);
    came = came.subarray(size);
    return { status: Number(lines[0].split(' ')[1]), headers, body };
}

function read(handler, bytes) {
    came = came.length > 0 ? Buffer.concat([came, bytes]) : bytes;
    for (let response; (response = take()) !== null;) {
        if (leave !== null) process.exit(leave);
        if (response.status === 200) {
            invoke(handler, response);
        } else if (response.status !== 202) {
            console.error(`The answer was refused: ${response.body}`);
        }
    }
}

// ---- One event

function context_of(headers, callbacks) {
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const json = (text) => (text ? JSON.parse(text) : undefined);
    return {
        callbackWaitsForEmptyEventLoop: true,
        functionName: env.AWS_LAMBDA_FUNCTION_NAME,
        functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
        memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
        logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
        logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
        awsRequestId: headers['lambda-runtime-aws-request-id'],
        invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
        clientContext: json(headers['lambda-runtime-client-context']),
        identity: json(headers['lambda-runtime-cognito-identity']),
        getRemainingTimeInMillis: () => deadline - Date.now(),
        ...callbacks,
    };
}

// The functions that end this event; only the first call counts.
function completion(id) {
    let is_over = false;
    function end(route, body, exit) {
        if (is_over) return;
        is_over = true;
        current = null;
        leave = exit;
        post(`invocation/${id}/${route}`, body, '', exit === null ? next : '');
    }
    function fail(error, exit = null) {
        if (!is_over) end('error', report(error), exit);
    }
    function succeed(result) {
        let text;
        try {
            text = JSON.stringify(result === undefined ? null : result);
        } catch (error) {
            return fail(new Error('Unable to stringify response body'));
        }
        return end('response', text === undefined ? 'null' : text, null);
    }
    return { fail, succeed, send: (text) => end('response', text, null) };
}

// ---- Answers that stream: they are collected, and sent whole

const streams = Symbol.for('aws.lambda.runtime.handler.streaming');

class ResponseStream extends Writable {
    parts = [];
    headers = {};
    prelude = null; // of an answer by HTTP: its status, headers and cookies

    setContentType(type) {
        this.headers['content-type'] = type;
    }

    write(chunk, ...rest) {
        const is_bytes = typeof chunk === 'string' || chunk instanceof Uint8Array;
        return super.write(is_bytes ? chunk : JSON.stringify(chunk), ...rest);
    }

    _write(chunk, encoding, callback) {
        this.parts.push(chunk);
        callback();
    }

    // The answer as JSON. Who asks by HTTP gets status, headers and body; who invokes the function gets all that was written.
    answer(is_http) {
        const bytes = Buffer.concat(this.parts);
        const text = bytes.toString('utf8');
        if (is_http) {
            const is_text = Buffer.from(text).equals(bytes);
            const headers = { 'content-type': 'application/octet-stream', ...this.headers };
            return JSON.stringify({ statusCode: 200, headers, ...this.prelude, body: is_text ? text : bytes.toString('base64'), isBase64Encoded: !is_text });
        }
        if (this.prelude !== null) return JSON.stringify(JSON.stringify(this.prelude) + '\0'.repeat(8) + text);
        try {
            JSON.parse(text);
            return text;
        } catch (error) {
            return JSON.stringify(text);
        }
    }
}

globalThis.awslambda = {
    streamifyResponse: (handler) => Object.assign(handler, { [streams]: 'response' }),
    HttpResponseStream: { from: (stream, prelude) => Object.assign(stream, { prelude }) },
};

function stream(handler, event, context, done) {
    const out = new ResponseStream();
    const is_http = Boolean(event && event.requestContext && event.requestContext.http);
    const end = () => done.send(out.answer(is_http));
    out.on('error', (error) => done.fail(error));
    current.idle = end;
    const result = handler(event, out, context);
    if (!result || typeof result.then !== 'function') {
        throw named('Runtime.MalformedStreamingHandler', 'Streaming does not support non-async handlers.');
    }
    result.then(() => (out.writableFinished ? end() : out.once('finish', end)), (error) => done.fail(error));
}

function invoke(handler, response) {
    const done = completion(response.headers['lambda-runtime-aws-request-id']);
    // A callback's answer waits until nothing else is to be done, unless the function says otherwise.
    let kept = null;
    const settle = (error, result) => (error !== undefined && error !== null ? done.fail(error) : done.succeed(result));
    const callback = (error, result) => {
        if (!context.callbackWaitsForEmptyEventLoop) return void setImmediate(settle, error, result);
        kept = kept || [error, result];
    };
    const context = context_of(response.headers, { done: settle, fail: done.fail, succeed: done.succeed });
    current = { fail: done.fail, idle: () => (kept ? settle(...kept) : done.succeed(null)) };
    env._X_AMZN_TRACE_ID = response.headers['lambda-runtime-trace-id'];
    socket.unref();
    try {
        const event = JSON.parse(response.body);
        if (handler[streams]) return void stream(handler, event, context, done);
        const result = handler(event, context, callback);
        if (result && typeof result.then === 'function') result.then(done.succeed, (error) => done.fail(error));
    } catch (error) {
        done.fail(error);
    }
}

process.on('beforeExit', () => current && current.idle());

function crash(error) {
    if (current) {
        current.fail(error, 129);
    } else {
        report(error);
        process.exit(129);
    }
}
process.on('uncaughtException', crash);
process.on('unhandledRejection', (reason) => crash(named('Runtime.UnhandledPromiseRejection', String(reason))));

// ---- The function

// The SDK's version 2 does not know AWS_ENDPOINT_URL, nor AWS_ENDPOINT_URL_S3 and its like.
function reach_services() {
    const settings = { endpoint: env.AWS_ENDPOINT_URL, s3ForcePathStyle: true };
    for (const [name, endpoint] of Object.entries(env)) {
        const id = /^AWS_ENDPOINT_URL_(\w+)$/.exec(name);
        if (id) settings[id[1] === 'SFN' ? 'stepfunctions' : id[1].toLowerCase().replace(/_/g, '')] = { endpoint };
    }
    const load = Module._load;
    Module._load = function (request, parent, is_main) {
        const loaded = load.apply(this, arguments);
        if (/^aws-sdk(\/|$)/.test(request) && !request.startsWith('aws-sdk/lib/')) {
            load('aws-sdk/lib/core', parent, is_main).config.update(settings);
        }
        return loaded;
    };
}

async function load_module(stem, name) {
    const file = ['.js', '.mjs', '.cjs'].map((ending) => stem + ending).find((file) => fs.existsSync(file));
    if (file === undefined) {
        throw named('Runtime.ImportModuleError', `Error: Cannot find module '${name}': there is no ${stem}.js, .mjs or .cjs`);
    }
    try {
        if (file.endsWith('.mjs')) return await import(pathToFileURL(file));
        return Module.createRequire(file)(file);
    } catch (error) {
        if (error.code === 'ERR_REQUIRE_ESM') return import(pathToFileURL(file));
        if (error instanceof SyntaxError) throw named('Runtime.UserCodeSyntaxError', String(error.stack));
        if (/^(ERR_)?MODULE_NOT_FOUND$/.test(error.code)) throw named('Runtime.ImportModuleError', String(error));
        throw error;
    }
}

// The folder of all the code, and the handler below it: those of "fn/./src/a.handler" are fn and src/a.handler. Where no
// /./ says it, it is the folder of the file.
function parts(text) {
    const [, root, rest] = /^(.*)\/\.\/(.*)$/.exec(text) || /^(?:(.*)\/)?([^/]*)$/.exec(text);
    return [root === '' ? '/' : root || '.', rest];
}

async function load_handler(text) {
    const [folder, rest] = parts(text);
    const [, stem, name, inner] = /^((?:.*\/)?([^/.]+))\.([^/]+)$/.exec(rest) || [];
    if (inner === undefined) {
        throw named('Runtime.MalformedHandlerName', `Bad handler '${text}': FILE.NAME is wanted`);
    }
    const root = path.resolve(folder);
    if (!fs.existsSync(root)) throw named('Runtime.ImportModuleError', `Error: Cannot find module '${name}': there is no folder ${root}`);
    process.chdir(root);
    env._HANDLER = rest;
    env.LAMBDA_TASK_ROOT = root;
    env.NODE_PATH = [env.NODE_PATH, root].filter(Boolean).join(path.delimiter);
    Module._initPaths();
    const module = await load_module(path.join(root, stem), name);
    const find = (from) => inner.split('.').reduce((at, part) => (at === undefined || at === null ? undefined : at[part]), from);
    const handler = find(module) || find(module.default);
    if (typeof handler !== 'function') {
        throw named('Runtime.HandlerNotFound', `${name}.${inner} is undefined or not exported`);
    }
    return handler;
}

socket.on('error', () => process.exit(1));
socket.on('close', () => process.exit(0));
if (env.AWS_ENDPOINT_URL) reach_services();
load_handler(process.argv[2]).then((handler) => {
    socket.on('data', (bytes) => read(handler, bytes));
    socket.write(next);
}, (error) => {
    socket.on('data', (bytes) => read(null, bytes));
    fail_to_start(error);
});
