// The history's events, with filters and search. A long history is looked through piece by piece, so that nothing waits.
import { useEffect, useRef, useState } from 'preact/hooks';
import { List } from './list.jsx';
import { route } from './route.js';
import { useStore } from './store.js';
import { clock, duration, number } from './text.js';
import { detailsOf } from './trace.js';
import { titleOf } from './timeline.jsx';

const KINDS = {
    errors: ['Errors', (e) => /Failed$|TimedOut$|Aborted$/.test(e.type)],
    states: ['States', (e) => /Entered$|Exited$/.test(e.type)],
    tasks: ['Tasks', (e) => /^(Task|LambdaFunction|Activity)(?!State)/.test(e.type)],
    maps: ['Maps and Parallels', (e) => /^(Map|Parallel)/.test(e.type)],
    execution: ['Execution', (e) => /^Execution/.test(e.type)],
};
const SLICE_MS = 10, STEP = 100; // events between two looks at the clock

const resourceOf = (d) => d.resourceType ? `${d.resourceType}:${d.resource}` : d.resource ?? '';

function fits(event, visit, words) {
    const d = detailsOf(event);
    const parts = [event.id, event.type, visit.name, resourceOf(d), d.error, d.cause, d.input, d.output, d.parameters];
    const text = parts.filter((part) => part !== undefined).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
}

// The events that fit, found in slices of a few milliseconds. Events that come later are looked at when they do.
function useFound(trace, { kind, state, find }) {
    const words = find.toLowerCase().split(/\s+/).filter(Boolean);
    const question = JSON.stringify([kind, state, words]);
    const [, draw] = useState(0);
    const work = useRef({ question: null, found: [], at: 0, timer: 0 });
    const isAll = !kind && !state && words.length === 0;
    if (work.current.question !== question) {
        clearTimeout(work.current.timer);
        work.current = { question, found: [], at: 0, timer: 0 };
    }
    const w = work.current;
    const isWanted = (event) => {
        const visit = trace.visitOf(event);
        return (!kind || KINDS[kind][1](event)) && (!state || visit.name === state) &&
            (words.length === 0 || fits(event, visit, words));
    };
    const look = () => {
        const began = performance.now();
        w.timer = 0;
        while (w.at < trace.events.length && performance.now() - began < SLICE_MS) {
            const end = Math.min(w.at + STEP, trace.events.length);
            for (; w.at < end; w.at++) {
                if (isWanted(trace.events[w.at])) {
                    w.found.push(trace.events[w.at]);
                }
            }
        }
        if (w === work.current) {
            draw((n) => n + 1);
        }
    };
    useEffect(() => {
        if (!isAll && w.at < trace.events.length && !w.timer) {
            w.timer = setTimeout(look, 0);
        }
    });
    useEffect(() => () => clearTimeout(work.current.timer), []);
    return isAll ? trace.events : w.found;
}

const COLUMNS = [{ name: 'ID', class: 'number-cell id-cell' }, { name: 'Type', class: 'type-cell' }, { name: 'Step', class: 'wide' },
                 { name: 'Resource or error', class: 'wide resource-cell' }, { name: 'Elapsed', class: 'number-cell' },
                 { name: 'Time', class: 'clock-cell' }];

export function Events({ trace, isWhole, selected, onSelect }) {
    const { kind = '', step: state = '', find = '' } = useStore(route).query;
    const events = useFound(trace, { kind, state, find });
    const at = selected ? events.findIndex((e) => e.id === selected) : -1;
    return (
        <>
            <div class="filters" role="search">
                <label>Events <select value={kind} onChange={(e) => route.set({ kind: e.target.value })}>
                    <option value="">All</option>
                    {Object.entries(KINDS).map(([id, [name]]) => <option key={id} value={id}>{name}</option>)}
                </select></label>
                <label>Step <select value={state} onChange={(e) => route.set({ step: e.target.value })}>
                    <option value="">All</option>
                    {[...trace.byName.keys()].map((name) => <option key={name} value={name}>{name}</option>)}
                </select></label>
                <label class="grow">Search <input type="search" value={find} placeholder="In types, steps, errors, data"
                    onInput={(e) => route.set({ find: e.target.value })} /></label>
                <span class="count-line" role="status">
                    {events === trace.events ? '' : `${number(events.length)} of `}{number(trace.events.length)}{isWhole ? '' : '+'} events
                </span>
            </div>
            <List label="Events" class="tall events" count={events.length} rowHeight={30} columns={COLUMNS} selected={at}
                  onSelect={(i, isClick) => onSelect(events[i], isClick)} empty={isWhole ? 'No event fits.' : 'Loading…'}
                  rowProps={(i) => ({ class: KINDS.errors[1](events[i]) ? 'is-error' : '' })}
                  row={(i) => {
                      const e = events[i], d = detailsOf(e), visit = trace.visitOf(e);
                      return [e.id, e.type, visit === trace.root ? '' : titleOf(visit), d.error ?? resourceOf(d),
                              duration(e.timestamp - trace.root.start), clock(e.timestamp, true)];
                  }} />
        </>
    );
}
