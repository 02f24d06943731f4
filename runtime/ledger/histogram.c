#include "runtime/ledger/histogram.h"

#include <inttypes.h>

#include "runtime/base/buf.h"

/* From a commit on a quick disk to a task that a person does. */
static const struct {
    int64_t most_ns;
    const char *text; /* the same in seconds */
} buckets[HISTOGRAM_BUCKETS] = {
    { INT64_C(100000), "0.0001" },    { INT64_C(500000), "0.0005" },
    { INT64_C(1000000), "0.001" },    { INT64_C(2500000), "0.0025" },
    { INT64_C(5000000), "0.005" },    { INT64_C(10000000), "0.01" },
    { INT64_C(25000000), "0.025" },   { INT64_C(50000000), "0.05" },
    { INT64_C(100000000), "0.1" },    { INT64_C(250000000), "0.25" },
    { INT64_C(500000000), "0.5" },    { INT64_C(1000000000), "1" },
    { INT64_C(2500000000), "2.5" },   { INT64_C(5000000000), "5" },
    { INT64_C(10000000000), "10" },   { INT64_C(60000000000), "60" },
    { INT64_C(600000000000), "600" }, { INT64_C(3600000000000), "3600" },
};

void histogram_add(struct histogram *h, int64_t took_ns)
{
    int i = 0;
    while (i < HISTOGRAM_BUCKETS && took_ns > buckets[i].most_ns) {
        i++;
    }
    h->counts[i]++;
    h->count++;
    h->sum_ns += took_ns;
}

/* A bucket's sample counts what is in the smaller ones as well. */
void histogram_write(const struct histogram *h, const char *name, const char *labels,
                     struct buf *out)
{
    const char *comma = labels[0] != '\0' ? "," : "";
    const char *open = labels[0] != '\0' ? "{" : "", *close = labels[0] != '\0' ? "}" : "";
    uint64_t count = 0;
    for (int i = 0; i < HISTOGRAM_BUCKETS; i++) {
        count += h->counts[i];
        buf_print(out, "%s_bucket{%s%sle=\"%s\"} %" PRIu64 "\n", name, labels, comma,
                  buckets[i].text, count);
    }
    buf_print(out, "%s_bucket{%s%sle=\"+Inf\"} %" PRIu64 "\n", name, labels, comma, h->count);
    buf_print(out, "%s_sum%s%s%s %.9f\n", name, open, labels, close, (double)h->sum_ns / 1e9);
    buf_print(out, "%s_count%s%s%s %" PRIu64 "\n", name, open, labels, close, h->count);
}
