#include "runtime/picture/dateread.h"
#include "runtime/picture/datewrite.h"

#include "runtime/base/buf.h"
#include "runtime/eval/figure.h"
#include "runtime/picture/calendar.h"
#include "runtime/picture/datepicture.h"
#include "tests/unit/code.h"
#include "tests/unit/unit.h"

/* What was missing in the texts of the tests is of this moment: 2018-03-23T10:33:36.617Z. */
#define NOW_MS INT64_C(1521801216617)

static void write(int64_t ms, const char *picture, const char *zone, const char *wanted)
{
    struct datepicture p;
    struct datewrite_zone z = { 0 };
    struct buf b = { 0 }, value = { 0 };
    if (zone != NULL) {
        z = datewrite_read_zone(zone, strlen(zone));
    }
    enum work_code code = datepicture_read(picture, strlen(picture), &p, &value);
    code = code != CODE_NONE ? code : datewrite_put(&b, (double)ms, &p, z, &value);
    UNIT_TEXT(code != CODE_NONE ? code_names[code] : buf_string(&b), wanted);
    datepicture_release(&p);
    buf_release(&b);
    buf_release(&value);
}

static void iso(const char *text, const char *wanted)
{
    char shown[FIGURE_ROOM];
    double ms;
    bool is_iso = dateread_iso(text, strlen(text), &ms);
    figure_print(shown, ms);
    UNIT_TEXT(is_iso ? shown : "D3110", wanted);
}

static void by(const char *text, const char *picture, const char *wanted)
{
    struct datepicture p;
    struct buf value = { 0 };
    char shown[FIGURE_ROOM];
    bool is_there = false;
    double ms = 0;
    enum work_code code = datepicture_read(picture, strlen(picture), &p, &value);
    if (code == CODE_NONE) {
        code = dateread_by(text, strlen(text), &p, NOW_MS, &is_there, &ms, &value);
    }
    figure_print(shown, ms);
    UNIT_TEXT(code != CODE_NONE ? code_names[code] : is_there ? shown : "undefined", wanted);
    datepicture_release(&p);
    buf_release(&value);
}

/* What the message tells besides the code. */
static void blames(const char *picture, const char *wanted)
{
    struct datepicture p;
    struct buf b = { 0 }, value = { 0 };
    enum work_code code = datepicture_read(picture, strlen(picture), &p, &value);
    if (code == CODE_NONE) {
        code = datewrite_put(&b, 0, &p, (struct datewrite_zone){ 0 }, &value);
    }
    CU_ASSERT_NOT_EQUAL(code, CODE_NONE);
    UNIT_TEXT(buf_string(&value), wanted);
    datepicture_release(&p);
    buf_release(&b);
    buf_release(&value);
}

