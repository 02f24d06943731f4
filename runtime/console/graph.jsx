// The state machine as the server lays it out, each state in the colour of how it stands; a list of its states where the
// server does not tell.
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Icon, iconPath, statusWord } from './icons.jsx';
import { plural } from './text.js';

const LINE = 16, LABEL_LINE = 14, BADGE = 20, NOTE_LETTER = 6, NOTE_LINE = 12, ARROW = 9;

// An edge's label stands where the server says, or else halfway along its path.
function Label({ edge: { label, labelLines, labelX, labelY, path } }) {
    const [place, setPlace] = useState(labelX === undefined ? null : { x: labelX, y: labelY });
    useLayoutEffect(() => {
        if (labelX === undefined) {
            const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
            line.setAttribute('d', path);
            const { x, y } = line.getPointAtLength(line.getTotalLength() / 2);
            setPlace({ x, y });
        }
    }, [path]);
    const lines = labelLines ?? [label];
    return place && lines.map((text, i) => (
        <text key={i} class="edge-label" x={place.x} y={place.y + (i - (lines.length - 1) / 2) * LABEL_LINE + 4}
              text-anchor="middle">{text}</text>));
}

// The nearest node in the direction of an arrow key.
function neighbour(nodes, from, key) {
    const [dx, dy] = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[key] ?? [0, 0];
    const middle = (n) => [n.x + n.width / 2, n.y + n.height / 2];
    const [x, y] = middle(from);
    let best = null, least = Infinity;
    for (const node of nodes) {
        const [nx, ny] = middle(node);
        const along = (nx - x) * dx + (ny - y) * dy, aside = Math.abs((nx - x) * dy) + Math.abs((ny - y) * dx);
        const cost = along + 2 * aside;
        if (node !== from && along > 1 && cost < least) {
            best = node;
            least = cost;
        }
    }
    return best;
}

const retriesOf = (facts) => facts?.retries > 0 && plural(facts.retries, 'retry').replace('retrys', 'retries');

// How often a state was visited and tried again stands above its box: at the right end of a wide one, and of a narrow one, in
// two lines, to the right of the arrow that comes in at its middle.
function Note({ node: { x, y, width }, facts }) {
    const words = [facts?.visits > 1 && `×${facts.visits}`, retriesOf(facts)].filter(Boolean);
    const isNarrow = words.join(' ').length * NOTE_LETTER + ARROW > width / 2;
    const lines = isNarrow ? words : words.length > 0 ? [words.join(' ')] : [];
    const left = isNarrow ? x + width / 2 + ARROW : x + width;
    return lines.length > 0 && (
        <text class="times" text-anchor={isNarrow ? 'start' : 'end'} aria-hidden="true">
            {lines.map((line, i) => <tspan key={i} x={left} y={y - 4 - (lines.length - 1 - i) * NOTE_LINE}>{line}</tspan>)}
        </text>);
}

// What is said of a state beside its name: { status, visits, retries }.
function Node({ node, facts, isSelected, isReachable, onSelect, onKey }) {
    const status = facts?.status ?? 'pending';
    const isBox = node.type === 'Parallel' || node.type === 'Map';
    const said = [node.name, node.type, statusWord(status), facts?.visits > 1 && `${facts.visits} times`,
                  retriesOf(facts)].filter(Boolean).join(', ');
    const top = isBox ? node.y + 8 : node.y + (node.height - node.lines.length * LINE) / 2;
    return (
        <g class={`node is-${status} ${isBox ? 'box' : ''} ${isSelected ? 'is-selected' : ''}`} role="button" aria-label={said}
           aria-pressed={isSelected} tabindex={isReachable ? 0 : -1} data-name={node.name}
           onClick={() => onSelect(node.name, true)} onKeyDown={(e) => onKey(e, node)}>
            <rect class="body" x={node.x} y={node.y} width={node.width} height={node.height} rx={isBox ? 10 : 7} />
            {node.lines.map((line, i) => (
                <text key={i} x={node.x + node.width / 2} y={top + i * LINE + 12} text-anchor="middle">{`${line} `}</text>))}
            {facts && (
                <g class="badge" transform={`translate(${node.x - BADGE / 2 + 4} ${node.y - BADGE / 2 + 4})`}>
                    <circle cx={BADGE / 2} cy={BADGE / 2} r={BADGE / 2} />
                    <path d={iconPath(status)} transform="translate(2 2)" />
                </g>)}
        </g>
    );
}

