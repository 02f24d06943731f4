// What a history tells: the states that were entered, in each other, with their attempts and how they ended. Events are added
// in the order of their ids, one by one, so that a long history costs no more in one piece than a short one.
import { Redrive, givenOf, outward, resourceOf } from './redrive.js';

// A visit of a state, or one iteration of a Map:
//   name, type         "Charge", "Task"; of an iteration the Map's name and "Iteration"
//   index              of an iteration
//   parent, children   visits; the root has type "Execution"
//   status             running, waiting, succeeded, failed, caught, aborted, timedout
//   start, end         seconds since 1970; end is null while it is under way
//   input, output      JSON as text
//   error, cause       of the last failure
//   attempts           [{ start, end, status, error, cause, resource, given }] of its task: what it got is JSON as text
//   parameters         of a service's task: JSON as text
//   mapRunArn          of a distributed Map
//   length, iterations how many iterations a Map has; by their indexes those that have begun
//   since              of a Parallel: how many children it had when its last attempt began
//   number             its place in the trace's visits
function newVisit(name, type, parent, start) {
    return { name, type, parent, start, end: null, index: null, children: [], status: 'running', input: null, output: null,
             error: null, cause: null, attempts: [], parameters: null, mapRunArn: null, length: null, iterations: null,
             since: 0, number: 0 };
}

export const titleOf = (visit) => visit.type === 'Iteration' ? `${visit.name} #${visit.index}` : visit.name;

// In which iterations it lies, from the outermost on: "Orders #3 › Items #0"; "" outside of Maps.
export function iterationOf(visit) {
    const iteration = outward(visit.parent, (v) => v.type === 'Iteration');
    const outer = iteration ? iterationOf(iteration) : '';
    return iteration ? (outer && `${outer} › `) + titleOf(iteration) : '';
}

export const isOver = (visit) => visit.end !== null;

const ENDS = { Succeeded: 'succeeded', Failed: 'failed', TimedOut: 'timedout', Aborted: 'aborted' };

// The first that is so, of several, and of a visit with what lies in it.
function findIn(visits, isSo) {
    for (const v of visits) {
        if (isSo(v)) {
            return v;
        }
    }
    return null;
}
const findWithin = (visit, isSo) => visit && (isSo(visit) ? visit : visit.children.reduce((found, v) => found ?? findWithin(v, isSo), null));

// Of what lies in it: the last that has failed and was not caught.
const lastFailure = (visit) => visit.children.findLast((v) => v.error !== null && v.status === 'failed');

// "TaskStateEntered" is { subject: "TaskState", verb: "Entered" }.
function partsOf(type) {
    const [, subject, verb] = /^(.*?)(Entered|Exited|Scheduled|Started|Submitted|Succeeded|Failed|TimedOut|Aborted|Redriven)$/
        .exec(type) ?? [null, type, ''];
    return { subject, verb };
}

export const detailsOf = (event) => {
    for (const key in event) {
        if (key.endsWith('EventDetails')) {
            return event[key];
        }
    }
    return {};
};

export class Trace {
    root = newVisit('', 'Execution', null, 0);
    events = [];
    visits = [];       // in the order in which they began
    byName = new Map(); // of states: their visits
    entered = 0;        // how many states were entered
    moves = new Set();  // "From\nTo": one state has followed another, or begins what it lies in; "" at both ends
    open = new Set();
    #visits = [];      // by event id: the visit that it belongs to
    #levels = [];      // by event id: the visit in which the next state lies
    #redrive = new Redrive();
    #stopped = new Set(); // visits of which an event says that they were stopped
    #lastStopped = null;  // the iteration that was stopped last

    get lastId() {
        return this.events.length > 0 ? this.events.at(-1).id : 0;
    }

    visitOf(event) {
        return this.#visits[event.id] ?? this.root;
    }

