// What the page knows, apart from how it shows it: a store tells its listeners, at most once a frame, that it has changed.
import { useEffect, useState } from 'preact/hooks';

export class Store {
    #listeners = new Set();
    #pending = false;

    subscribe(listener) {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    changed() {
        if (!this.#pending) {
            this.#pending = true;
            // A hidden tab has no frames.
            (document.hidden ? setTimeout : requestAnimationFrame)(() => {
                this.#pending = false;
                this.#listeners.forEach((listener) => listener());
            });
        }
    }
}

// Draw the component anew whenever one of these stores changes. Returns the first.
export function useStore(...stores) {
    const [, draw] = useState(0);
    useEffect(() => {
        const ends = stores.map((store) => store.subscribe(() => draw((n) => n + 1)));
        return () => ends.forEach((end) => end());
    }, stores);
    return stores[0];
}

// Call `step` again and again while the component is there: each returns how many milliseconds to wait before the next.
// A hidden page waits until it is seen.
export function usePolling(step, needs) {
    useEffect(() => {
        let timer = 0, ended = false;
        const turn = async () => {
            const wait = document.hidden ? 1000 : await step().catch(() => 3000);
            if (!ended) {
                timer = setTimeout(turn, wait);
            }
        };
        turn();
        return () => {
            ended = true;
            clearTimeout(timer);
        };
    }, needs);
}

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));
