/*
 * The child table: one slot for each worker, reserved before fork and freed
 * only when its uplink has ended and its process is reaped. A slot never
 * moves, and its number is what other modules refer to. This file owns the
 * table and nothing else; the fields are the router's.
 */
#ifndef SERVER_ROUTER_SLOTS_H
#define SERVER_ROUTER_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/limits.h"
#include "policy/users.h"
#include "router/outq.h"
#include "router/throttle.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/limits.h"

#define SLOT_NONE UINT32_MAX

enum slot_state {
	SLOT_FREE,
	SLOT_OPEN, /* its lines are run */
	SLOT_ENDING, /* bye is the last in its queue; its lines are dropped */
	SLOT_CLOSED /* the downlink is closed; it is to die */
};

/* How the client of a slot is to leave. */
struct ending {
	enum bye bye;
	struct str text; /* for the others; empty: none */
	struct str why; /* for itself */
};

struct slot {
	enum slot_state state;
	unsigned marks; /* what is to become of it: MARK_ of marks.h */
	bool marked; /* it stands in the list of such */
	struct ending ending; /* if it is marked as ended */
	unsigned kind; /* KIND_ of grammar.h */
	pid_t pid; /* 0 before fork and once reaped */
	pid_t was; /* its pid, for the log */
	int status; /* as waitpid gave it */
	int uplink; /* -1: ended */
	int downlink; /* -1: closed */
	bool full; /* the downlink took nothing more when last written */
	bool dirty; /* in fanout's list of those to write to */
	bool over; /* its queue is over the mark */
	bool paused; /* its next line waits; nothing is read */
	bool listed_paused; /* it stands in uplink's list of such */
	bool uplink_small; /* see pipes.h */
	bool downlink_small;
	bool strange; /* its proxy has not said yet whose it is */
	bool guarded; /* is to say the password, if there is one */
	unsigned char wrong; /* passwords it has said */
	bool denied; /* one of them is still to be answered */
	usec later; /* ticks_mono: its next line is not run before */
	bool overdue; /* its next line has been held for long enough */
	bool cut; /* what it still says is dropped, and counted */
	struct throttle throttle; /* what it has done lately */
	enum bye bye; /* how it ends, once it is not open */
	struct buf in; /* what has been read from the uplink */
	struct outq out;
	uint32_t cursor; /* where a long list goes on */
	uint32_t listed; /* how many it has shown */
	uint32_t origin; /* its address: a number of peers.c */
	uint32_t seen; /* the last event of a sharer that went to it */
	usec since; /* clock_mono */
	usec deadline; /* of the loop's clock: it is killed; 0: not */
	usec heard; /* likewise: when it last spoke; unnamed: when it came */
	usec asked; /* likewise: when it was sent the last ping */
	usec resumes; /* likewise: it may speak again then; 0: it does not wait
		       */
	usec held; /* likewise: since when its next line waits for a group */
	usec hung_until; /* likewise: its client has hung up, and has so long */
	uint64_t lines_in;
	uint64_t lines_out;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t dropped; /* lines, since it was cut */
	uint64_t refused; /* of bytes_in: see congestion.h */
	struct whose whose; /* what users.h knows of it */
	size_t name_len; /* of name, which is kept from bye to death */
	char name[LIMIT_NAME];
	char peer[ADDR_TEXT];
};

/* False where there is no memory. */
bool slots_init(void);

/* How many there may be at once, at most SLOTS_MAX; may change on a reload. */
void slots_limit(size_t max);
size_t slots_max(void);

size_t slots_used(void);

/* A slot that is in nobody's hands, cleared; SLOT_NONE where all are taken. */
uint32_t slots_take(void);
void slots_release(uint32_t number);

struct slot *slots_get(uint32_t number); /* never null */

/* Is its process no more, though not all that it said is done with? */
static inline bool
slots_is_reaped(const struct slot *slot)
{
	return slot->pid == 0 && slot->was != 0;
}

/*
 * The slot of a new process; and, when the process is reaped, which slot that
 * was (SLOT_NONE: of no child of ours), whose pid becomes 0 by this.
 */
void slots_born(uint32_t number, pid_t pid);
uint32_t slots_reaped(pid_t pid);

/* Slots in use, in order: the first that is not less than number. */
uint32_t slots_next(uint32_t number);

#endif
