// The history's events, with filters and search. A long history is looked through piece by piece, so that nothing waits.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { List } from './list.jsx';
import { route } from './route.js';
import { Search } from './search.js';
import { useStore } from './store.js';
import { clock, duration, number, plural } from './text.js';
import { detailsOf, titleOf } from './trace.js';

const KINDS = {
    errors: ['Errors', (e) => /Failed$|TimedOut$|Aborted$/.test(e.type)],
    states: ['States', (e) => /Entered$|Exited$/.test(e.type)],
    tasks: ['Tasks', (e) => /^(Task|LambdaFunction|Activity)(?!State)/.test(e.type)],
    maps: ['Maps and Parallels', (e) => /^(Map|Parallel)/.test(e.type)],
    execution: ['Execution', (e) => /^Execution/.test(e.type)],
};

const resourceOf = (d) => d.resourceType ? `${d.resourceType}:${d.resource}` : d.resource ?? '';

// As it is shown: of "arn:aws:lambda:us-east-1:123456789012:function:check" what differs, "function:check".
const shortOf = (resource) => resource.replace(/^arn:(?:[^:]*:){4}/, '');

function fits(event, visit, words) {
    const d = detailsOf(event);
    const parts = [event.id, event.type, visit.name, resourceOf(d), d.error, d.cause, d.input, d.output, d.parameters];
    const text = parts.filter((part) => part !== undefined).join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
}

// The search for the events that fit; null where all are wanted.
function useSearch(trace, { kind, state, find }) {
    const [, draw] = useState(0);
    const search = useMemo(() => {
        const words = find.toLowerCase().split(/\s+/).filter(Boolean);
        const isWanted = (event) => {
            const visit = trace.visitOf(event);
            return (!kind || KINDS[kind][1](event)) && (!state || visit.name === state) &&
                (words.length === 0 || fits(event, visit, words));
        };
        return kind || state || words.length > 0 ? new Search(trace.events, isWanted, () => draw((n) => n + 1)) : null;
    }, [trace, kind, state, find]);
    useEffect(() => search?.goOn());
    useEffect(() => () => search?.stop(), [search]);
    return search;
}

const COLUMNS = [{ name: 'ID', class: 'number-cell id-cell' }, { name: 'Type', class: 'type-cell' }, { name: 'Step', class: 'wide' },
                 { name: 'Resource or error', class: 'wide resource-cell' }, { name: 'Elapsed', class: 'number-cell' },
                 { name: 'Time', class: 'clock-cell' }];

export function Events({ history, selected, onSelect }) {
    const { kind = '', step: state = '', find = '' } = useStore(route).query;
    const { trace } = history;
    const search = useSearch(trace, { kind, state, find });
    const events = search?.found ?? trace.events;
    const isWhole = history.isWhole && (search?.isOver ?? true);
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
                    {search === null ? '' : `${number(events.length)} of `}{plural(trace.events.length, 'event', !history.isWhole)}
                </span>
            </div>
            <List label="Events" class="tall events" count={events.length} rowHeight={30} columns={COLUMNS} selected={at}
                  onSelect={(i, isClick) => onSelect(events[i], isClick)} isBusy={!isWhole}
                  empty={isWhole ? 'No event fits.' : 'Loading…'}
                  rowProps={(i) => ({ class: KINDS.errors[1](events[i]) ? 'is-error' : '' })}
                  row={(i) => {
                      const e = events[i], d = detailsOf(e), visit = trace.visitOf(e);
                      return [e.id, e.type, visit === trace.root ? '' : titleOf(visit), d.error ?? shortOf(resourceOf(d)),
                              duration(e.timestamp - trace.root.start), clock(e.timestamp, true)];
                  }} />
        </>
    );
}
