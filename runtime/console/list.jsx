// A list of any length, of which only what is seen is drawn. One element has the focus; arrows move through the rows.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const SPARE = 6; // rows drawn beyond what is seen

// Where a scrolling element stands: { ref, top, height }.
export function useScroll() {
    const ref = useRef(null);
    const [place, setPlace] = useState({ top: 0, height: 600 });
    useLayoutEffect(() => {
        const element = ref.current;
        let frame = 0;
        const look = () => {
            frame = 0;
            setPlace((old) => {
                const place = { top: element.scrollTop, height: element.clientHeight };
                return old.top === place.top && old.height === place.height ? old : place;
            });
        };
        const later = () => {
            frame ||= requestAnimationFrame(look);
        };
        const size = new ResizeObserver(later);
        size.observe(element);
        element.addEventListener('scroll', later, { passive: true });
        look();
        return () => {
            cancelAnimationFrame(frame);
            size.disconnect();
            element.removeEventListener('scroll', later);
        };
    }, []);
    return { ref, ...place };
}

// The rows to draw of `count`: [first, last + 1].
export function seen(count, rowHeight, top, height) {
    const first = Math.max(0, Math.floor(top / rowHeight) - SPARE);
    return [first, Math.min(count, Math.ceil((top + height) / rowHeight) + SPARE)];
}

let lists = 0;

// Props: label, count, rowHeight, columns ([{ name, class }]), row(i) -> cells ([content]), rowProps(i), selected,
// onSelect(i, by a click), onOpen(i), onKey(event, i), onSeen(first, last), role ("grid" or "treegrid"), empty, isBusy: more
// rows are on their way.
export function List({ label, count, rowHeight, columns, row, rowProps, selected = -1, onSelect, onOpen, onKey, onSeen,
                       role = 'grid', empty, isBusy = false, class: name = '' }) {
    const [id] = useState(() => `list${lists++}`);
    const { ref, top, height } = useScroll();
    const [first, end] = seen(count, rowHeight, top, height - rowHeight);
    useEffect(() => onSeen?.(first, end), [first, end, count]);

    const move = (i) => {
        const wanted = Math.max(0, Math.min(count - 1, i));
        const box = ref.current, y = wanted * rowHeight, room = box.clientHeight - rowHeight;
        if (y < box.scrollTop) {
            box.scrollTop = y;
        } else if (y + rowHeight > box.scrollTop + room) {
            box.scrollTop = y + rowHeight - room;
        }
        onSelect?.(wanted);
    };
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const steps = { ArrowDown: () => selected + 1, ArrowUp: () => (selected < 0 ? 0 : selected - 1), Home: () => 0,
                    End: () => count - 1, PageDown: () => selected + page, PageUp: () => selected - page };
    const keydown = (event) => {
        if (event.target !== ref.current || event.ctrlKey || event.metaKey || event.altKey || count === 0) {
            return;
        }
        if (steps[event.key]) {
            move(steps[event.key]());
        } else if ((event.key === 'Enter' || event.key === ' ') && selected >= 0 && onOpen) {
            onOpen(selected);
        } else if (!onKey?.(event, selected)) {
            return;
        }
        event.preventDefault();
    };

    const rows = [];
    for (let i = first; i < end; i++) {
        const { class: rowClass = '', ...more } = rowProps?.(i) ?? {};
        rows.push(
            <div key={i} id={`${id}-${i}`} role="row" aria-rowindex={i + 2} aria-selected={i === selected} {...more}
                 class={`row ${rowClass} ${i === selected ? 'is-selected' : ''}`}
                 style={{ transform: `translateY(${i * rowHeight}px)`, height: `${rowHeight}px` }}
                 onClick={() => { onSelect?.(i, true); onOpen?.(i); }}>
                {row(i).map((cell, c) => <div key={c} role="gridcell" class={columns[c].class}>{cell}</div>)}
            </div>);
    }
    const isSeen = selected >= first && selected < end;
    return (
        <div class={`list ${name}`} ref={ref} role={role} tabIndex={0} aria-label={label} aria-rowcount={count + 1} aria-busy={isBusy}
             aria-activedescendant={isSeen ? `${id}-${selected}` : undefined} onKeyDown={keydown}>
            <div class="row head" role="row" aria-rowindex={1} style={{ height: `${rowHeight}px` }}>
                {columns.map((c, i) => <div key={i} role="columnheader" class={c.class}>{c.name}</div>)}
            </div>
            <div class="rows" role="rowgroup" style={{ height: `${count * rowHeight}px` }}>{rows}</div>
            {count === 0 && <p class="empty">{empty}</p>}
        </div>
    );
}
