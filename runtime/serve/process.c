#include "runtime/serve/process.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "runtime/base/buf.h"
#include "runtime/endpoint/exposition.h"

static void put(struct buf *out, const char *name, const char *type, const char *help,
                double value)
{
    exposition_head(out, name, type, help);
    buf_print(out, "%s %.3f\n", name, value);
}

/* Bytes of memory that are in use; 0 if that is not known. */
static double resident_bytes(void)
{
    unsigned long all = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (file == NULL) {
        return 0;
    }
    if (fscanf(file, "%lu %lu", &all, &resident) != 2) {
        resident = 0;
    }
    fclose(file);
    return (double)resident * (double)sysconf(_SC_PAGESIZE);
}

/* The descriptor by which they are counted is not one of them, nor are "." and "..". */
static double open_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    double count = -3;
    if (folder == NULL) {
        return 0;
    }
    while (readdir(folder) != NULL) {
        count++;
    }
    closedir(folder);
    return count;
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

void process_write(int64_t begun_ms, struct buf *out)
{
    struct rusage used;
    struct rlimit files;
    put(out, "process_start_time_seconds", "gauge",
        "Start time of the process since unix epoch in seconds.", (double)begun_ms / 1000);
    put(out, "process_resident_memory_bytes", "gauge", "Resident memory size in bytes.",
        resident_bytes());
    put(out, "process_open_fds", "gauge", "Number of open file descriptors.",
        open_descriptors());
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        put(out, "process_max_fds", "gauge", "Maximum number of open file descriptors.",
            (double)files.rlim_cur);
    }
    if (getrusage(RUSAGE_SELF, &used) == 0) {
        put(out, "process_cpu_seconds_total", "counter",
            "Total user and system CPU time spent in seconds.",
            seconds(used.ru_utime) + seconds(used.ru_stime));
    }
}
