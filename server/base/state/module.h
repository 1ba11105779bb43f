/*
 * A module as one row: what the server does with each of its modules. A module
 * defines its row with MODULE at the end of its file, and server/modules.def
 * lists all of them in their order.
 */
#ifndef SERVER_BASE_STATE_MODULE_H
#define SERVER_BASE_STATE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"

/* How a module's section of the state may differ from others. */
enum {
	MODULE_VARIES = 1 << 0, /* with how the program was built */
	MODULE_MAY_LACK = 1 << 1, /* versions before had none; without content
			     it is left out, so that they can take over again */
	MODULE_VITAL = 1 << 2 /* without it, or with a wrong row, nothing can be
			  served, or for nobody who is not to be */
};

/* A member that is null, or 0, stands for nothing to do. */
struct module {
	bool (*init)(void); /* makes the tables, empty; false with errno */

	/* What of it goes to the next program, and back. */
	struct str section;
	void (*save)(struct state *state);
	void (*load)(struct state *state);
	unsigned how;

	/* The rows that stand in the place of this one, from 0 on; or null. */
	const struct module *(*rows)(size_t number);
};

/* The modules that the server has, in their order; a null ends them. */
extern const struct module *const modules[];

#define MODULE(name)                              \
	extern const struct module name##_module; \
	const struct module name##_module

/* Members of a module that has a section. */
#define SECTION(name, module, flags)                                  \
	.section = { name, sizeof(name) - 1 }, .save = module##_save, \
	.load = module##_load, .how = flags

/* Makes the tables of all modules; false with errno. */
bool modules_init(void);

/* Returns the modules that have a section in turn; null behind the last. */
const struct module *modules_section(size_t number);

#endif
