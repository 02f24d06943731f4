// Signs that stand beside every colour, so that nothing is told by colour alone.
const PATHS = {
    running: 'M8 2.5a5.5 5.5 0 1 1-5.5 5.5',
    waiting: 'M6 4.5v7M10 4.5v7',
    succeeded: 'M3.5 8.5l3 3L12.5 5',
    failed: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
    caught: 'M3 5.5h6.5a3 3 0 0 1 0 6H6M8 9.2l-2.3 2.3L8 13.8',
    aborted: 'M4.5 4.5h7v7h-7z',
    timedout: 'M8 2.5a5.5 5.5 0 1 0 .01 0M8 5v3.2l2 1.6',
    pending: 'M3.5 8h9',
    copy: 'M6 6h7v7H6zM10 6V3H3v7h3',
    play: 'M5 3.5v9l7.5-4.5z',
    stop: 'M4.5 4.5h7v7h-7z',
    redrive: 'M13 8a5 5 0 1 1-1.6-3.7M11.6 1.5v3h-3',
    open: 'M6 4l4 4-4 4',
    shut: 'M4 6l4 4 4-4',
    theme: 'M8 2.5a5.5 5.5 0 1 0 .01 0zM8 3v10M8 5l3-1M8 8h5M8 11l3 1',
};

export const iconPath = (name) => PATHS[name] ?? PATHS.pending;

export const Icon = ({ name }) => (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true"><path d={iconPath(name)} /></svg>
);

const WORDS = { timedout: 'Timed out', pending: 'Pending', caught: 'Caught error' };
export const statusWord = (status) => WORDS[status] ?? status[0].toUpperCase() + status.slice(1);

// "TIMED_OUT" as the page calls it.
export const statusOf = (apiStatus) => apiStatus.replace('PENDING_REDRIVE', 'waiting').toLowerCase().replace('_', '');

export const Status = ({ of: status }) => (
    <span class={`status is-${status}`}><Icon name={status} />{statusWord(status)}</span>
);