    add(event) {
        this.events.push(event);
        const one = { event, details: detailsOf(event), ...partsOf(event.type) };
        const { ready, place } = this.#redrive.sort(one) ?? { ready: [[one, null]] };
        if (place) {
            this.#visits[event.id] = this.#levels[event.id] = place;
        }
        for (const [known, before] of ready) {
            ready.push(...this.#redrive.claim(this.#take(known, before)));
        }
    }

    // Returns the visit that the event belongs to. The visit before it is that of the event before, unless it is given: then
    // that state goes on after a redrive.
    #take({ event, details, subject, verb }, resumed) {
        const before = resumed ?? this.#visits[event.previousEventId] ?? this.root;
        let visit = before, level;
        if (subject === 'Execution') {
            this.#execution(event, verb, details, before);
        } else if (verb === 'Entered') {
            const type = subject.replace(/State$/, '');
            visit = resumed?.name === details.name && resumed.type === type ? resumed : this.#enter(event, type, details);
        } else if (verb === 'Exited') {
            visit = this.#upTo(before, (v) => v.name === details.name && v.type !== 'Iteration');
            this.#exit(visit, event, details);
        } else if (subject === 'MapIteration') {
            visit = this.#iteration(event, verb, details, before);
            level = verb === 'Started' ? visit : visit.parent?.parent;
        } else if (verb === 'Aborted' && subject.endsWith('State')) {
            visit = this.#stop(event, subject.replace(/State$/, ''), before);
        } else if (subject === 'ParallelState' || subject === 'MapState') {
            visit = this.#upTo(before, (v) => `${v.type}State` === subject && !isOver(v));
            this.#group(visit, event, verb, details, before);
            level = verb === 'Started' ? visit : undefined;
        } else if (subject === 'MapRun') {
            visit = this.#upTo(before, (v) => v.type === 'Map');
            visit.mapRunArn = details.mapRunArn ?? visit.mapRunArn;
            this.#failure(visit, verb, details);
        } else {
            this.#task(visit, event, verb, details);
        }
        this.#visits[event.id] = visit;
        this.#levels[event.id] = level ?? visit.parent ?? this.root;
        return visit;
    }

