/* Walks over all modules, and what they inherit: see module.h. */
#include "base/state/module.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/mem/arena.h"
#include "base/mem/limits.h"

bool
modules_init(void)
{
	for (size_t i = 0; modules[i] != NULL && arena_is_good(); i++) {
		const struct module_table *table = modules[i]->tables;
		for (; table != NULL && table->at != NULL; table++) {
			const void *made =
			    arena_table(table->count, table->size);
			memcpy(table->at, &made, sizeof(made));
		}
		/* It uses the tables. */
		if (modules[i]->init != NULL && arena_is_good())
			modules[i]->init();
	}
	return arena_is_good();
}

void
modules_leave(uint32_t client)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->leave != NULL)
			modules[i]->leave(client);
}

void
modules_release(uint32_t client)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->release != NULL)
			modules[i]->release(client);
}

void
modules_alarm(uint32_t owner)
{
	for (size_t i = 0; modules[i] != NULL; i++)
		if (modules[i]->alarm != NULL && modules[i]->alarm_of == owner)
			modules[i]->alarm();
}

bool
state_keep_open(const struct state *state, bool open)
{
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->fds, fd) &&
		    fcntl(fd, F_SETFD, open ? 0 : FD_CLOEXEC) != 0)
			return false;
	return true;
}

void
state_adopt(const struct state *state)
{
	(void)state_keep_open(state, false); /* all are open */
	for (int fd = 0; fd < FDS_MAX; fd++)
		if (state_has_fd(state->offered, fd) &&
		    !state_has_fd(state->fds, fd))
			(void)close(fd); /* no module knows it */
}

/* Lists the descriptors, after all sections that name them. */
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

MODULE(inherited_fds) = { SECTION("descriptors", inherited_fds) };
