/*
 * A module as one row: everything that the server does with each of its
 * modules. A module defines its row with MODULE at the end of its file, and
 * server/modules.c lists all of them in their order.
 */
#ifndef SERVER_BASE_STATE_MODULE_H
#define SERVER_BASE_STATE_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"

/* A table that a module has from the start, and where its address goes. */
struct module_table {
	void *at; /* the pointer to the table; null ends a list */
	size_t count;
	size_t size; /* of a row */
};

/*
 * A module's row. A member that is null, or 0, means that there is nothing to
 * do.
 */
struct module {
	/*
	 * Empty tables, and a function that makes what else there is from the
	 * start. A failure is noted (base/mem/arena.h).
	 */
	const struct module_table *tables;
	void (*init)(void);

	/*
	 * The section of the state for the next program. It begins with the
	 * fields of one struct, if the module has any here; then comes what
	 * save writes. All of it is read by load; null: there are only the
	 * fields, and loaded is called behind the last. Other programs know the
	 * section by its name, which therefore stays when the module is
	 * renamed.
	 */
	struct str section;
	struct fields fields;
	void *of;
	void (*save)(struct state *state);
	void (*load)(struct state *state);
	void (*loaded)(struct state *state);

	/*
	 * Called when a client leaves the chat, possibly twice, and when its
	 * number is released, at once or later.
	 */
	void (*leave)(uint32_t client);
	void (*release)(uint32_t client);

	/* The owner of an alarm (base/loop/ticks.h), and its handler. */
	uint32_t alarm_of;
	void (*alarm)(void);
};

/* The server's modules, in their order; a null ends them. */
extern const struct module *const modules[];

#define MODULE(name)                              \
	extern const struct module name##_module; \
	const struct module name##_module

/*
 * The member of a row whose module has tables: TABLES(TABLE(pointer, count),
 * ...).
 */
#define TABLES(...)                             \
	.tables = (const struct module_table[]) \
	{                                       \
		__VA_ARGS__,                    \
		{                               \
			.at = NULL              \
		}                               \
	}
#define TABLE(table, count)                         \
	{                                           \
		&(table), (count), sizeof(*(table)) \
	}

/* The members of a row whose module has a section. */
#define SECTION(name, module)                                         \
	.section = { name, sizeof(name) - 1 }, .save = module##_save, \
	.load = module##_load

/*
 * The members of a row whose module's section is a table of fields of one
 * struct.
 */
#define FIELDS_SECTION(name, table, structure) \
	.section = { name, sizeof(name) - 1 }, \
	.fields = { table, COUNT(table) }, .of = &(structure)

/* The members of a row whose module handles an alarm. */
#define ON_ALARM(owner, handler) .alarm_of = (owner), .alarm = (handler)

/* Makes the tables of all modules. False with errno. */
bool modules_init(void);

/* Tell all modules that a client leaves, or that its number is released. */
void modules_leave(uint32_t client);
void modules_release(uint32_t client);

/*
 * Handles the alarm of that owner. One without a handler only makes sure that
 * the loop turns.
 */
void modules_alarm(uint32_t owner);

/*
 * Leaves the descriptors of the state open across execve(2), or has it close
 * them, as it does all others. False with errno if one is not open.
 */
bool state_keep_open(const struct state *state, bool open);

/*
 * Called in the next program: has execve(2) close the descriptors again, and
 * closes at once those that no module has claimed.
 */
void state_adopt(const struct state *state);

#endif
