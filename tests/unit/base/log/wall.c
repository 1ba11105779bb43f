/*
 * server/base/log/log: whether the wall clock has moved since the server
 * began, also as the next program is told.
 */
#include "server/base/log/log.h"

#include <stdio.h>
#include <string.h>

#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/scratch.h"

extern const struct module wall_module;

/* How far the clock was ahead when the server before this one began. */
static void
load(usec first)
{
	int fd = scratch_nameless();
	struct state state;
	char text[128];

	(void)snprintf(text, sizeof(text),
	    "section wall\nfirst %llu\nend of-state\n",
	    (unsigned long long)first); /* fits */
	MUST(io_write_all(fd, text, strlen(text)) && state_read(&state, fd) &&
		state_next_section(&state).len > 0,
	    "no state");
	while (state_next(&state))
		fields_get(&state, wall_module.fields, wall_module.of);
	MUST(state_good(&state), "%s", state.why.text);
	state_free(&state);
	io_close(&fd);
}

int
main(void)
{
	const usec now = clock_wall() - clock_mono();

	TAP_OK(!wall_has_moved(), "nothing is known at first");
	wall_turn();
	TAP_OK(!wall_has_moved(), "it goes as time does");
	load(now - 2 * WALL_LEAP);
	TAP_OK(wall_has_moved(), "it went forward");
	load(now + 2 * WALL_LEAP);
	TAP_OK(wall_has_moved(), "it went back");
	wall_turn();
	load(now + WALL_LEAP / 2);
	TAP_OK(!wall_has_moved(), "it is kept right");
	return tap_done();
}
