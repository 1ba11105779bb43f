/*
 * The child table: one slot for each child of the server, be it a client's
 * worker or a helper. A slot is reserved before fork and freed only when its
 * uplink has ended and its process is reaped. It never moves, and other modules
 * refer to it by its number. This file owns the table alone; the fields belong
 * to the router's modules, grouped as the process, its uplink (what it says)
 * and its downlink (what waits for it). The connection of a slot is in conns.h.
 */
#ifndef SERVER_ROUTER_MODEL_SLOTS_H
#define SERVER_ROUTER_MODEL_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/data/bucket.h"
#include "base/log/stats.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/conns.h"
#include "router/queue/outq.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"

enum slot_state {
	SLOT_FREE,
	SLOT_OPEN, /* its lines are run */
	SLOT_ENDING, /* bye is the last in its queue; its lines are dropped */
	SLOT_CLOSED /* the downlink is closed; the process should end */
};

/* How the client of a slot leaves. */
struct ending {
	struct str why; /* for the client itself */
	struct str told; /* to the others; empty: that of the goodbye's code */
	char *copy; /* memory of these texts, from the arena; or null */
	size_t copied;
};

/*
 * The child's output (uplink.c). Times are of the loop's clock unless stated.
 */
struct uplink {
	int fd; /* -1: ended */
	bool paused; /* its next line waits; nothing more is read */
	bool forced; /* its worker has died: its lines wait for nothing */
	bool secret; /* in has held a secret, and is to be wiped */
	struct buf in; /* read, but not run yet */
	uint64_t cost; /* of its next line, as far as that has run */
	uint64_t price; /* for each question that the line asks a helper */
	usec resumes; /* when its line that waits is tried again; 0: once
		       * anything has changed */
	usec held_since; /* when a group began to hold its next line; 0: none */
	usec hung_until; /* end of the grace after a hang-up; 0: none */
	uint64_t lines;
	uint64_t bytes;
	uint64_t dropped; /* lines that its client had left when it hung up */
	uint64_t refused; /* lines to the group of that tag are; 0: none */
	struct bucket spent; /* of a helper's rate, by clock_mono; not saved */
};

/* The child's input (downlink.c). */
struct downlink {
	int fd; /* -1: closed */
	bool full; /* the last write did not take everything */
	bool over_mark; /* the queue is over GROUPS_MARK */
	struct outq queue;
	uint64_t lines;
	uint64_t bytes;
};

struct slot {
	enum slot_state state;
	unsigned kind; /* KIND_ of grammar.h */
	unsigned grammar; /* GRAMMAR_VERSION of its program */
	const char *kind_name; /* the name of its kind, for the log */
	conn_id conn; /* CONN_NONE: a helper */
	unsigned marks; /* pending actions: MARK_ of disconnect_requests.h */
	struct ending ending; /* if it is marked as ended, */
	enum bye bye; /* and the goodbye, which stays */
	pid_t pid; /* 0 before fork and once reaped */
	pid_t log_pid; /* its last pid, for the log */
	int status; /* from waitpid */
	usec since; /* clock_mono: when the child was created */
	usec deadline; /* loop's clock: when it is killed; 0: never */
	/* Loop's clock: when it last spoke; before it has a name, when it came.
	 */
	usec spoke;
	usec pinged; /* loop's clock: when the last ping was sent */
	struct uplink up;
	struct downlink down;
};

size_t slots_used(void);

/* Takes a free slot, cleared; SLOT_NONE if all are taken. */
uint32_t slots_take(void);
void slots_release(uint32_t number);

struct slot *slots_get(uint32_t number); /* never null */

/*
 * Lends the slot a buffer for its input, as it has one only while something is
 * in it. False if there is no memory.
 */
#define SLOTS_INPUT ((size_t)64 * 1024)
bool slots_lend_input(struct slot *slot);
void slots_drop_input(struct slot *slot);

/* Returns whether the process is reaped. Its output may still be unread. */
static inline bool
slots_is_reaped(const struct slot *slot)
{
	return slot->pid == 0 && slot->log_pid != 0;
}

/*
 * Adds to a statistic of what clients send and receive, unless the slot is a
 * helper's.
 */
static inline void
slots_count(const struct slot *slot, enum stats_count what, uint64_t number)
{
	if (slot->kind == KIND_CLIENT)
		stats_add(what, number);
}

/*
 * slots_set_pid sets the pid of a new process. slots_reaped returns the slot of
 * a reaped process and sets its pid to 0; SLOT_NONE: it is not a child of ours.
 */
void slots_set_pid(uint32_t number, pid_t pid);
uint32_t slots_reaped(pid_t pid);

/* Returns the first slot in use that is not less than number. */
uint32_t slots_next(uint32_t number);

/* Walks over all slots in use. Its body may end the one at hand. */
#define FOR_EACH_SLOT(number)                                        \
	for (uint32_t number = slots_next(0); (number) != SLOT_NONE; \
	     (number) = slots_next((number) + 1))

/*
 * slots_wait has the line that is run wait until that time of ticks_mono.
 * slots_resume ends such a wait in this turn or the next, if there is one.
 */
void slots_wait(uint32_t number, usec until);
void slots_resume(uint32_t number);

/*
 * Return whether the queue of the connection, or any of the client's, is over
 * GROUPS_MARK.
 */
bool slots_over_mark(conn_id conn);
bool slots_client_over_mark(client_id client);

#endif
