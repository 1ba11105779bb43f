/* Descriptors that the next program inherits: see inherited_fds.h. */
#include "base/state/inherited_fds.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "base/state/module.h"

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

bool
inherited_fds_keep_open(const struct state *state, bool open)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd) &&
		    fcntl(fd, F_SETFD, open ? 0 : FD_CLOEXEC) != 0)
			return false;
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

MODULE(inherited_fds) = { SECTION("descriptors", inherited_fds, MODULE_VITAL) };
