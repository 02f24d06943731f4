// Text in lines: JSON with colours, a definition with its states marked. Only the lines that are seen are drawn.
import { useLayoutEffect, useMemo } from 'preact/hooks';
import { seen, useScroll } from './list.jsx';
import { CopyButton } from './parts.jsx';
import { layOut, plural } from './text.js';

const LINE = 19; // pixels
const WORD = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d[\d.eE+-]*/g;

// The words of a line of JSON, each in its colour.
function coloured(line) {
    const parts = [];
    let at = 0;
    for (const match of line.length > 1000 ? [] : line.matchAll(WORD)) {
        const [all, text, colon] = match;
        parts.push(line.slice(at, match.index));
        parts.push(<span class={text ? (colon ? 'key' : 'text') : 'value'}>{text ?? all}</span>);
        at = match.index + (text ?? all).length;
    }
    parts.push(line.slice(at));
    return parts;
}

// Props: lines, label, mark(i) -> class of a line, show: the line that is to be seen, most: lines before it scrolls.
export function Lines({ lines, label, mark, show, most = 24 }) {
    const { ref, top, height } = useScroll();
    const [first, end] = seen(lines.length, LINE, top, height);
    const digits = String(lines.length).length;
    useLayoutEffect(() => {
        if (show !== undefined) {
            ref.current.scrollTop = Math.max(0, (show - 2) * LINE);
        }
    }, [show, lines]);
    const shown = [];
    for (let i = first; i < end; i++) {
        shown.push(
            <div key={i} class={`line ${mark?.(i) ?? ''}`} style={{ transform: `translateY(${i * LINE}px)` }}>
                <span class="number" style={{ width: `${digits}ch` }} aria-hidden="true">{i + 1}</span>{coloured(lines[i])}
            </div>);
    }
    const longest = useMemo(() => lines.reduce((n, line) => Math.max(n, line.length), 0), [lines]);
    return (
        <div class="code" ref={ref} tabIndex={0} role="region" aria-label={label}
             style={{ height: `${Math.min(lines.length, most) * LINE + 18}px` }}>
            <div class="lines" style={{ height: `${lines.length * LINE}px`, width: `${longest + digits + 3}ch` }}>{shown}</div>
        </div>
    );
}

// A payload under its name.
export function Payload({ name, text, most }) {
    const { lines } = useMemo(() => layOut(text ?? ''), [text]);
    if (text === null || text === undefined) {
        return null;
    }
    return (
        <section class="payload">
            <h3>{name}<span class="more">{lines.length > 1 && plural(lines.length, 'line')}</span>
                <CopyButton text={text} what={name.toLowerCase()} /></h3>
            <Lines lines={lines} label={name} most={most} />
        </section>
    );
}
