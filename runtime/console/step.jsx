// What is known of one visit of a state, or of an event: when, how it ended, what went in and came out.
import { useState } from 'preact/hooks';
import { Payload } from './code.jsx';
import { AnswerDialog } from './dialogs.jsx';
import { Icon, Status, statusWord } from './icons.jsx';
import { List } from './list.jsx';
import { link } from './route.js';
import { clock, date, duration, number, plural } from './text.js';
import { detailsOf, iterationOf, titleOf, tokenOf } from './trace.js';

// Where a visit lies: "Map #3 › Inner".
function wayOf(visit) {
    const way = [];
    for (let v = visit.parent; v && v.type !== 'Execution'; v = v.parent) {
        if (v.type === 'Iteration' || v.parent?.type === 'Execution' || v.type === 'Parallel') {
            way.unshift(v);
        }
    }
    return way.filter((v, i) => !(v.type === 'Map' && way[i + 1]?.type === 'Iteration'));
}

// The iterations of a Map: those that failed first, if somebody asks for them alone.
function Iterations({ visit, onSelect }) {
    const [status, setStatus] = useState('');
    const all = visit.children.filter((v) => v.type === 'Iteration');
    const shown = status ? all.filter((v) => v.status === status) : all;
    const counts = Map.groupBy ? Map.groupBy(all, (v) => v.status) : new Map();
    const columns = [{ name: 'Item', class: 'number-cell' }, { name: 'Status', class: 'status-cell' },
                     { name: 'Took', class: 'number-cell' }, { name: 'Error', class: 'wide' }];
    return (
        <section>
            <h3>Iterations<span class="more">{number(all.length)}{visit.length !== null ? ` of ${number(visit.length)}` : ''} begun</span></h3>
            <div class="chips" role="group" aria-label="Which iterations">
                {[['', all], ...counts].map(([s, list]) => (
                    <button key={s} aria-pressed={status === s} class={`chip ${s ? `is-${s}` : ''}`} onClick={() => setStatus(s)}>
                        {s && <Icon name={s} />}{s ? statusWord(s) : 'All'} {number(list.length)}</button>))}
            </div>
            <List label="Iterations" class="short" count={shown.length} rowHeight={28} columns={columns}
                  onSelect={(i) => onSelect(shown[i])} empty="There is none."
                  row={(i) => [shown[i].index, <Status of={shown[i].status} />,
                               shown[i].end === null ? '' : duration(shown[i].end - shown[i].start), shown[i].error ?? '']} />
        </section>
    );
}

function Attempts({ attempts }) {
    return (
        <section>
            <h3>Attempts<span class="more">{plural(attempts.length - 1, 'retry').replace('retrys', 'retries')}</span></h3>
            <ol class="attempts">
                {attempts.map((a, i) => (
                    <li key={i}><Status of={a.status} /> <span class="more">{clock(a.start, true)}
                        {a.end !== null && `, ${duration(a.end - a.start)}`}</span>{a.error && <b class="fault">{a.error}</b>}</li>))}
            </ol>
        </section>
    );
}

// What a task that waits for a token can be told.
export function Waiting({ visit, state }) {
    const [isApproval, ask] = useState(null);
    const token = tokenOf(visit, state), iteration = iterationOf(visit);
    return (
        <div class="waiting">
            <span class="grow"><Icon name="waiting" /><b>{titleOf(visit)}</b>{iteration && ` in ${iteration}`} waits for an answer to its token.</span>
            <span class="actions">
                <button class="primary" onClick={() => ask(true)}>Approve</button>
                <button class="bad" onClick={() => ask(false)}>Reject</button>
            </span>
            {isApproval !== null &&
                <AnswerDialog name={titleOf(visit)} iteration={iteration} token={token} isApproval={isApproval} onClose={() => ask(null)} />}
        </div>
    );
}

export const waitsForToken = (visit) => visit.status === 'waiting' && visit.parameters !== null;

// Another visit of the same state.
function Occurrences({ visit, trace, onSelect }) {
    const all = trace.byName.get(visit.name) ?? [];
    const at = all.indexOf(visit);
    return visit.type !== 'Iteration' && all.length > 1 && (
        <span class="occurrences" role="group" aria-label="Visits of this state">
            <button class="quiet" disabled={at === 0} onClick={() => onSelect(all[at - 1])} aria-label="The visit before">‹</button>
            {number(at + 1)} of {number(all.length)}
            <button class="quiet" disabled={at === all.length - 1} onClick={() => onSelect(all[at + 1])} aria-label="The visit after">›</button>
        </span>
    );
}

export function Step({ visit, trace, onSelect, arn }) {
    const isMap = visit.type === 'Map', way = wayOf(visit);
    return (
        <>
            <h2>{titleOf(visit)} <Status of={visit.status} /><Occurrences visit={visit} trace={trace} onSelect={onSelect} /></h2>
            {way.length > 0 && <p class="way">in {way.map((v, i) => (
                <>{i > 0 && ' › '}<button key={i} class="link" onClick={() => onSelect(v)}>{titleOf(v)}</button></>))}</p>}
            <dl class="facts">
                <div><dt>Type</dt><dd>{visit.type}</dd></div>
                <div><dt>Began</dt><dd>{date(visit.start)}</dd></div>
                {visit.end !== null && <div><dt>Took</dt><dd>{duration(visit.end - visit.start)}</dd></div>}
                {visit.attempts.length > 0 && <div><dt>Resource</dt><dd class="breaks">{visit.attempts[0].resource}</dd></div>}
            </dl>
            <p class="links">
                {visit.type !== 'Iteration' && <a href={link('/execution', { arn, tab: 'events', step: visit.name })}>Its events</a>}
                {visit.mapRunArn && <a href={link('/map-run', { arn: visit.mapRunArn })}>Its Map Run</a>}
            </p>
            {visit.error !== null && visit.status !== 'succeeded' && <>
                <div class="failure"><h3>Error</h3><p class="fault">{visit.error}</p></div>
                <Payload name="Cause" text={visit.cause} most={10} />
            </>}
            {visit.attempts.length > 1 && <Attempts attempts={visit.attempts} />}
            {isMap && visit.iterations && <Iterations key={visit.number} visit={visit} onSelect={onSelect} />}
            <Payload name="Input" text={visit.input} most={16} />
            <Payload name="Parameters" text={visit.parameters} most={16} />
            <Payload name="Output" text={visit.output} most={16} />
        </>
    );
}

const TEXTS = ['input', 'parameters', 'output', 'cause'];

// An event, with everything that it tells.
export function EventDetails({ event, trace, onSelect }) {
    const details = detailsOf(event), visit = trace.visitOf(event);
    const facts = Object.entries(details).filter(([key, value]) => !TEXTS.includes(key) && typeof value !== 'object');
    return (
        <>
            <h2>{event.id}: {event.type}</h2>
            {visit !== trace.root && <p class="way">of <button class="link" onClick={() => onSelect(visit)}>{titleOf(visit)}</button></p>}
            <dl class="facts">
                <div><dt>Time</dt><dd>{date(event.timestamp)}</dd></div>
                <div><dt>After event</dt><dd>{event.previousEventId}</dd></div>
                {facts.map(([key, value]) => <div key={key}><dt>{key}</dt><dd class="breaks">{String(value)}</dd></div>)}
            </dl>
            {TEXTS.map((key) => <Payload key={key} name={key[0].toUpperCase() + key.slice(1)} text={details[key]} />)}
        </>
    );
}