// Where the machine begins, and where it ends.
function Terminal({ node: { x, y, width, height, lines } }) {
    return (
        <g class="terminal" aria-hidden="true">
            <rect x={x} y={y} width={width} height={height} rx={height / 2} />
            <text x={x + width / 2} y={y + height / 2 + 4} text-anchor="middle">{lines.join(' ')}</text>
        </g>
    );
}

function Picture({ graph, facts, moves, selected, onSelect }) {
    const ref = useRef(null);
    const [zoom, setZoom] = useState(1);
    const nodes = useMemo(() => graph.nodes.filter((n) => n.name !== ''), [graph]);
    const names = useMemo(() => new Set(nodes.map((n) => n.name)), [nodes]);
    const reachable = names.has(selected) ? selected : nodes[0]?.name;
    const key = (event, node) => {
        const next = neighbour(nodes, node, event.key);
        if (event.key === 'Enter' || event.key === ' ') {
            onSelect(node.name);
        } else if (next) {
            onSelect(next.name);
            ref.current.querySelector(`[data-name="${CSS.escape(next.name)}"]`).focus();
        } else {
            return;
        }
        event.preventDefault();
        event.stopPropagation();
    };
    const isTaken = (e) => moves?.has(`${e.from}\n${e.to}`);
    const isNear = (e) => selected && (e.from === selected || e.to === selected);
    return (
        <div class="graph-box">
            <div class="zoom" role="group" aria-label="Size of the graph">
                <button class="quiet" aria-label="Smaller" onClick={() => setZoom(zoom / 1.25)}>−</button>
                <button class="quiet" aria-label={`${Math.round(zoom * 100)} %: as it fits`} onClick={() => setZoom(1)}>{Math.round(zoom * 100)} %</button>
                <button class="quiet" aria-label="Larger" onClick={() => setZoom(zoom * 1.25)}>+</button>
            </div>
            <div class="graph" ref={ref} tabIndex={-1}>
                <svg viewBox={`-14 -14 ${graph.width + 28} ${graph.height + 28}`} role="group" aria-label="Graph of the states"
                     style={{ width: zoom === 1 ? `${graph.width + 28}px` : `${(graph.width + 28) * zoom}px`,
                              maxWidth: zoom === 1 ? '100%' : 'none' }}>
                    <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                        <path d="M0 .5 7.5 4 0 7.5z" /></marker></defs>
                    {graph.nodes.map((n) => n.name === '' ? <Terminal key={n.type} node={n} />
                        : <Node key={n.name} node={n} facts={facts?.(n.name)} isSelected={n.name === selected}
                                isReachable={n.name === reachable} onSelect={onSelect} onKey={key} />)}
                    <g aria-hidden="true">{graph.edges.map((e, i) => (
                        <path key={i} d={e.path} marker-end="url(#arrow)"
                              class={`edge is-${e.kind} ${isTaken(e) ? 'is-taken' : ''} ${isNear(e) ? 'is-near' : ''}`}>
                            <title>{e.label}</title></path>))}
                    {graph.edges.map((e, i) => e.label && <Label key={i} edge={e} />)}</g>
                    {nodes.map((n) => <Note key={n.name} node={n} facts={facts?.(n.name)} />)}
                </svg>
            </div>
        </div>
    );
}

// Props: graph (of /graph, or null), states (by name), facts(name), moves, selected, onSelect(name).
export function Graph({ graph, states, facts, moves, selected, onSelect }) {
    if (graph) {
        return <Picture graph={graph} facts={facts} moves={moves} selected={selected} onSelect={onSelect} />;
    }
    return (
        <ul class="states" aria-label="States">
            {[...states].map(([name, state]) => {
                const f = facts?.(name), status = f?.status ?? 'pending';
                return (
                    <li key={name} style={{ marginLeft: `${state.depth * 22}px` }}>
                        <button class={`state is-${status} ${name === selected ? 'is-selected' : ''}`} aria-pressed={name === selected}
                                data-name={name} onClick={() => onSelect(name, true)}>
                            <Icon name={status} /><b>{name}</b><span class="more">{state.Type}</span>
                            {f && <span class="more">{statusWord(status)}{f.visits > 1 ? ` ×${f.visits}` : ''}{f.retries > 0 ? `, ${f.retries} retried` : ''}</span>}
                        </button>
                    </li>);
            })}
        </ul>
    );
}
