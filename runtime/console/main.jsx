// The console: which page is shown, and what stands around each.
import { render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { access } from './api.js';
import { TokenDialog } from './dialogs.jsx';
import { Execution } from './execution.jsx';
import { Icon } from './icons.jsx';
import { Machine, Machines, MapRun } from './machines.jsx';
import { Newsline } from './parts.jsx';
import { link, route } from './route.js';
import { useStore } from './store.js';
import { lastOf } from './text.js';

const THEMES = ['system', 'light', 'dark'];

function ThemeButton() {
    const [theme, setTheme] = useState(localStorage.getItem('theme') ?? 'system');
    useEffect(() => {
        document.documentElement.dataset.theme = theme;
        localStorage.setItem('theme', theme);
    }, [theme]);
    return (
        <button class="quiet" onClick={() => setTheme(THEMES[(THEMES.indexOf(theme) + 1) % 3])} aria-label={`Colours: ${theme}`}>
            <Icon name="theme" /><span class="theme-word">{theme}</span>
        </button>
    );
}

const PAGES = {
    '/machine': ({ arn }) => <Machine key={arn} arn={arn} />,
    '/execution': ({ arn }) => <Execution key={arn} arn={arn} />,
    '/map-run': ({ arn }) => <MapRun key={arn} arn={arn} />,
};

function Page() {
    const { path, query } = useStore(route, access);
    const place = `${path} ${query.arn}`;
    useEffect(() => {
        document.title = query.arn ? lastOf(query.arn) : 'aslc';
        // Whoever uses the keyboard or a screen reader goes on at the head of the new page.
        document.querySelector('main').focus({ preventScroll: true });
        scrollTo(0, 0);
    }, [place]);
    const page = query.arn && PAGES[path];
    return (
        <>
            <header>
                <a class="skip" href={location.hash} onClick={(e) => { e.preventDefault(); document.querySelector('main').focus(); }}>To the content</a>
                <a class="brand" href={link('/', { all: '1' })}>aslc</a>
                <nav aria-label="Places"><a href={link('/', { all: '1' })} aria-current={path === '/' ? 'page' : undefined}>State machines</a></nav>
                <ThemeButton />
            </header>
            {access.isUnreachable && <p class="offline" role="alert">The server does not answer. The page tries again.</p>}
            <main tabIndex={-1}>{page ? page(query) : <Machines />}</main>
            <Newsline />
            {access.isWanted && <TokenDialog />}
        </>
    );
}

document.getElementById('root').replaceChildren();
render(<Page />, document.getElementById('root'));
