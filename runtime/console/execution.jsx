// One execution, live: how it stands, its graph, timeline, events, data and definition, and what can be done with it.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { access, ask, askGraph } from './api.js';
import { Payload } from './code.jsx';
import { StartDialog, StopDialog } from './dialogs.jsx';
import { Events } from './events.jsx';
import { Graph } from './graph.jsx';
import { History } from './history.js';
import { Icon, Status, statusOf } from './icons.jsx';
import { Definition } from './machines.jsx';
import { CopyButton, Tabs, news, sayError } from './parts.jsx';
import { link, route, toMachine } from './route.js';
import { EventDetails, Step, Waiting, waitsForToken } from './step.jsx';
import { useStore } from './store.js';
import { date, duration, lastOf, number } from './text.js';
import { Timeline } from './timeline.jsx';
import { stateOf } from './trace.js';

const WAITING_MOST = 5; // that are offered at the top

// What the graph shows of a state.
function factsOf(trace, name) {
    const visits = trace.byName.get(name);
    return visits && { status: stateOf(visits), visits: visits.length,
                       retries: visits.reduce((n, v) => n + Math.max(0, v.attempts.length - 1), 0) };
}

const statusesOf = (trace) => new Map([...trace.byName].map(([name, visits]) => [name, stateOf(visits)]));

function Actions({ history, execution }) {
    const [dialog, show] = useState(null);
    const [machine, setMachine] = useState(null);
    const { executionArn, stateMachineArn, status, redriveStatus } = execution;
    const again = () => ask('DescribeStateMachine', { stateMachineArn })
        .then((machine) => { setMachine(machine); show('start'); }, sayError);
    const redrive = () => ask('RedriveExecution', { executionArn })
        .then(() => { news.say('The execution goes on.'); history.wake(); }, sayError);
    return (
        <div class="actions">
            <CopyButton text={executionArn} what="ARN" isWide />
            <button onClick={again}><Icon name="play" />New execution</button>
            {redriveStatus === 'REDRIVABLE' && <button onClick={redrive}><Icon name="redrive" />Redrive</button>}
            {status === 'RUNNING' && <button class="bad" onClick={() => show('stop')}><Icon name="stop" />Stop</button>}
            {dialog === 'stop' && <StopDialog execution={execution} onClose={() => { show(null); history.wake(); }} />}
            {dialog === 'start' && <StartDialog machine={machine} input={execution.input ?? '{}'} onClose={() => show(null)} />}
        </div>
    );
}

function Facts({ execution, trace }) {
    const now = Date.now() / 1000;
    return (
        <dl class="facts">
            <div><dt>Started</dt><dd>{date(execution.startDate)}</dd></div>
            <div><dt>{execution.stopDate ? 'Took' : 'For'}</dt><dd>{duration((execution.stopDate ?? now) - execution.startDate)}</dd></div>
            <div><dt>Events</dt><dd>{number(trace.events.length)}</dd></div>
            <div><dt>States entered</dt><dd>{number(trace.entered)}</dd></div>
            {execution.redriveCount > 0 && <div><dt>Redrives</dt><dd>{execution.redriveCount}</dd></div>}
            {execution.mapRunArn && <div><dt>Map Run</dt><dd><a href={link('/map-run', { arn: execution.mapRunArn })}>
                {lastOf(execution.mapRunArn)}</a></dd></div>}
            {execution.stateMachineAliasArn && <div><dt>Alias</dt><dd>{lastOf(execution.stateMachineAliasArn)}</dd></div>}
            {execution.stateMachineVersionArn && <div><dt>Version</dt><dd>{lastOf(execution.stateMachineVersionArn)}</dd></div>}
        </dl>
    );
}

const TABS = [{ id: 'graph', name: 'Graph' }, { id: 'timeline', name: 'Timeline' }, { id: 'events', name: 'Events' },
              { id: 'definition', name: 'Definition' }];

