/* Walks over all modules: see module.h. */
#include "base/state/module.h"

#include <string.h>

#include "base/mem/arena.h"

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
		if (modules[i]->init != NULL)
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
