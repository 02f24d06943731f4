// Which state an event belongs to that follows ExecutionRedriven. Where branches or iterations go on beside each other, such an
// event names none of them. What fits it is narrowed down by its kind, its resource and its input; while that leaves several,
// the event is held with all that follow it, until one of these tells: a state's name, an iteration's index.

// One event, read: { event, details, subject, verb }. A chain is such an event with those that follow it:
//   states   visits that it may belong to
//   told     its events
//   hasLeft  whether the state that goes on has been left
//   depth    of Parallels and Maps that have begun since
//   place    the visit in which all of its states lie

// The nearest visit, from this one outward, that is so.
export function outward(visit, isSo) {
    let v = visit;
    while (v && !isSo(v)) {
        v = v.parent;
    }
    return v ?? null;
}

const typeOf = (subject) => subject.replace(/State$/, '');
const isGroup = (subject) => subject === 'ParallelState' || subject === 'MapState';
const isEntry = (verb) => verb === 'Entered' || verb === 'Exited';
const isTask = (subject) => /^(Task|LambdaFunction|Activity)$/.test(subject);

export const resourceOf = (details) => details.resourceType ? `${details.resourceType}:${details.resource}` : details.resource;
export const givenOf = (details) => details.parameters ?? details.input ?? null;

// Whether the state may have that event next, which is the first of its chain.
function mayBegin(visit, { subject, verb, details }) {
    const last = visit.attempts.at(-1);
    return isEntry(verb) ? visit.name === details.name && visit.type === typeOf(subject)
        : isTask(subject) ? visit.type === 'Task' && (verb !== 'Scheduled' || !last || last.resource === resourceOf(details))
        : subject === 'MapRun' ? visit.type === 'Map' && visit.mapRunArn === (details.mapRunArn ?? visit.mapRunArn)
        : subject === 'Evaluation' ? visit.name === details.state
        : mayHave(visit, { subject, verb, details }, false);
}

// Whether its chain may have it later.
function mayHave(visit, { subject, verb, details }, hasLeft) {
    return subject === 'MapIteration'
        ? outward(visit, (v) => v.type === 'Iteration' && v.name === details.name && v.index === details.index) !== null
        : isGroup(subject) ? outward(visit, (v) => v.type === typeOf(subject)) !== null
        : hasLeft || verb !== 'Exited' || visit.name === details.name;
}

const partWhere = (list, isSo) => {
    const part = list.filter(isSo);
    return part.length > 0 ? part : list;
};

export class Redrive {
    #id = -1;            // of ExecutionRedriven
    #untold = new Set(); // states that go on, of which nothing is told yet
    #chains = new Map(); // by event id: the chain that holds the event

    begin(id, states) {
        this.#id = id;
        this.#untold = new Set(states);
        this.#chains.clear();
    }

    // What an event makes known: { ready: [[event, the visit before it]], place }, where the visit is null if the event before
    // says it. Without anything that is ready, the event is held: it lies somewhere in `place`. Returns null for an event that
    // does not follow a redrive.
    sort(one) {
        const { event, details, subject, verb } = one, held = this.#chains.get(event.previousEventId);
        if (!held && event.previousEventId !== this.#id) {
            return null;
        }
        const chain = held ?? { states: [...this.#untold].filter((v) => mayBegin(v, one)), told: [], hasLeft: false, depth: 0, place: null };
        if (chain.states.length === 0) {
            return null;
        }
        if (held) {
            chain.states = partWhere(chain.states, (v) => mayHave(v, one, chain.hasLeft));
        } else if (verb === 'Scheduled') {
            chain.states = partWhere(chain.states, (v) => v.attempts.at(-1)?.given === givenOf(details));
        }
        const [first, ...others] = chain.states;
        chain.place = outward(first.parent, (v) => others.every((o) => outward(o, (w) => w === v)));
        chain.told.push(one);
        chain.hasLeft ||= verb === 'Exited';
        chain.depth += isGroup(subject) && verb === 'Started' ? 1 : 0;
        const isLast = subject === 'Execution' || (isGroup(subject) && /Succeeded|Failed/.test(verb) && chain.depth-- === 0);
        if (others.length === 0) {
            return { ready: this.#release(chain, first) };
        }
        if (isLast) {
            // It failed at once: all that is known is what it lies in.
            return { ready: this.#release(chain, chain.hasLeft ? first : chain.place) };
        }
        this.#chains.set(event.id, chain);
        return { ready: [], place: chain.place };
    }

    #release(chain, visit) {
        chain.told.forEach(({ event }) => this.#chains.delete(event.id));
        return chain.told.map((one, i) => [one, i === 0 ? visit : null]);
    }

    // Something is told of that visit. Returns what is ready now, since fewer are left.
    claim(visit) {
        const ready = [];
        if (this.#untold.delete(visit)) {
            for (const chain of new Set(this.#chains.values())) {
                chain.states = chain.states.filter((v) => this.#untold.has(v));
                if (chain.states.length < 2) {
                    ready.push(...this.#release(chain, chain.states[0] ?? chain.place));
                }
            }
        }
        return ready;
    }
}
