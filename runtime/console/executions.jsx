// The executions of a state machine, or of a Map Run: page by page, as far as somebody scrolls or searches.
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ask } from './api.js';
import { Status, statusOf } from './icons.jsx';
import { List } from './list.jsx';
import { sayError } from './parts.jsx';
import { route, toExecution } from './route.js';
import { Search } from './search.js';
import { Store, usePolling, useStore } from './store.js';
import { date, duration, number, plural } from './text.js';

const PAGE = 1000, FIRST_PAGE = 100, REFRESHED_MOST = 10;
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];

// What is kept of an execution: of 100,000 only what is shown, and each text once, so that they are no burden to the browser.
const shownOf = ({ executionArn, name, status, startDate, stopDate, redriveCount }) =>
    ({ executionArn, name, status: STATUSES[STATUSES.indexOf(status)] ?? status, startDate, stopDate, redriveCount });

class Executions extends Store {
    items = [];      // a long list is not copied for each page: it grows in its place
    isWhole = false; // there are no more pages
    isLoading = false;
    #byArn = new Map();
    #part = '';
    #search = null;  // for that part of a name, if there is one
    #next;

    constructor(question) {
        super();
        this.question = question;
    }

    // Those with that part in their names, as far as they are found; all of them if it is "".
    search(part) {
        this.#search?.stop();
        this.#part = part;
        this.#search = part ? new Search(this.items, (e) => e.name.toLowerCase().includes(part), () => this.changed()) : null;
        this.#search?.goOn();
        this.changed();
    }

    get rows() {
        return this.#search?.found ?? this.items;
    }

    // Whether the rows are all that can be found in those that are here.
    get isSearched() {
        return this.#search?.isOver ?? true;
    }

    #put(items, atFront) {
        const fresh = [];
        for (const item of items.map(shownOf)) {
            const known = this.#byArn.get(item.executionArn);
            if (known) {
                Object.assign(known, item);
            } else {
                this.#byArn.set(item.executionArn, item);
                fresh.push(item);
            }
        }
        if (!atFront) {
            this.items.push(...fresh);
            this.#search?.goOn();
        } else if (fresh.length > 0) {
            this.items = fresh.concat(this.items);
            this.#search?.putFirst(fresh, this.items);
        }
        this.changed();
    }

    // The next page, if there is one.
    async more() {
        if (this.isLoading || this.isWhole) {
            return;
        }
        this.isLoading = true;
        try {
            const { executions, nextToken } = await ask('ListExecutions', {
                ...this.question, maxResults: this.#next ? PAGE : FIRST_PAGE, nextToken: this.#next });
            this.#next = nextToken;
            this.isWhole = !nextToken;
            this.#put(executions, false);
        } finally {
            this.isLoading = false;
        }
    }

    // What is new, and how those stand that were under way; `shown` are those that somebody sees. With a filter by status,
    // whatever does not fit any more goes.
    async refresh(shown) {
        const { executions } = await ask('ListExecutions', { ...this.question, maxResults: FIRST_PAGE });
        const seen = new Set(executions.map((e) => e.executionArn));
        this.#put(executions, true);
        const stale = shown.filter((e) => e.status === 'RUNNING' && !seen.has(e.executionArn)).slice(0, REFRESHED_MOST);
        for (const { executionArn } of stale) {
            const { status, stopDate } = await ask('DescribeExecution', { executionArn, includedData: 'METADATA_ONLY' });
            this.#put([{ ...this.#byArn.get(executionArn), status, stopDate }], true);
        }
        const filter = this.question.statusFilter;
        if (filter && this.items.some((e) => e.status !== filter)) {
            for (const gone of this.items.filter((e) => e.status !== filter)) {
                this.#byArn.delete(gone.executionArn);
            }
            this.items = this.items.filter((e) => e.status === filter);
            this.search(this.#part);
        }
    }
}

const COLUMNS = [{ name: 'Name', class: 'wide' }, { name: 'Status', class: 'status-cell' }, { name: 'Started', class: 'date-cell' },
                 { name: 'Duration', class: 'number-cell' }, { name: 'Redrives', class: 'number-cell small' }];

const took = (e) => e.status === 'RUNNING' ? duration(Date.now() / 1000 - e.startDate)
    : e.stopDate ? duration(e.stopDate - e.startDate) : '';

export function ExecutionList({ stateMachineArn, mapRunArn }) {
    const { status = '', find = '' } = useStore(route).query;
    const list = useMemo(() => new Executions({ stateMachineArn, mapRunArn, statusFilter: status || undefined }),
                         [stateMachineArn, mapRunArn, status]);
    useStore(list);
    const [selected, select] = useState(null);
    const range = useRef({ first: 0, end: 0 }); // of the rows that are seen
    const wanted = find.trim().toLowerCase();
    useEffect(() => list.search(wanted), [list, wanted]);
    useEffect(() => () => list.search(''), [list]);
    const { rows } = list;

    usePolling(async () => {
        if (list.items.length === 0) {
            await list.more();
        } else {
            await list.refresh(list.rows.slice(range.current.first, range.current.end));
        }
        return 2000;
    }, [list]);

    // Load what is looked at; while somebody searches, page after page until enough is found.
    const load = () => {
        if (range.current.end > list.rows.length - 50 && list.items.length > 0 && list.isSearched) {
            list.more().catch(sayError);
        }
    };
    const seen = (first, end) => {
        range.current = { first, end };
        load();
    };
    useEffect(load);

    const at = selected === null ? -1 : rows.findIndex((e) => e.executionArn === selected);
    const statuses = mapRunArn ? STATUSES : STATUSES.slice(0, -1);
    return (
        <>
            <div class="filters" role="search">
                <label>Status <select value={status} onChange={(e) => route.set({ status: e.target.value })}>
                    <option value="">All</option>
                    {statuses.map((s) => <option key={s} value={s}>{s.toLowerCase().replace(/_/g, ' ')}</option>)}
                </select></label>
                <label class="grow">Search <input type="search" value={find} placeholder="Part of a name"
                    onInput={(e) => route.set({ find: e.target.value })} /></label>
                <span class="count-line" role="status">
                    {wanted ? `${number(rows.length)} of ` : ''}{plural(list.items.length, 'execution', !list.isWhole)}
                </span>
            </div>
            <List label="Executions" class="tall" count={rows.length} rowHeight={38} columns={COLUMNS} selected={at}
                  onSelect={(i) => select(rows[i].executionArn)} onOpen={(i) => { location.hash = toExecution(rows[i].executionArn); }}
                  onSeen={seen} isBusy={!list.isSearched}
                  empty={list.isWhole && list.isSearched ? (wanted || status ? 'No execution matches.' : 'There is no execution yet.') : 'Loading…'}
                  row={(i) => [
                      <a href={toExecution(rows[i].executionArn)} tabIndex={-1} onClick={(e) => e.stopPropagation()}>{rows[i].name}</a>,
                      <Status of={statusOf(rows[i].status)} />, date(rows[i].startDate), took(rows[i]), rows[i].redriveCount || '']} />
        </>
    );
}
