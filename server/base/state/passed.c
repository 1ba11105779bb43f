/* Descriptors that go along: see passed.h. */
#define _GNU_SOURCE /* syscall */
#include "base/state/passed.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "base/state/module.h"

/* close_range(2): CLOSE_RANGE_CLOEXEC, which older headers do not have. */
#define CLOSE_ON_EXEC 4U

/* Those that go along, behind all sections that name them. */
static void
passed_save(struct state *state)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd))
			state_put(state, STR("fd"), (uint64_t)fd);
}

static void
passed_load(struct state *state)
{
	uint64_t number;

	while (state_next(state))
		if (state_is(state, STR("fd")) &&
		    state_number(state, FDS_MAX - 1, &number))
			state_add_fd(state->offered, (int)number);
}

/* A run of descriptors at once, where the system can do that (Linux). */
static bool
close_on_exec(int first, int last)
{
#if defined(SYS_close_range)
	if (syscall(SYS_close_range, (unsigned)first, (unsigned)last,
		CLOSE_ON_EXEC) == 0)
		return true;
#endif
	for (int fd = first; fd <= last; fd++)
		if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0)
			return false;
	return true;
}

static bool
leave_open(int first, int last)
{
	for (int fd = first; fd <= last; fd++)
		if (fcntl(fd, F_SETFD, 0) != 0)
			return false;
	return true;
}

bool
passed_on(const struct state *state, bool pass)
{
	for (int fd = 0, end; fd < FDS_MAX; fd = end + 1) {
		end = fd;
		if (!state_has_fd(state->fds, fd))
			continue;
		while (end + 1 < FDS_MAX && state_has_fd(state->fds, end + 1))
			end++;
		if (!(pass ? leave_open(fd, end) : close_on_exec(fd, end)))
			return false;
	}
	return true;
}

void
passed_take(const struct state *state)
{
	(void)passed_on(state, false); /* they are all open */
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->offered, fd) &&
		    !state_has_fd(state->fds, fd))
			(void)close(fd); /* nobody knows it here */
}

MODULE(
    passed) = { SECTION("descriptors", passed, MODULE_VARIES | MODULE_VITAL) };
