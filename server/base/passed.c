/* Descriptors that go along: see passed.h. */
#include "base/passed.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"

/* Those that go along, behind all sections that name them. */
void
passed_save(struct state *state)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd))
			state_put(state, STR("fd"), (uint64_t)fd);
}

void
passed_load(struct state *state)
{
	uint64_t number;

	while (state_next(state))
		if (state_is(state, STR("fd")) &&
		    state_number(state, FDS_MAX - 1, &number))
			state_add_fd(state->offered, (int)number);
}

bool
passed_on(const struct state *state, bool pass)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd) &&
		    fcntl(fd, F_SETFD, pass ? 0 : FD_CLOEXEC) != 0)
			return false;
	return true;
}

bool
passed_are_open(const struct state *state, int *missing)
{
	for (int fd = 0; fd < FDS_MAX; fd++) {
		*missing = fd;
		if (state_has_fd(state->fds, fd) && fcntl(fd, F_GETFD) == -1)
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
