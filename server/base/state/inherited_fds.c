/* Descriptors that the next program inherits: see inherited_fds.h. */
#define _GNU_SOURCE /* syscall */
#include "base/state/inherited_fds.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "base/state/module.h"

/* CLOSE_RANGE_CLOEXEC of close_range(2), which older headers lack. */
#define CLOSE_ON_EXEC 4U

/* Lists the inherited descriptors, after all sections that name them. */
static void
inherited_fds_save(struct state *state)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd))
			state_put(state, STR("fd"), (uint64_t)fd);
}

static void
inherited_fds_load(struct state *state)
{
	uint64_t number;

	while (state_next(state))
		if (state_is(state, STR("fd")) &&
		    state_number(state, FDS_MAX - 1, &number))
			state_add_fd(state->offered, (int)number);
}

/* Marks a run of descriptors, with one call where the system has it (Linux). */
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
inherited_fds_keep_open(const struct state *state, bool pass)
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
inherited_fds_adopt(const struct state *state)
{
	(void)inherited_fds_keep_open(state, false); /* all are open */
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->offered, fd) &&
		    !state_has_fd(state->fds, fd))
			(void)close(fd); /* no module knows it */
}

MODULE(inherited_fds) = { SECTION(
    "descriptors", inherited_fds, MODULE_VARIES | MODULE_VITAL) };
