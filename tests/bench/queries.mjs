// queries.mjs - prints the ten JSONata expressions that are measured, one on each line, with their data.
const range = (n, make) => Array.from({ length: n }, (_, i) => make(i));
const orders = range(1000, (i) => ({ id: `o-${i}`, customer: `c-${(i * 7) % 40}`, qty: (i * 13) % 17, price: ((i * 31) % 400) / 4 }));
const line = (i) => `2024-05-${String(1 + (i % 28)).padStart(2, '0')}T10:00:00 host-${i % 7} level=${i % 5 ? 'info' : 'error'} took ${(i * 37) % 900}ms`;

const queries = [
  ['path', '$states.input.a.b.c', { a: { b: { c: 42 }, d: [1, 2] }, e: 'x' }],
  ['string building', "'Invoice of ' & $uppercase($states.input.name) & ': ' & $string($states.input.total) & ' EUR, ' & $substringBefore($states.input.mail, '@')",
    { name: 'Ada Byron', total: 1234.5, mail: 'ada@example.com' }],
  ['date plus a day, picture', "$fromMillis($toMillis($states.input.at) + 86400000, '[Y0001]-[M01]-[D01]')", { at: '2024-02-28T12:30:00.000Z' }],
  ['filter of 20', '$states.input.orders[qty > 8 and price < 60].id', { orders: orders.slice(0, 20) }],
  ['regex on 50 lines', '$states.input.lines[$contains($, /level=error.*took [0-9]{2,3}ms/)]', { lines: range(50, line) }],
  ['map of 1,000, and sum', '$sum($map($states.input.orders, function($o) { $o.qty * $o.price }))', { orders }],
  ['reduce of 1,000', '$reduce($states.input.orders.qty, function($a, $b) { $a + $b })', { orders }],
  ['group-by of 1,000', '$states.input.orders{customer: $sum(qty)}', { orders }],
  ['order-by of 1,000, two keys', '$states.input.orders^(customer, >price).id', { orders }],
  ['fib(16)', '($fib := function($n) { $n < 2 ? $n : $fib($n - 1) + $fib($n - 2) }; $fib($states.input.n))', { n: 16 }],
];
for (const [name, expr, data] of queries) console.log(JSON.stringify({ name, expr, data }));
