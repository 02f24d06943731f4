// The state machines of the server, and one of them: its executions, its graph and definition; and a Map Run.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ask, askAll, askGraph } from './api.js';
import { Lines, useLaidOut } from './code.jsx';
import { StartDialog, lastInput } from './dialogs.jsx';
import { ExecutionList } from './executions.jsx';
import { Graph } from './graph.jsx';
import { Icon, Status, statusOf } from './icons.jsx';
import { List } from './list.jsx';
import { CopyButton, Tabs, sayError } from './parts.jsx';
import { route, toExecution, toMachine } from './route.js';
import { usePolling, useStore } from './store.js';
import { date, number } from './text.js';
import { statesOf } from './trace.js';

const COLUMNS = [{ name: 'Name', class: 'wide' }, { name: 'Type', class: 'status-cell' }, { name: 'Created', class: 'date-cell' }];

export function Machines() {
    const [machines, setMachines] = useState(null);
    const [selected, select] = useState(-1);
    usePolling(async () => {
        const all = await askAll('ListStateMachines', {}, 'stateMachines');
        setMachines(all);
        if (all.length === 1 && !route.query.all) {
            location.replace(toMachine(all[0].stateMachineArn));
        }
        return 5000;
    }, []);
    const open = (i) => { location.hash = toMachine(machines[i].stateMachineArn); };
    return (
        <>
            <h1 tabIndex={-1}>State machines</h1>
            <List label="State machines" class="tall" count={machines?.length ?? 0} rowHeight={38} columns={COLUMNS} selected={selected}
                  onSelect={select} onOpen={open} empty={machines ? 'The server has no state machine yet.' : 'Loading…'}
                  row={(i) => [<a href={toMachine(machines[i].stateMachineArn)} tabIndex={-1}>{machines[i].name}</a>,
                               machines[i].type.toLowerCase(), date(machines[i].creationDate)]} />
        </>
    );
}

// A definition in lines, with the lines of states marked. `statuses` is null or a Map of them by the states' names.
export function Definition({ text, statuses, selected }) {
    const { lines, ranges } = useLaidOut(text);
    const marks = useMemo(() => {
        const marks = new Map();
        // States in states come later, and are marked over them.
        for (const [name, [first, last]] of [...ranges].sort((a, b) => a[1][0] - b[1][0])) {
            for (let i = first; i <= last; i++) {
                const status = statuses?.get(name);
                marks.set(i, `${status ? `marked is-${status}` : ''} ${name === selected ? 'is-selected' : ''}`);
            }
        }
        return marks;
    }, [ranges, statuses, selected]);
    return <Lines lines={lines} label="Definition" mark={(i) => marks.get(i)} show={ranges.get(selected)?.[0]} most={40} />;
}

export function Machine({ arn }) {
    const { tab = 'executions', state } = useStore(route).query;
    const [machine, setMachine] = useState(null);
    const [graph, setGraph] = useState(null);
    const [input, setInput] = useState(null);
    useEffect(() => {
        setMachine(null);
        ask('DescribeStateMachine', { stateMachineArn: arn }).then(setMachine, sayError);
        askGraph(arn).then(setGraph);
    }, [arn]);
    const states = useMemo(() => statesOf(machine && JSON.parse(machine.definition)), [machine]);
    if (!machine) {
        return <p class="empty">Loading…</p>;
    }
    const isExpress = machine.type === 'EXPRESS';
    const tabs = [...(isExpress ? [] : [{ id: 'executions', name: 'Executions' }]), { id: 'graph', name: 'Graph' },
                  { id: 'definition', name: 'Definition' }];
    const at = isExpress && tab === 'executions' ? 'graph' : tab;
    const select = (name) => route.set({ state: name });
    return (
        <>
            <div class="title">
                <h1 tabIndex={-1}>{machine.name}</h1>
                <div class="actions">
                    <CopyButton text={arn} what="ARN" isWide />
                    <button class="primary" onClick={() => lastInput(machine).then(setInput, () => setInput('{}'))}>
                        <Icon name="play" />Start execution</button>
                </div>
            </div>
            <Tabs label={machine.name} tabs={tabs} at={at} onChange={(tab) => route.set({ tab })}>
                {at === 'executions' ? <ExecutionList stateMachineArn={arn} />
                    : at === 'graph' ? <Graph graph={graph} states={states} selected={state} onSelect={select} />
                    : <Definition text={machine.definition} selected={state} />}
            </Tabs>
            {input !== null && <StartDialog machine={machine} input={input} onClose={() => setInput(null)} />}
        </>
    );
}

const COUNTS = ['pending', 'running', 'succeeded', 'failed', 'timedOut', 'aborted', 'total', 'resultsWritten'];

export function MapRun({ arn }) {
    const [run, setRun] = useState(null);
    usePolling(async () => {
        const run = await ask('DescribeMapRun', { mapRunArn: arn });
        setRun(run);
        return run.status === 'RUNNING' ? 1000 : 5000;
    }, [arn]);
    if (!run) {
        return <p class="empty">Loading…</p>;
    }
    const rows = [['Items', run.itemCounts], ['Executions', run.executionCounts]];
    return (
        <>
            <div class="title"><h1 tabIndex={-1}>Map Run</h1><Status of={statusOf(run.status)} />
                <div class="actions"><a class="button" href={toExecution(run.executionArn)}>Its execution</a>
                    <CopyButton text={arn} what="ARN" isWide /></div></div>
            <div class="scrolls" tabIndex={0} role="region" aria-label="Counts"><table>
                <thead><tr><td />{COUNTS.map((c) => <th key={c} scope="col">{c.replace(/([A-Z])/g, ' $1').toLowerCase()}</th>)}</tr></thead>
                <tbody>{rows.map(([name, counts]) => (
                    <tr key={name}><th scope="row">{name}</th>{COUNTS.map((c) => <td key={c}>{number(counts[c] ?? 0)}</td>)}</tr>))}</tbody>
            </table></div>
            <h2>Child executions</h2>
            <ExecutionList mapRunArn={arn} />
        </>
    );
}
