/*
 * base/state/inherited_fds, and descriptors in a state: each is claimed once,
 * those that are named go along, and those that nobody claims are closed.
 */
#include "server/base/state/inherited_fds.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "server/base/mem/limits.h"
#include "server/base/state/module.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

extern const struct module inherited_fds_module;

static int
file_of(struct str text)
{
	const int fd = scratch_nameless();

	MUST(io_write_all(fd, text.at, text.len), "cannot write a file");
	return fd;
}

/* The state of these lines, at the first of them; ends with close_state. */
static void
open_state(struct state *state, struct str text)
{
	MUST(state_read(state, file_of(text)), "%s", state->why.text);
	state->loop = state->real = 100;
}

static void
close_state(struct state *state)
{
	io_close(&state->fd);
	state_free(state);
}

static void
try_descriptors(void)
{
	struct state state;
	int fd;

	open_state(&state, STR("section a\nv 900\nv 900\nend of-state\n"));
	(void)state_next_section(&state);
	(void)TAP_OK(state_next(&state) && state_fd(&state, &fd),
	    "a descriptor is claimed");
	(void)TAP_OK(
	    state_next(&state) && !state_fd(&state, &fd) && !state_good(&state),
	    "nothing else can have it");
	close_state(&state);
	open_state(&state, STR("section a\n"));
	(void)TAP_OK(!state_claim_fd(&state, FDS_MAX) && !state_good(&state),
	    "there are no more than there can be");
	close_state(&state);
}

/*
 * Descriptors that are named go along, and only those that are taken stay open.
 */
static void
try_offered(void)
{
	const int taken = dup(STDOUT_FILENO), left = dup(STDOUT_FILENO);
	char text[128];
	struct state state;
	int fd = -1;

	(void)snprintf(text, sizeof(text),
	    "section a\nv %d\nsection b\nfd %d\nfd %d\nend of-state\n", taken,
	    taken, left); /* fits */
	open_state(&state, str_from(text));
	(void)state_next_section(&state);
	MUST(state_next(&state) && state_fd(&state, &fd), "no descriptor");
	(void)state_next(&state);
	(void)state_next_section(&state);
	inherited_fds_module.load(&state);
	(void)TAP_OK(state_good(&state) &&
		inherited_fds_keep_open(&state, true) &&
		fcntl(taken, F_GETFD) == 0,
	    "what is named goes along");
	inherited_fds_adopt(&state);
	(void)TAP_NUM(fcntl(taken, F_GETFD), FD_CLOEXEC, "not to the next");
	(void)TAP_NUM(fcntl(left, F_GETFD), -1, "what nobody claims is closed");
	(void)close(taken);
	close_state(&state);
}

int
main(void)
{
	try_descriptors();
	try_offered();
	return tap_done();
}
