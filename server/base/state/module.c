/* Walks over all modules: see module.h. */
#include "base/state/module.h"

#include "base/mem/arena.h"

bool
modules_init(void)
{
	for (size_t i = 0; modules[i] != NULL && arena_is_good(); i++)
		if (modules[i]->init != NULL)
			modules[i]->init();
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

const struct module *
modules_section(size_t number)
{
	const struct module *row;

	for (size_t i = 0; modules[i] != NULL; i++) {
		if (modules[i]->save != NULL && number-- == 0)
			return modules[i];
		if (modules[i]->rows == NULL)
			continue;
		for (size_t j = 0; (row = modules[i]->rows(j)) != NULL; j++)
			if (number-- == 0)
				return row;
	}
	return NULL;
}
