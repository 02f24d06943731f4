// One execution with its history, as far as it has come: all pages first, and then what is new.
import { ask, askSized } from './api.js';
import { Store, pause } from './store.js';
import { Trace, statesOf } from './trace.js';

const LEAST_PAGE = 5, MOST_PAGE = 500;
const SMALL = 150_000, LARGE = 600_000; // characters of a page's answer: its size follows
const SLICE_MS = 12;                    // how long events are taken without a pause
const BUSY_MS = 700, QUIET_MS = 2000, OVER_MS = 5000;

export class History extends Store {
    execution = null;
    trace = new Trace();
    definition = null; // of the machine as it was when the execution began
    states = new Map();
    isWhole = false;   // every event up to now is here
    error = null;
    #next;
    #page = 20;
    #wake = () => {};
    #isWoken = false;

    constructor(arn) {
        super();
        this.arn = arn;
    }

    async #take(events) {
        let began = performance.now();
        for (const event of events) {
            if (event.id > this.trace.lastId) {
                this.trace.add(event);
            }
            if (performance.now() - began > SLICE_MS) {
                this.changed();
                await pause(0);
                began = performance.now();
            }
        }
        this.changed();
    }

    async #ask(more) {
        const { answer, size } = await askSized('GetExecutionHistory', {
            executionArn: this.arn, maxResults: this.#page, ...more });
        this.#page = size < SMALL ? Math.min(MOST_PAGE, this.#page * 2)
            : size > LARGE ? Math.max(LEAST_PAGE, this.#page >> 1) : this.#page;
        return answer;
    }

    async #loadPages(isOver) {
        do {
            const { events, nextToken } = await this.#ask({ nextToken: this.#next });
            this.#next = nextToken;
            await this.#take(events);
        } while (this.#next && !isOver());
        this.isWhole = !this.#next;
    }

    // From the end backward, until there is something known.
    async #loadNew() {
        const fresh = [];
        let nextToken;
        do {
            const answer = await this.#ask({ nextToken, reverseOrder: true });
            nextToken = answer.nextToken;
            fresh.push(...answer.events.filter((e) => e.id > this.trace.lastId));
            if (answer.events.at(-1)?.id <= this.trace.lastId + 1) {
                break;
            }
        } while (nextToken);
        await this.#take(fresh.reverse());
        return fresh.length;
    }

    async #describe() {
        this.execution = await ask('DescribeExecution', { executionArn: this.arn });
        this.changed();
    }

    async #define() {
        const machine = await ask('DescribeStateMachineForExecution', { executionArn: this.arn });
        this.definition = machine.definition;
        this.states = statesOf(JSON.parse(machine.definition));
        this.changed();
    }

    // Watch it until the function that this returns is called. A hidden page waits until it is seen.
    watch() {
        let isOver = false;
        (async () => {
            while (!isOver) {
                const wait = document.hidden ? QUIET_MS : await this.#step(() => isOver);
                await new Promise((done) => {
                    this.#wake = done;
                    setTimeout(done, wait);
                });
            }
        })();
        return () => {
            isOver = true;
            this.#wake();
        };
    }

    // Something was done to it: look now.
    wake() {
        this.#isWoken = true;
        this.#wake();
    }

    // One step of watching it. Returns how long to wait before the next.
    async #step(isOver) {
        try {
            if (!this.execution) {
                await Promise.all([this.#describe(), this.#define().catch(() => {})]);
            }
            if (!this.isWhole) {
                await this.#loadPages(isOver);
                return BUSY_MS;
            }
            const before = this.execution;
            await this.#describe();
            const { status, redriveCount } = this.execution;
            const isQuiet = !this.#isWoken && status !== 'RUNNING' && status === before.status && redriveCount === before.redriveCount &&
                this.trace.root.end !== null;
            this.error = null;
            this.#isWoken = false;
            return isQuiet ? OVER_MS : await this.#loadNew() > 0 ? BUSY_MS : QUIET_MS;
        } catch (error) {
            this.error = error;
            this.changed();
            return QUIET_MS;
        }
    }
}
