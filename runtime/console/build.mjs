// Builds the console page: `node build.mjs MODULES OUT` bundles main.jsx with the packages of the folder MODULES, and writes
// OUT/page.html, one file with script and style in it, and OUT/page.policy, its Content-Security-Policy.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [modules, out] = process.argv.slice(2).map((path) => resolve(path));
const esbuild = createRequire(join(modules, 'x.js'))('esbuild');

const here = import.meta.dirname;
const shared = { bundle: true, minify: true, write: false, nodePaths: [modules], charset: 'utf8', logLevel: 'warning',
                 legalComments: 'none' };
const built = async (options) => (await esbuild.build({ ...shared, ...options })).outputFiles[0].text.trim();

const script = await built({ entryPoints: [join(here, 'main.jsx')], format: 'iife', target: 'es2022',
                             jsx: 'automatic', jsxImportSource: 'preact' });
const style = await built({ entryPoints: [join(here, 'style.css')], target: 'chrome123' });
if (/<\/(script|style)|<!--/i.test(script + style)) {
    throw new Error('the script or the style would end its element');
}

const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const html = readFileSync(join(here, 'shell.html'), 'utf8')
    .replace('/*style*/', () => style)
    .replace('/*script*/', () => script);
writeFileSync(join(out, 'page.html'), html);
writeFileSync(join(out, 'page.policy'), [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
].join('; ') + '\n');
