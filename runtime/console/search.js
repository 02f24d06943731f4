// A search through a list that grows at its end: in slices of a few milliseconds, so that nothing waits for a long list.
const SLICE_MS = 8, STEP = 100; // items between two looks at the clock

export class Search {
    found = [];
    #items;
    #isWanted;
    #tell;
    #at = 0;
    #timer = 0;

    // `tell` is called after each slice.
    constructor(items, isWanted, tell) {
        this.#items = items;
        this.#isWanted = isWanted;
        this.#tell = tell;
    }

    // Whether everything that is in the list now has been looked at.
    get isOver() {
        return this.#at >= this.#items.length;
    }

    // Look at what has not been looked at yet.
    goOn() {
        if (!this.#timer && !this.isOver) {
            this.#timer = setTimeout(() => this.#slice(), 0);
        }
    }

    // The list has become `items`, with these in front of what was there.
    putFirst(fresh, items) {
        this.#items = items;
        this.#at += fresh.length;
        this.found = fresh.filter(this.#isWanted).concat(this.found);
    }

    stop() {
        clearTimeout(this.#timer);
        this.#timer = 0;
    }

    #slice() {
        const until = performance.now() + SLICE_MS;
        this.#timer = 0;
        while (!this.isOver && performance.now() < until) {
            const end = Math.min(this.#at + STEP, this.#items.length);
            for (; this.#at < end; this.#at++) {
                if (this.#isWanted(this.#items[this.#at])) {
                    this.found.push(this.#items[this.#at]);
                }
            }
        }
        this.#tell();
        this.goOn();
    }
}
