/*
 * otlpspan.h - a span as OTLP's JSON encoding has it, and what stands around many of them in a
 * request: ids are hexadecimal, 64-bit numbers are decimal strings.
 */
#ifndef SPAN_OTLPSPAN_H
#define SPAN_OTLPSPAN_H

struct buf;
struct span;
struct span_settings;

/* Appends one span. */
void otlpspan_put(struct buf *b, const struct span *s);

/* Appends what comes before the spans of a request, and what comes behind them. */
void otlpspan_put_head(struct buf *b, const struct span_settings *settings);
void otlpspan_put_end(struct buf *b);

#endif
