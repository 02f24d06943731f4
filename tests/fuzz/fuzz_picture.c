/* Any bytes as a picture of a number, of a whole number and of a date: what is written by a
 * date's picture is read again, or refused, and no picture makes more text than it may. The
 * first two bytes are the number. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/base/buf.h"
#include "runtime/picture/datepicture.h"
#include "runtime/picture/dateread.h"
#include "runtime/picture/datewrite.h"
#include "runtime/picture/integer.h"
#include "runtime/picture/numpicture.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const double numbers[] = { 0,    1,     -1,     0.5,  1234.5678, -987654321,
                                  1e21, 1e300, 5e-324, 1984, 1e12,      0.1 + 0.2 };

static void write_date(const char *picture, size_t size, double ms)
{
    struct datepicture p;
    struct buf out = { 0 }, about = { 0 };
    bool is_there;
    double again;
    if (datepicture_read(picture, size, &p, &about) == CODE_NONE &&
        datewrite_put(&out, ms, &p, (struct datewrite_zone){ 1, 30 }, &about) == CODE_NONE) {
        dateread_by(buf_string(&out), out.size, &p, 0, &is_there, &again, &about);
    }
    datepicture_release(&p);
    buf_release(&out);
    buf_release(&about);
}

static void write_whole(const char *picture, size_t size, double number)
{
    struct integer_picture p;
    struct buf out = { 0 };
    double again;
    if (integer_read_picture(picture, size, &p) == CODE_NONE &&
        integer_put(&out, number, &p) == CODE_NONE) {
        integer_parse(buf_string(&out), out.size, &p, &again);
    }
    buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct buf out = { 0 };
    if (size < 2) {
        return 0;
    }
    const char *picture = (const char *)bytes + 2;
    double number = numbers[bytes[0] % (sizeof numbers / sizeof numbers[0])];
    numpicture_put(&out, number, picture, size - 2, &numpicture_defaults);
    if (out.size > 2000000) {
        abort();
    }
    buf_release(&out);
    double whole = number > -1e15 && number < 1e15 ? (double)(int64_t)number : number;
    write_whole(picture, size - 2, number < 1e-300 && number > 0 ? 0 : whole);
    write_date(picture, size - 2, number * bytes[1]);
    return 0;
}
