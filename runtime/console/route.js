// Where the page stands is in the address behind '#', so that it can be kept, shared and gone back from:
// #/execution?arn=...&tab=events
import { Store } from './store.js';

class Route extends Store {
    constructor() {
        super();
        this.read();
        addEventListener('hashchange', () => {
            this.read();
            this.changed();
        });
    }

    read() {
        const url = new URL(location.hash.slice(1) || '/', 'http://page');
        this.path = url.pathname;
        this.query = Object.fromEntries(url.searchParams);
    }

    // The same place with other words in its query; the way back does not stop here.
    set(words) {
        history.replaceState(null, '', link(this.path, { ...this.query, ...words }));
        this.read();
        this.changed();
    }
}

export const route = new Route();

export function link(path, query = {}) {
    const words = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined && value !== ''));
    return `#${path}${words.size > 0 ? `?${words}` : ''}`;
}

export const goTo = (path, query) => { location.hash = link(path, query); };

export const toMachine = (arn) => link('/machine', { arn });
export const toExecution = (arn) => link('/execution', { arn });