static void test_write(void)
{
    write(INT64_C(1521801216617), "[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01].[f001][Z01:01t]", NULL,
          "2018-03-23T10:33:36.617Z");
    write(INT64_C(1521801216617), "[D#1,2]/[M1,2]/[Y,2]", NULL, "23/03/18");
    write(INT64_C(1521801216617), "[D1o] [MNn] [Y0001], [h]:[m01] [PN] [ZN]", NULL, "D3134");
    write(INT64_C(1521801216617), "[FNn], [D1o] [MN,*-3] [YI] [Fn,3-3] [F]", NULL,
          "Friday, 23rd MAR MMXVIII fri friday");
    write(INT64_C(1521801216617), "[[[Y]]] ]] [h1] [P] [H] [E] [C]", NULL,
          "[2018] ] 10 am 10 ISO ISO");
    write(INT64_C(1521801216617), "[X]-W[W01]-[F1] [x] [w] [d001] [xNn]", NULL,
          "2018-W12-5 3 4 082 March");
    write(INT64_C(1104537600000), "[X] [W] [x] [w]", NULL, "2004 53 12 5");
    write(INT64_C(1230681600000), "[X]-[W]", NULL, "2009-1");
    write(INT64_C(1521801216617), "[z] [Z] [Z0] [Z00:00] [Z0000t] [z01:01t]", "+0530",
          "GMT+05:30 +05:30 +5:30 +05:30 +0530 GMT+05:30");
    write(INT64_C(1521801216617), "[H01]:[m01] [Z0] [Z0101]", "-0530", "04:03 -6:-30 -0630");
    write(INT64_C(1521801216617), "[H] [Z01:01t] [Z0t]", "0000", "10 Z Z");
    write(INT64_C(1521801216617), "[Z00000]", NULL, "D3134");
    write(INT64_C(1521801216617), "[Yw] [Dwo] [mW] [f001] [f] [f,2]", NULL,
          "two thousand and eighteen twenty-third THIRTY-THREE 617 617 617");
    write(INT64_C(1521801216617), "[Hn]", NULL, "D3133");
    write(INT64_C(1521801216617), "[Yx]", NULL, "D3130");
    write(INT64_C(1521801216617), "[Y", NULL, "D3135");
    write(INT64_C(1521801216617), "[B]", NULL, "D3132");
    write(INT64_C(1521801216617), "[]", NULL, "D3132");
    write(INT64_C(-62135596800000), "[Y] [Y0001] [Y,4-4] [Y,2-2] [F] [W]", NULL,
          "1 0001 0001 01 monday 1");
    write(INT64_C(-100000000000000), "[Y] [M] [D]", NULL, "-1199 2 15");
    write(INT64_C(1521801216617), "[D,*-3] [M ,  2 - 3]", NULL, "023 003");
    write(INT64_C(0), "abc", NULL, "abc");
    write(INT64_C(0), "", NULL, "");
    write(NOW_MS, "[Y9,99]", NULL,
          "000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
          "000"
          "000000002018");
    write(NOW_MS, "[Y9,99999999]", NULL, "BYTES");
    write(INT64_C(9000000000000000), "[Y]", NULL, "NaN");
}

static void test_blame(void)
{
    blames("[Q1]", "Q");
    blames("[\xc3\xa4]", "\xc3\xa4");
    blames("[Hn]", "H");
    blames("[Yx]", "x");
}

static void test_iso(void)
{
    iso("2018-02-01", "1517443200000");
    iso("2018-02-30", "1519948800000");
    iso("2018", "1514764800000");
    iso("2018-05", "1525132800000");
    iso("2018-13-01", "NaN");
    iso("2018-05-01T10:20:30", "1525170030000");
    iso("2018-05-01T10:20:30.5", "1525170030500");
    iso("2018-05-01T10:20:30.123456Z", "1525170030123");
    iso("2018-05-01T10:20:30+0100", "1525166430000");
    iso("2018-05-01T10:20:30-01:30", "1525175430000");
    iso("2018-05-01T24:00:00Z", "1525219200000");
    iso("2018-05-01T24:00:01Z", "NaN");
    iso("2018-05-01T25:00:00Z", "NaN");
    iso("2018-05-01Z", "1525132800000");
    iso("2018-05-01+01:00", "NaN");
    iso("2018-05-01.5", "NaN");
    iso("2018-01-01-01", "NaN");
    iso("2018-05-01T10:20Z", "D3110");
    iso("2018-05-01 10:20:30", "D3110");
    iso("18-05-01", "D3110");
    iso("20180501", "D3110");
    iso("0001-01-01", "-62135596800000");
    iso("2018-05-01T10:20:30+29:00", "NaN");
    iso("", "D3110");
}