    // The nearest visit, from this one outward, that is so; this one if none is.
    #upTo(visit, isSo) {
        return outward(visit, isSo) ?? visit;
    }

    #begin(visit) {
        visit.number = this.visits.length;
        this.visits.push(visit);
        visit.parent.children.push(visit);
        this.open.add(visit);
    }

    #enter(event, type, details) {
        const parent = this.#levels[event.previousEventId] ?? this.root;
        const before = this.#visits[event.previousEventId];
        const visit = newVisit(details.name, type, parent, event.timestamp);
        visit.input = details.input ?? null;
        if (parent !== this.root) {
            this.#open(parent);
        }
        this.#begin(visit);
        this.entered++;
        this.moves.add(`${before?.parent === parent ? before.name : parent.name}\n${visit.name}`);
        (this.byName.get(visit.name) ?? this.byName.set(visit.name, []).get(visit.name)).push(visit);
        if (type === 'Fail') {
            this.#end(visit, 'failed', event.timestamp);
        }
        return visit;
    }

    #exit(visit, event, details) {
        const last = visit.attempts.at(-1);
        const hasFailed = visit.error !== null && (!last || last.status !== 'succeeded');
        visit.output = details.output ?? null;
        this.#endWithin(visit, event.timestamp);
        this.#end(visit, hasFailed ? 'caught' : 'succeeded', event.timestamp);
    }

    #end(visit, status, at) {
        visit.status = status;
        visit.end = at;
        this.open.delete(visit);
        const last = visit.attempts.at(-1);
        if (last && last.end === null) {
            last.end = at;
            last.status = status;
        }
    }

    // What lies in it ends with it: what has failed, and is therefore before the end, and what that has stopped.
    #endWithin(visit, at, before = null) {
        for (const child of visit.children) {
            if (!isOver(child)) {
                this.#endWithin(child, at, before);
                this.#end(child, outward(before, (v) => v === child) ? 'failed' : 'aborted', at);
            }
        }
    }

    // What is stopped because another has failed follows that failure, as does the end of the task itself that has failed. So
    // the event tells of a state's type alone.
    #stop(event, type, before) {
        const isLeft = (v) => v.type === type && !this.#stopped.has(v);
        const isIn = (v, outer) => outward(v, (w) => w === outer) !== null;
        const visit = isLeft(before) ? before
            : findWithin(this.#lastStopped, (v) => isLeft(v) && v.status === 'aborted') ?? findIn(this.open, (v) => isLeft(v) && !isIn(before, v)) ??
            this.#upTo(before, (v) => isLeft(v) && !isOver(v));
        if (isLeft(visit)) {
            this.#stopped.add(visit);
            if (!isOver(visit)) {
                const hasFailed = visit === before && visit.attempts.at(-1)?.end !== null;
                this.#endWithin(visit, event.timestamp);
                this.#end(visit, hasFailed ? 'failed' : 'aborted', event.timestamp);
            }
        }
        return visit;
    }

    #goOn(visit) {
        visit.status = 'running';
        visit.end = null;
        visit.error = visit.cause = null;
        if (visit !== this.root) {
            this.open.add(visit);
        }
    }

    // A redrive goes on with all that has not succeeded. Returns the innermost of it.
    #goOnWithin(visit) {
        const inner = visit.type === 'Map' ? [...visit.iterations?.values() ?? []]
            : visit.children.slice(visit.type === 'Parallel' ? visit.since : -1);
        const left = inner.filter((v) => v.status !== 'succeeded' && v.status !== 'caught');
        this.#goOn(visit);
        return left.length > 0 ? left.flatMap((v) => this.#goOnWithin(v)) : [visit];
    }

    // It goes on, with everything that it lies in.
    #open(visit) {
        for (let v = visit; v && v !== this.root && isOver(v); v = v.parent) {
            this.#goOn(v);
        }
    }

    // The Map whose iteration an event tells of: around the event before, or elsewhere if that is the failure of another.
    #mapOf(before, { name, index }) {
        return outward(before, (v) => v.type === 'Map' && v.name === name) ??
            this.byName.get(name)?.find((v) => !isOver(v) && v.iterations?.get(index)) ?? before;
    }

    #iteration(event, verb, details, before) {
        const map = this.#mapOf(before, details);
        if (verb === 'Started') {
            map.iterations ??= new Map();
            const known = map.iterations.get(details.index);
            const visit = known && known.status !== 'succeeded' ? known
                : newVisit(map.name, 'Iteration', map, event.timestamp);
            this.#open(known === visit ? visit : map);
            if (known !== visit) {
                visit.index = details.index;
                map.iterations.set(details.index, visit);
                this.#begin(visit);
            }
            return visit;
        }
        const visit = map.iterations?.get(details.index) ?? before;
        if (visit.type === 'Iteration') {
            this.#lastStopped = verb === 'Aborted' ? visit : null;
            this.#endWithin(visit, event.timestamp, before);
            const failed = verb === 'Failed' ? lastFailure(visit) : undefined;
            visit.error = failed?.error ?? null;
            visit.cause = failed?.cause ?? null;
            this.#end(visit, ENDS[verb], event.timestamp);
        }
        return visit;
    }

    #group(visit, event, verb, details, before) {
        visit.length = details.length ?? visit.length;
        if (verb === 'Started') {
            visit.since = visit.children.length;
            this.#open(visit);
        } else if (verb === 'Failed') {
            this.#lastStopped = null;
            this.#endWithin(visit, event.timestamp, before);
            this.#failure(visit, verb, lastFailure(visit) ?? (visit.error === null ? details : visit));
        }
    }

    #failure(visit, verb, details) {
        if (verb === 'Failed' || verb === 'TimedOut') {
            visit.error = details.error ?? (verb === 'TimedOut' ? 'States.Timeout' : 'failed');
            visit.cause = details.cause ?? null;
        }
    }

    #task(visit, event, verb, details) {
        if (verb === 'Scheduled' && visit.type === 'Task') {
            this.#open(visit);
            visit.attempts.push({ start: event.timestamp, end: null, status: 'running', error: null, cause: null,
                                  resource: resourceOf(details), given: givenOf(details) });
            visit.parameters = details.parameters ?? null;
            const waits = /\.waitForTaskToken(\.|$)/.test(details.resource ?? '') || event.type === 'ActivityScheduled';
            visit.status = waits ? 'waiting' : 'running';
            return;
        }
        if (event.type === 'ActivityStarted') {
            visit.status = 'running';
        }
        this.#failure(visit, verb, details);
        const last = visit.attempts.at(-1), status = ENDS[verb];
        if (status && last && last.end === null) {
            Object.assign(last, { end: event.timestamp, status, error: details.error ?? null, cause: details.cause ?? null });
            visit.status = isOver(visit) ? visit.status : 'running';
        }
    }

    #execution(event, verb, details, before) {
        const root = this.root;
        if (verb === 'Started') {
            root.start = event.timestamp;
            root.input = details.input ?? null;
        } else if (verb === 'Redriven') {
            this.#stopped.clear();
            this.#redrive.begin(event.id, this.#goOnWithin(root));
        } else {
            root.status = ENDS[verb];
            if (verb === 'Succeeded') {
                this.moves.add(`${before.name}\n`);
            }
            root.end = event.timestamp;
            root.output = details.output ?? null;
            root.error = details.error ?? null;
            root.cause = details.cause ?? null;
            for (const v of this.open) {
                const isBlamed = verb === 'Failed' && this.#upTo(before, (w) => w === v) === v;
                if (isBlamed && v.error === null) {
                    v.error = root.error;
                    v.cause = root.cause;
                }
                this.#end(v, isBlamed || verb === 'TimedOut' ? ENDS[verb] : 'aborted', event.timestamp);
            }
        }
    }
}

