// AWS's API of Step Functions at the server that this page comes from: AWS JSON 1.0, as every client of AWS speaks it.
import { Store } from './store.js';

export class ApiError extends Error {
    constructor(status, code, message) {
        super(message);
        this.status = status;
        this.code = code;
    }
}

// Whether the server answers, and whether it wants a token that the page does not have.
class Access extends Store {
    token = sessionStorage.getItem('token') ?? '';
    isUnreachable = false;
    isWanted = false;
    #waiting = [];

    reached(isReached) {
        if (this.isUnreachable === isReached) {
            this.isUnreachable = !isReached;
            this.changed();
        }
    }

    // Wait until somebody has given another token than that.
    async another(token) {
        if (this.token === token) {
            this.isWanted = true;
            this.changed();
            await new Promise((done) => this.#waiting.push(done));
        }
    }

    give(token) {
        this.token = token;
        this.isWanted = false;
        sessionStorage.setItem('token', token);
        this.#waiting.splice(0).forEach((done) => done());
        this.changed();
    }
}

export const access = new Access();

const wantsToken = (status, code) =>
    status === 401 || (status === 403 && /UnrecognizedClient|MissingAuthentication/.test(code));

// A request with the token, again for as long as the server wants another one. Returns the answer's status and text.
async function request(path, options) {
    for (;;) {
        const token = access.token;
        const headers = { ...options.headers, ...(token && { 'x-api-key': token }) };
        let status, text;
        try {
            const response = await fetch(path, { ...options, headers });
            status = response.status;
            text = await response.text();
        } catch (error) {
            if (error.name === 'AbortError') {
                throw error;
            }
            access.reached(false);
            throw new ApiError(0, 'Unreachable', 'The server does not answer.');
        }
        access.reached(true);
        if (!wantsToken(status, status < 400 ? '' : text)) {
            return { status, text };
        }
        await access.another(token);
    }
}

// How many characters the answer had to the last question for a page, by which the size of the next is chosen.
export async function askSized(operation, body) {
    const { status, text } = await request('/', {
        method: 'POST',
        headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AWSStepFunctions.${operation}` },
        body: JSON.stringify(body),
    });
    let answer = {};
    try {
        answer = JSON.parse(text);
    } catch {
        throw new ApiError(status, 'BadAnswer', `The server's answer to ${operation} is not JSON.`);
    }
    if (status !== 200) {
        const code = String(answer.__type ?? status).replace(/^.*#/, '');
        throw new ApiError(status, code, answer.message ?? answer.Message ?? `The server answers ${status}.`);
    }
    return { answer, size: text.length };
}

export async function ask(operation, body = {}) {
    return (await askSized(operation, body)).answer;
}

// Every item of a list that comes in pages.
export async function askAll(operation, body, member) {
    const items = [];
    let nextToken;
    do {
        const answer = await ask(operation, { ...body, maxResults: 1000, nextToken });
        items.push(...answer[member]);
        nextToken = answer.nextToken;
    } while (nextToken);
    return items;
}

// How the state machine is drawn; null if the server does not tell.
export async function askGraph(stateMachineArn) {
    try {
        const { status, text } = await request(`/graph?stateMachineArn=${encodeURIComponent(stateMachineArn)}`, {});
        const graph = status === 200 ? JSON.parse(text) : null;
        return Array.isArray(graph?.nodes) && Array.isArray(graph?.edges) ? graph : null;
    } catch {
        return null;
    }
}
