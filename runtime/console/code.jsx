// Text in lines: JSON with colours, a definition with its states marked. Only the lines that are seen are drawn.
import { useEffect, useLayoutEffect, useMemo, useState } from 'preact/hooks';
import { seen, useScroll } from './list.jsx';
import { CopyButton } from './parts.jsx';
import { layOut, layOutInSteps, plural } from './text.js';

const LINE = 19; // pixels
const MOST_PROSE = 500; // lines
const AT_ONCE = 8000; // characters that are laid out without a pause
const SLICE_MS = 8;
const NOT_YET = { lines: ['…'], ranges: new Map() };
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

// A text as it is laid out (layOut). A long one comes a little later: it is laid out in slices of a few milliseconds.
export function useLaidOut(text) {
    const atOnce = useMemo(() => (text.length <= AT_ONCE ? layOut(text) : null), [text]);
    const [late, setLate] = useState({ text: null });
    useEffect(() => {
        const steps = layOutInSteps(text);
        let timer = 0;
        const slice = () => {
            const until = performance.now() + SLICE_MS;
            let step;
            do {
                step = steps.next();
            } while (!step.done && performance.now() < until);
            if (step.done) {
                setLate({ text, ...step.value });
            } else {
                timer = setTimeout(slice, 0);
            }
        };
        if (!atOnce) {
            timer = setTimeout(slice, 0);
        }
        return () => clearTimeout(timer);
    }, [text]);
    return atOnce ?? (late.text === text ? late : NOT_YET);
}

// The same for what somebody reads from its beginning to its end: long lines are wrapped, and all of them are drawn.
function Prose({ lines, isJson, label, most }) {
    return (
        <div class="code prose" tabIndex={0} role="region" aria-label={label} style={{ maxHeight: `${most * LINE + 18}px` }}>
            {lines.map((line, i) => <div key={i}>{isJson ? coloured(line) : line}</div>)}
        </div>
    );
}

// A payload under its name; a cause is prose.
export function Payload({ name, text, most = 24 }) {
    const { lines } = useLaidOut(text ?? '');
    const Text = name === 'Cause' && lines.length <= MOST_PROSE ? Prose : Lines;
    if (text === null || text === undefined) {
        return null;
    }
    return (
        <section class="payload">
            <h3>{name}<span class="more">{lines.length > 1 && plural(lines.length, 'line')}</span>
                <CopyButton text={text} what={name.toLowerCase()} /></h3>
            <Text lines={lines} isJson={/^\s*[{[]/.test(text)} label={name} most={most} />
        </section>
    );
}