// How a state of that name stands, over all its visits: what needs attention first.
const RANK = ['waiting', 'running', 'failed', 'timedout', 'aborted', 'caught', 'succeeded'];
export function stateOf(visits) {
    const last = visits.at(-1);
    if (!last) {
        return null;
    }
    // In a Map the iterations stand beside each other; elsewhere the last visit counts.
    const many = last.parent.type === 'Iteration' ? visits : [last];
    let first = RANK.length - 1;
    for (let i = 0; i < many.length && first > 0; i++) {
        first = Math.min(first, RANK.indexOf(many[i].status));
    }
    return RANK[first];
}

// Where the task's token stands in the parameters of a state that waits for it, by the state's definition.
const TOKEN_PATH = /^(?:\$\$\.Task\.Token|\{%\s*\$states\.context\.Task\.Token\s*%\}|States\.Format\('([^'\\{}]*)\{\}([^'\\{}]*)',\s*\$\$\.Task\.Token\))$/;

// Returns { path, before, after }: the keys that lead to a text, and what stands in it around the token.
function tokenPath(template, path = []) {
    if (typeof template === 'string') {
        const [isToken, before = '', after = ''] = TOKEN_PATH.exec(template) ?? [];
        return isToken ? { path, before, after } : null;
    }
    for (const key in typeof template === 'object' ? template : {}) {
        const found = tokenPath(template[key], [...path, Array.isArray(template) ? key : key.replace(/\.\$$/, '')]);
        if (found) {
            return found;
        }
    }
    return null;
}

// Without a definition: a text that is called a token.
function namedToken(value) {
    for (const key in typeof value === 'object' ? value : {}) {
        const found = typeof value[key] === 'string' && /token/i.test(key) ? value[key] : namedToken(value[key]);
        if (found) {
            return found;
        }
    }
    return null;
}

// Every state of a definition by its name, also of those in branches and iterations.
export function statesOf(machine, found = new Map(), depth = 0) {
    for (const [name, state] of Object.entries(machine?.States ?? {})) {
        found.set(name, { ...state, depth });
        for (const inner of [...(state.Branches ?? []), state.ItemProcessor, state.Iterator]) {
            statesOf(inner, found, depth + 1);
        }
    }
    return found;
}

// The token for which a visit waits; "" if it cannot be told.
export function tokenOf(visit, state) {
    let parameters;
    try {
        parameters = JSON.parse(visit.parameters);
    } catch {
        return '';
    }
    const place = tokenPath(state?.Parameters ?? state?.Arguments ?? {});
    const value = place?.path.reduce((v, key) => v?.[key], parameters);
    return (typeof value === 'string' ? value.slice(place.before.length, value.length - place.after.length) : namedToken(parameters)) || '';
}
