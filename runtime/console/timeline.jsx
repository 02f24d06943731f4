// What took how long: a bar for each visit of a state, in those that it lies in, each attempt of its task a part of it.
import { useMemo, useState } from 'preact/hooks';
import { Icon, statusWord } from './icons.jsx';
import { List } from './list.jsx';
import { duration } from './text.js';
import { isOver, titleOf } from './trace.js';

const OPEN_MOST = 30; // children that are shown without asking

// The rows that are seen: [visit, depth], children only of what is open.
function rowsOf(root, isOpen) {
    const rows = [];
    const add = (visit, depth) => {
        rows.push([visit, depth]);
        if (isOpen(visit)) {
            visit.children.forEach((child) => add(child, depth + 1));
        }
    };
    root.children.forEach((visit) => add(visit, 0));
    return rows;
}

function Bar({ visit, from, span, now }) {
    const share = (at) => Math.min(100, Math.max(0, (at - from) / span * 100));
    const place = (start, end) => ({ left: `${share(start)}%`, width: `${Math.max(0, share(end ?? now) - share(start))}%` });
    return (
        <div class="bar-room">
            <div class={`bar is-${visit.status}`} style={place(visit.start, visit.end)} />
            {visit.attempts.length > 1 && visit.attempts.map((a, i) => (
                <div key={i} class={`bar attempt is-${a.status}`} style={place(a.start, a.end)} />))}
        </div>
    );
}

// Marks at round times: 4 to 8 of them.
function Axis({ span }) {
    const rough = span / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find((n) => n * power >= rough);
    const marks = [];
    for (let t = 0; t < span * 0.97; t += step) {
        marks.push(<span key={t} class="mark" style={{ left: `${t / span * 100}%` }}>{t === 0 ? '0' : duration(t).replace(/\.?0+ s$/, ' s')}</span>);
    }
    return <div class="bar-room axis">{marks}</div>;
}

export function Timeline({ trace, selected, onSelect }) {
    const [turned, setTurned] = useState(new Map()); // visits that somebody has opened or shut
    const isOpen = (v) => v.children.length > 0 && (turned.get(v) ?? v.children.length <= OPEN_MOST);
    const now = Date.now() / 1000, end = trace.root.end ?? Math.max(now, trace.root.start);
    const from = trace.root.start, span = Math.max(0.001, end - from);
    const rows = useMemo(() => rowsOf(trace.root, isOpen), [trace.visits.length, turned]);
    const turn = (visit, open) => setTurned(new Map(turned).set(visit, open));
    const key = (event, i) => {
        const visit = rows[i]?.[0];
        const open = { ArrowRight: true, ArrowLeft: false }[event.key];
        if (!visit || open === undefined) {
            return false;
        }
        turn(visit, open);
        return true;
    };
    const columns = [{ name: 'State', class: 'tree-cell' }, { name: 'Took', class: 'number-cell' },
                     { name: <Axis span={span} />, class: 'wide bar-cell' }];
    return (
        <List label="Timeline" role="treegrid" class="tall timeline" count={rows.length} rowHeight={30} columns={columns}
              selected={rows.findIndex(([v]) => v === selected)} onSelect={(i, isClick) => onSelect(rows[i][0], isClick)} onKey={key} empty="Nothing has begun yet."
              rowProps={(i) => ({ 'aria-level': rows[i][1] + 1,
                                  'aria-expanded': rows[i][0].children.length > 0 ? isOpen(rows[i][0]) : undefined })}
              row={(i) => {
                  const [visit, depth] = rows[i];
                  return [
                      <span class="tree" style={{ '--depth': depth }} title={titleOf(visit)}>
                          {visit.children.length > 0
                              ? <button class="quiet turn" tabIndex={-1} aria-label={isOpen(visit) ? 'Shut' : 'Open'}
                                        onClick={(e) => { e.stopPropagation(); turn(visit, !isOpen(visit)); }}>
                                  <Icon name={isOpen(visit) ? 'shut' : 'open'} /></button>
                              : <span class="turn" />}
                          <span class={`sign is-${visit.status}`}><Icon name={visit.status} />
                              <span class="sr">{statusWord(visit.status)}: </span></span>
                          <span class="name">{titleOf(visit)}</span>
                          {visit.attempts.length > 1 && <span class="tag">{visit.attempts.length} attempts</span>}
                          {visit.length !== null && <span class="tag">{visit.length} items</span>}
                      </span>,
                      duration((visit.end ?? now) - visit.start),
                      <Bar visit={visit} from={from} span={span} now={isOver(visit) ? visit.end : now} />];
              }} />
    );
}
