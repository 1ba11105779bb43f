/*
 * The parent's view of a helper: a child that serves no client. helpers.c keeps
 * all helpers alive. The operations depend on the helper's kind, and each kind
 * has a file for its own (..._supervisor.c).
 */
#ifndef SERVER_ACCEPT_HELPER_H
#define SERVER_ACCEPT_HELPER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "fork/child_args.h"
#include "shared/clock.h"
#include "shared/error.h"

struct helper {
	uint32_t slot; /* SLOT_NONE: it is not running */
	int status; /* waitpid status of the last one that died */
	bool wanted; /* the result of its turn operation */
	usec delay; /* before it is restarted; 0: it started well */
	usec due;
};

/* The operations of a kind; none may be null. */
struct helper_ops {
	struct helper *life; /* helpers.c owns its slot, delay and due */
	struct module module; /* its section of the state */

	/* See helpers.h. use returns whether this child must be replaced. */
	bool (*look)(const struct config *config, struct error *why);
	bool (*prepare)(const struct config *config, struct error *why);
	bool (*use)(void);
	void (*undo)(void);

	/*
	 * Called once before the loop, also after a takeover, with the
	 * scoreboard (-1: there is none).
	 */
	void (*begin)(int board);

	/*
	 * Called in each turn; returns whether a helper is wanted. None is
	 * while the server stops.
	 */
	bool (*turn)(bool stops);

	/*
	 * Fills in what to give a new helper; false: it cannot be started now.
	 */
	bool (*give)(struct child_args *given, struct error *why);

	/* Called when a helper was started, failed to start, or died. */
	void (*changed)(void);

	/* Releases what the parent holds for it, when the server ends. */
	void (*close)(void);
};

/* The operations of a module, whose functions are named after the members. */
#define HELPER_OPS(module, life, section, how)                              \
	{                                                                   \
		&(life), { SECTION(section, module, how) }, module##_check, \
		    module##_prepare, module##_use, module##_undo,          \
		    module##_begin, module##_turn, module##_give,           \
		    module##_changed, module##_close                        \
	}

#endif
