// Small parts that stand in many places.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icons.jsx';
import { Store, useStore } from './store.js';

// ---- What has happened, said once in a corner and to screen readers.

class News extends Store {
    text = '';
    isBad = false;
    #timer = 0;

    say(text, isBad = false) {
        clearTimeout(this.#timer);
        Object.assign(this, { text, isBad });
        this.#timer = setTimeout(() => this.say(''), isBad ? 12000 : 4000);
        this.changed();
    }
}
export const news = new News();
export const sayError = (error) => news.say(error.message, true);

export function Newsline() {
    const { text, isBad } = useStore(news);
    return (
        <div class={`news ${text ? '' : 'is-empty'} ${isBad ? 'is-bad' : ''}`} role="status">
            <span>{text}</span>
            {text && <button class="quiet" onClick={() => news.say('')} aria-label="Close the message">×</button>}
        </div>
    );
}

// ---- Buttons

export function CopyButton({ text, what, isWide }) {
    const copy = (event) => {
        event.stopPropagation();
        navigator.clipboard.writeText(text).then(() => news.say(`The ${what} is in the clipboard.`),
                                                 () => news.say(`The browser does not let the ${what} be copied.`, true));
    };
    const label = `Copy ${what}`;
    return (
        <button class={isWide ? '' : 'quiet'} onClick={copy} aria-label={isWide ? undefined : label} title={label}>
            <Icon name="copy" />{isWide && label}
        </button>
    );
}

// ---- Dialogs. `submit` does it: when it has, the dialog closes, unless it says false; its error is shown in it. One that `stays` cannot be
// cancelled; one that `isTold` has nothing that could be.

export function Dialog({ title, action, isBad, stays, isTold, onClose, submit, children }) {
    const ref = useRef(null);
    const [error, setError] = useState('');
    const [isBusy, setBusy] = useState(false);
    useEffect(() => ref.current.showModal(), []);
    const go = async (event) => {
        event.preventDefault();
        setBusy(true);
        setError('');
        try {
            if (await submit(new FormData(event.target)) !== false) {
                onClose();
            }
        } catch (e) {
            setError(e.message);
            setBusy(false);
        }
    };
    return (
        <dialog ref={ref} aria-labelledby="dialog-title" onClose={() => (stays ? ref.current?.showModal() : onClose())}>
            <form onSubmit={go}>
                <h2 id="dialog-title">{title}</h2>
                {children}
                {error && <p class="error" role="alert">{error}</p>}
                <div class="actions">
                    {!stays && !isTold && <button type="button" onClick={onClose}>Cancel</button>}
                    <button class={isBad ? 'bad' : 'primary'} disabled={isBusy}>{action}</button>
                </div>
            </form>
        </dialog>
    );
}

export function Field({ label, name, value = '', hint, isLong, isSecret, check, ...more }) {
    const [fault, setFault] = useState('');
    const id = `field-${name}`;
    const input = (event) => {
        const fault = check?.(event.target.value) ?? '';
        event.target.setCustomValidity(fault);
        setFault(fault);
    };
    const props = { id, name, onInput: input, 'aria-describedby': `${id}-hint`, spellcheck: false, autocomplete: 'off', ...more };
    return (
        <div class="field">
            <label for={id}>{label}</label>
            {isLong ? <textarea rows={9} {...props} defaultValue={value} />
                : <input type={isSecret ? 'password' : 'text'} {...props} defaultValue={value} />}
            <p id={`${id}-hint`} class={fault ? 'fault' : 'hint'}>{fault || hint}</p>
        </div>
    );
}

// What is wrong with a text that is to be JSON; "" if nothing is.
export function jsonFault(text) {
    try {
        JSON.parse(text);
        return '';
    } catch (error) {
        return `This is not JSON: ${error.message}`;
    }
}

// ---- Tabs

export function Tabs({ label, tabs, at, onChange, children }) {
    const keydown = (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) {
            const i = (tabs.findIndex((t) => t.id === at) + step + tabs.length) % tabs.length;
            onChange(tabs[i].id);
            event.currentTarget.children[i].focus();
        }
    };
    return (
        <>
            <div class="tabs" role="tablist" aria-label={label} onKeyDown={keydown}>
                {tabs.map((t) => (
                    <button key={t.id} role="tab" id={`tab-${t.id}`} aria-selected={t.id === at} aria-controls="tabpanel"
                            tabIndex={t.id === at ? 0 : -1} onClick={() => onChange(t.id)}>
                        {t.name}{t.count !== undefined && <span class="count">{t.count}</span>}
                    </button>))}
            </div>
            <div id="tabpanel" role="tabpanel" aria-labelledby={`tab-${at}`} class="panel">{children}</div>
        </>
    );
}