static void test_by(void)
{
    by("Friday, 27th April 2018", "[FNn], [D1o] [MNn] [Y]", "1524787200000");
    by("27 apr 2018", "[D] [MNn,*-3] [Y]", "D3136");
    by("27 Apr 2018", "[D] [MNn,*-3] [Y]", "1524787200000");
    by("4/4/2018 06:30 PM", "[D1]/[M1]/[Y0001] [h]:[m] [P]", "1522866600000");
    by("2018-094", "[Y]-[d001]", "1522800000000");
    by("2018-094 10:00", "[Y]-[d001] [H]:[m]", "D3136");
    by("MMXVIII", "[YI]", "1514764800000");
    by("two thousand and eighteen", "[Yw]", "1514764800000");
    by("twenty-seventh April 2018", "[Dwo] [MNn] [Y]", "1524787200000");
    by("20180427", "[Y0001][M01][D01]", "1524787200000");
    by("2018-04-27T10:20:30.123+0100", "[Y]-[M]-[D]T[H]:[m]:[s].[f][Z0101]", "1524820830123");
    by("2018-04-27T10:20:30-05:30", "[Y]-[M]-[D]T[H]:[m]:[s][Z]", "1524840630000");
    by("2018-04-27 GMT+01:00", "[Y]-[M]-[D] [z]", "1524783600000");
    by("2018-04-27 GMT+5", "[Y]-[M]-[D] [z0]", "1524769200000");
    by("2018-27", "[Y]-[D]", "D3136");
    by("10:30", "[H]:[m01]x", "undefined");
    by("2018 10", "[Y] [m]", "D3136");
    by("2018-W17-5", "[X]-W[W]-[F1]", "D3136");
    by("x", "abc", "undefined");
    by("abc", "abc", "undefined");
    by("2018-04-31", "[Y]-[M]-[D]", "1525132800000");
    by("2018-13-01", "[Y]-[M]-[D]", "1546300800000");
    by("12:30 am 2018-1-1", "[h]:[m] [P] [Y]-[M]-[D]", "1514766600000");
    by("1:30 xviii february 2018", "[h]:[m] [Di] [P] [Y]", "D3136");
    by("2018-1-1 12:05 PM", "[Y]-[M]-[D] [h]:[m] [P]", "1514808300000");
    by("2018", "[Yn]", "D3133");
    by("ISO", "[C]", "D3133");
    by("1", "[Yx]", "D3130");
    by("a", "[Da] [Y]", "undefined");
    by("c 2018 b", "[Da] [Y] [MA]", "1601683200000");
    by("2018-04-27Z", "[Y]-[M]-[D][Z01:01t]", "undefined");
    by("99-1-1", "[Y,2]-[M]-[D]", "915148800000");
    by("2018.04.27", "[Y].[M].[D]", "1524787200000");
    by("APRIL 2018", "[MNn] [Y]", "1514764800000");
    by("12:00", "[H]:[m]", "1521806400000");
    by("2:15", "[h]:[m]", "1521771300000");
    by("03", "[M]", "1519862400000");
    by("\xd9\xa2\xd9\xa7", "[D\xd9\xa0\xd9\xa1]", "1522108800000");
}

/* Every day of 1,200 years goes into its parts and back. */
static void test_calendar(void)
{
    struct calendar c;
    for (int64_t day = -300000; day < 140000; day++) {
        bool is_there = calendar_of((double)(day * CALENDAR_DAY_MS + 1), &c);
        if (!is_there || calendar_days(c.year, c.month, c.day) != day || c.milli != 1 ||
            c.weekday != (int)((day + 700003) % 7) + 1) {
            CU_FAIL("a day does not come back");
            return;
        }
    }
    CU_ASSERT_TRUE(calendar_of(-1, &c));
    CU_ASSERT_EQUAL(c.year, 1969);
    CU_ASSERT_EQUAL(c.second, 59);
    CU_ASSERT_EQUAL(c.milli, 999);
    CU_ASSERT_TRUE(calendar_of(CALENDAR_MOST_MS, &c));
    CU_ASSERT_EQUAL(c.year, 275760);
    CU_ASSERT_FALSE(calendar_of(CALENDAR_MOST_MS * 1.01, &c));
    CU_ASSERT_EQUAL(calendar_days(2023, 14, 29), calendar_days(2024, 2, 29));
    CU_ASSERT_EQUAL(calendar_days(2024, 0, 1), calendar_days(2023, 12, 1));
    CU_ASSERT_EQUAL(calendar_utc(70, 0, 1, 0, 0, 0, 0), 0);
    CU_ASSERT_EQUAL(calendar_utc(1969, 12, 2, -24, 0, 0, 5), 5);
}

UNIT_MAIN("dates", { "write", test_write }, { "blame", test_blame }, { "iso", test_iso },
          { "by", test_by }, { "calendar", test_calendar })
