/*
 * client/text/name_format: the format of names, at its limits and beyond, and
 * the columns that it takes.
 */
#include "client/text/name_format.h"

#include "tests/lib/must.h"

#define TEN "1234567890"
#define WIDE "\xe4\xb8\xad" /* two columns */

static const struct {
	const char *format;
	const char *before, *after;
	size_t columns; /* beside the name */
} rows[] = {
	{ "%n:", "", ": ", 2 },
	{ "<%n>", "<", "> ", 3 },
	{ "%n", "", " ", 1 },
	{ "x %n |", "x ", " | ", 5 },
	{ "#%nn", "#", "n ", 3 },
	{ WIDE "%n" WIDE, WIDE, WIDE " ", 5 },
	{ TEN TEN TEN "%n", TEN TEN TEN, " ", 31 },
	{ "%n" TEN TEN TEN, "", TEN TEN TEN " ", 31 },
};

static const char *const wrong[] = { "", " ", "n", "%", "%%", "%N", "%n%n",
	"%n %", "%%n", "%n%%", TEN TEN TEN "%n.", "%n\n", "\033[1m%n", "%n\t",
	"%n\x7f", "%n\xff", "%n\xc2\x9b", "\xe2\x80\xae%n" };

static const char *const wrong_widths[] = { "", "-1", "33", "x", "1x", " 1",
	"1.5", "18446744073709551617" };

int
main(void)
{
	MUST(name_format_is_default() && name_format_width() == 0,
	    "the default needs no setting");
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *format = rows[i].format;
		TAP_OK(name_format_set(format) == NULL, "\"%s\"", format);
		TAP_STR(name_format_before(), str_from(rows[i].before),
		    "before the name");
		TAP_STR(name_format_after(), str_from(rows[i].after),
		    "after the name");
		TAP_NUM(name_format_columns(), rows[i].columns, "its columns");
		TAP_OK(name_format_is_default() == (i == 0),
		    "whether it is the default");
	}
	MUST(name_format_set("<%n>") == NULL, "a format");
	for (size_t i = 0; i < COUNT(wrong); i++)
		TAP_OK(
		    name_format_set(wrong[i]) != NULL, "wrong format %zu", i);
	TAP_STR(name_format_before(), STR("<"), "the format stays");
	TAP_OK(name_format_set_width("1") == NULL &&
		name_format_set_width("32") == NULL,
	    "1 to 32 columns");
	for (size_t i = 0; i < COUNT(wrong_widths); i++)
		TAP_OK(name_format_set_width(wrong_widths[i]) != NULL,
		    "\"%s\" columns", wrong_widths[i]);
	TAP_NUM(name_format_columns(), 35, "the columns stay");
	TAP_OK(name_format_set_width("0") == NULL && name_format_width() == 0,
	    "and 0");
	return tap_done();
}
