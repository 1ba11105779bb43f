/* shared/codes: what is said about a limit. */
#include "shared/codes.h"

#include "tests/lib/tap.h"

static void
says_limits(void)
{
	static const struct {
		enum code code;
		struct excess over;
		const char *text;
	} rows[] = {
		{ CODE_TOO_LONG, { 3800, 3900 },
		    "too long: 3900 bytes, limit 3800" },
		{ CODE_TOO_LONG, { 4096, 0 }, "too long: limit 4096 bytes" },
		{ CODE_TOO_LONG, { 0, 0 }, "too long" },
		{ CODE_TOO_MANY, { 1000, 0 }, "too many: limit 1000" },
		{ CODE_TOO_MANY, { 20, 21 }, "too many: 21, limit 20" },
		{ CODE_NO_SUCH_KEY, { 20, 21 }, "no such key" },
		{ CODE_TOO_LONG, { UINT64_MAX - 1, UINT64_MAX },
		    "too long: 18446744073709551615 bytes, limit "
		    "18446744073709551614" },
	};
	char room[CODE_SAID];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(code_over(rows[i].code, rows[i].over, room),
		    str_from(rows[i].text), "row %zu", i);
}

int
main(void)
{
	says_limits();
	return tap_done();
}