// The whole execution, where no state is chosen.
function Whole({ execution }) {
    return (
        <>
            <h2>Execution</h2>
            {execution.error !== undefined && <div class="failure"><h3>Error</h3><p class="fault">{execution.error}</p></div>}
            {execution.cause && <Payload name="Cause" text={execution.cause} most={10} />}
            <Payload name="Input" text={execution.input} most={16} />
            <Payload name="Output" text={execution.output} most={16} />
        </>
    );
}

export function Execution({ arn }) {
    const history = useMemo(() => new History(arn), [arn]);
    const { tab = 'graph', state } = useStore(route, history).query;
    const [graph, setGraph] = useState(null);
    const [chosen, choose] = useState({}); // { visit } or { event }
    const { execution, trace } = history;

    useEffect(() => choose({}), [history]);
    useEffect(() => history.watch(), [history]);
    const machineArn = execution?.stateMachineArn;
    useEffect(() => {
        if (machineArn) {
            askGraph(machineArn).then(setGraph);
        }
    }, [machineArn]);
    useEffect(() => {
        document.title = execution ? `${execution.name}: ${execution.status.toLowerCase()}` : 'aslc';
    }, [execution?.status]);

    if (!execution) {
        return <p class="empty" role="status">{history.error?.message ?? 'Loading…'}</p>;
    }
    const byName = state && trace.byName.get(state)?.at(-1);
    const visit = chosen.visit ?? (chosen.event ? null : byName);
    // On a narrow screen the details are below: whoever has clicked is led there.
    const lead = (isClick) => isClick && matchMedia('(max-width: 1000px)').matches &&
        requestAnimationFrame(() => document.querySelector('.side')?.scrollIntoView());
    const selectVisit = (visit, isClick) => {
        choose({ visit });
        route.set({ state: visit.name });
        lead(isClick);
    };
    const selectEvent = (event, isClick) => {
        choose({ event });
        lead(isClick);
    };
    const selectName = (name, isClick) => {
        choose({});
        route.set({ state: name === state && !chosen.visit ? '' : name });
        lead(isClick);
    };
    const waiting = [...trace.open].filter(waitsForToken);
    return (
        <>
            <p class="way"><a href={toMachine(machineArn)}>{lastOf(machineArn)}</a></p>
            <div class="title"><h1 tabIndex={-1}>{execution.name}</h1><span role="status"><Status of={statusOf(execution.status)} /></span>
                <Actions history={history} execution={execution} /></div>
            <Facts execution={execution} trace={trace} />
            {history.error && !access.isUnreachable && <p class="error" role="alert">{history.error.message}</p>}
            {waiting.slice(0, WAITING_MOST).map((v) => <Waiting key={v.number} visit={v} state={history.states.get(v.name)} />)}
            <div class="split">
                <div class="main">
                    <Tabs label="Execution" tabs={TABS} at={tab} onChange={(tab) => route.set({ tab })}>
                        {tab === 'graph' ? <Graph graph={graph} states={history.states} facts={(name) => factsOf(trace, name)}
                                                  moves={trace.moves} selected={state} onSelect={selectName} />
                            : tab === 'timeline' ? <Timeline trace={trace} selected={visit} onSelect={selectVisit} />
                            : tab === 'events' ? <Events history={history} selected={chosen.event?.id} onSelect={selectEvent} />
                            : history.definition && <Definition text={history.definition} statuses={statusesOf(trace)} selected={state} />}
                    </Tabs>
                </div>
                <aside class="side" aria-label="Details">
                    {(visit || chosen.event || state) &&
                        <button class="quiet shut" onClick={() => { choose({}); route.set({ state: '' }); }} aria-label="Close the details">×</button>}
                    {chosen.event ? <EventDetails event={chosen.event} trace={trace} onSelect={selectVisit} />
                        : visit ? <Step visit={visit} trace={trace} onSelect={selectVisit} arn={arn} />
                        : state ? <><h2>{state}</h2><p class="empty">This state has not been entered.</p></>
                        : <Whole execution={execution} />}
                </aside>
            </div>
        </>
    );
}
