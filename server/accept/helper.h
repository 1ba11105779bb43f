/*
 * A helper, as the parent has it: a child that is no client's. helpers.c keeps
 * it alive, as it does all of them; the rest are the operations of its kind,
 * which has a file of its own for them (..._supervisor.c).
 */
#ifndef SERVER_ACCEPT_HELPER_H
#define SERVER_ACCEPT_HELPER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "fork/given.h"
#include "shared/clock.h"
#include "shared/error.h"

struct helper {
	uint32_t slot; /* SLOT_NONE: it does not live */
	int status; /* of the last one that died, as waitpid gave it */
	bool wanted; /* as its turn has said */
	usec delay; /* before it is started anew; 0: it has begun well */
	usec due;
};

/* The operations of a kind; all of them are there. */
struct helper_ops {
	struct helper *life; /* its slot, delay and due are helpers.c's */
	struct module module; /* its section of the state */

	/* See helpers.h; use: must another child take the place of this one? */
	bool (*look)(const struct config *config, struct error *why);
	bool (*prepare)(const struct config *config, struct error *why);
	bool (*use)(void);
	void (*undo)(void);

	/*
	 * Called once before the loop, with the scoreboard (-1: there is none),
	 * also in a program that has taken over.
	 */
	void (*begin)(int board);

	/* Called in each turn: is one wanted? None is while the server stops.
	 */
	bool (*turn)(bool stops);

	/* Fills in what a new one is given; false: it cannot be started now. */
	bool (*give)(struct given *given, struct error *why);

	/* Called when one was started, could not be, or has died. */
	void (*changed)(void);

	/* Gives up what the parent has, at its end. */
	void (*close)(void);
};

/* The operations of a module, whose names are those of the members. */
#define HELPER_OPS(module, life, section, how)                             \
	{                                                                  \
		&(life), { SECTION(section, module, how) }, module##_look, \
		    module##_prepare, module##_use, module##_undo,         \
		    module##_begin, module##_turn, module##_give,          \
		    module##_changed, module##_close                       \
	}

#endif
