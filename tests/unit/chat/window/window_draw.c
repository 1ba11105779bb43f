/*
 * client/chat/window/window_draw: what a window costs the terminal, in bytes.
 * By a clock that the test moves: it is not drawn too often.
 * system/window/slow_terminal.talk has a terminal that takes nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/window/windowed.h"

#define FORMS 4

static struct windowed *windowed;

/* Number i of a talk, in many forms. */
static void
hear(size_t i)
{
	static const char *const forms[FORMS] = {
		"msg %llu dev ali line %zu of a talk that goes on\n",
		"msg %llu dev sara what was line %zu about, has anybody seen "
		"the rest of it? I did not, for there was no time to look\n",
		"msg %llu dev ali %zu is for javad\n",
		"msg %llu dev \xd8\xb3\xd8\xa7\xd8\xb1\xd8\xa7 \002%zu\002 "
		"\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85\n",
	};
	char line[512];

	(void)snprintf(line, sizeof(line), forms[i % FORMS],
	    (unsigned long long)clock_wall(), i);
	windowed_hear(windowed, str_from(line));
}

static void
begin(size_t rows, size_t columns)
{
	windowed = windowed_begin(rows, columns);
	windowed_join(windowed);
	pace(2 * SEC);
	windowed_turn(windowed);
	(void)windowed_drain(windowed);
}

static void
end(void)
{
	buf_drop(&windowed->console.out.waiting,
	    buf_len(&windowed->console.out.waiting));
	windowed_leave(windowed);
	windowed_end(windowed);
}

/* A second of a talk: so many lines, with the terminal read each time. */
static size_t
talk(size_t lines, size_t *draws)
{
	size_t bytes = 0;

	*draws = 0;
	for (size_t i = 0; i < lines; i++) {
		pace(SEC / lines);
		hear(i);
		const size_t more = windowed_drain(windowed);
		bytes += more;
		*draws += more > 0;
	}
	return bytes;
}

static const struct {
	size_t rows, columns;
	size_t most; /* bytes a second */
} sizes[] = { { 24, 80, 20000 }, { 10, 40, 20000 }, { 5, 20, 20000 },
	{ 60, 200, 125000 } };

static void
draws_rarely(size_t i)
{
	size_t draws;

	begin(sizes[i].rows, sizes[i].columns);
	const size_t few = talk(100, &draws);
	TAP_OK(draws <= 31 && (draws >= 25 || sizes[i].rows < 24),
	    "%zux%zu: %zu draws a second of 100 lines", sizes[i].columns,
	    sizes[i].rows, draws);
	TAP_OK(few <= sizes[i].most, "%zu bytes", few);
	(void)talk(10000, &draws);
	const size_t bytes = talk(10000, &draws);
	TAP_OK(draws <= 9 && draws >= 4, "%zu draws a second of 10000 lines",
	    draws);
	TAP_OK(bytes <= sizes[i].most, "%zu bytes", bytes);
	end();
}

int
main(void)
{
	MUST(setenv("TZ", "UTC", 1) == 0, "out of memory");
	for (size_t i = 0; i < COUNT(sizes); i++)
		draws_rarely(i);
	return tap_done();
}
