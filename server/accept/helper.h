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
	usec due; /* loop's clock: not started before this */
	bool well; /* set by the turn operation: it has done its work */
};

/* The operations of a kind. All but turn and give may be null. */
struct helper_ops {
	struct helper *life; /* helpers.c owns its slot, delay and due */
	struct module module; /* its section of the state */

	/*
	 * The kind's part of helpers_check, helpers_prepare, helpers_use and
	 * helpers_undo. use returns whether the running helper must be
	 * replaced.
	 */
	bool (*check)(const struct config *config, struct error *why);
	bool (*prepare)(const struct config *config, struct error *why);
	bool (*use)(void);
	void (*undo)(void);

	/*
	 * Called once before the loop, also after a takeover, with the
	 * scoreboard (-1: there is none).
	 */
	void (*begin)(int board);

	/*
	 * Called in each turn; returns whether a helper is wanted. While the
	 * server stops, none is. It may send a line to the running helper
	 * (fanout_slot), and alarms_at with ALARM_HELPERS has a turn come:
	 * the soonest time that anybody sets counts.
	 */
	bool (*turn)(bool stops);

	/*
	 * Fills in the arguments of a new helper; false with *why if none can
	 * be started now.
	 */
	bool (*give)(struct child_args *given, struct error *why);

	/* Called when a helper was started, failed to start, or died. */
	void (*changed)(void);

	/* Releases what the parent holds for it, when the server ends. */
	void (*close)(void);
};

/*
 * Initializers for struct helper_ops. ops names a kind's struct, which has the
 * member life, and begins the names of its functions, which end in the
 * operation's. HELPER_OPS has the operations that every kind needs and the
 * section of the state; a kind without one writes .life, .turn and .give.
 * HELPER_PLACE has those of a kind whose place the configuration names.
 */
#define HELPER_OPS(ops, in_state, flags)                                  \
	.life = &(ops).life, .module = { SECTION(in_state, ops, flags) }, \
	.turn = ops##_turn, .give = ops##_give
#define HELPER_PLACE(ops)                                                 \
	.check = ops##_check, .prepare = ops##_prepare, .use = ops##_use, \
	.undo = ops##_undo, .begin = ops##_begin, .close = ops##_close

#endif
