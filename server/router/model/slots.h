/*
 * The child table: one slot for each child of the server, be it a client's
 * worker or a helper, reserved before fork and freed only when its uplink has
 * ended and its process is reaped. A slot never moves, and its number is what
 * other modules refer to. This file owns the table and nothing else; the
 * fields are those of the router's modules, by nouns: the process, what it
 * says, and what waits for it. Whose it is says its client (clients.h).
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
#include "base/state/state.h"
#include "router/model/clients.h"
#include "router/queue/outq.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/codes.h"
#include "shared/grammar.h"

enum slot_state {
	SLOT_FREE,
	SLOT_OPEN, /* its lines are run */
	SLOT_ENDING, /* bye is the last in its queue; its lines are dropped */
	SLOT_CLOSED /* the downlink is closed; it is to die */
};

/* How the client of a slot is to leave. */
struct ending {
	enum bye bye;
	struct str text; /* for the others, in short; empty: none */
	struct str why; /* for itself */
	struct str killed; /* of a kick, for the others, in full */
	char *copy; /* of these, to be given back to the arena; or null */
	size_t copied;
};

/* How much a pipe holds: pipes.c's. */
struct width {
	uint8_t step; /* how often it has grown */
	bool lately; /* it was full, since that was last asked */
};

/* What it says: uplink.c's. All times are of the loop's clock but two. */
struct uplink {
	int fd; /* -1: ended */
	struct width width;
	bool paused; /* its next line waits; nothing is read */
	bool forced; /* its worker has died: its lines wait for nothing */
	bool overdue; /* its next line has been held for long enough */
	bool secret; /* it has read one: in is wiped before it goes back */
	bool cut; /* what it still says is dropped, and counted */
	bool more; /* the last read may have left something in the pipe */
	bool fenced; /* its ping has waited for what others had said */
	struct buf in; /* what has been read */
	uint64_t cost; /* of its next line, as far as that has run */
	usec later; /* ticks_mono: its next line is not run before */
	usec resumes; /* it may speak again then; 0: it does not wait */
	usec held; /* since when its next line waits for a group; 0: not */
	usec hung_until; /* its client has hung up, and has so long; 0: not */
	uint64_t lines;
	uint64_t bytes;
	uint64_t dropped; /* lines, since it was cut */
	uint64_t refused; /* of the bytes: see congestion.h */
	struct bucket spent; /* by a helper's lines; of clock_mono */
};

/* What waits for it: fanout.c's. */
struct downlink {
	int fd; /* -1: closed */
	struct width width;
	bool was_full; /* once, when so many bytes had been read of it: */
	uint64_t taken;
	bool full; /* it took nothing more when last written */
	usec took; /* when it last took something; of the loop's clock */
	bool dirty; /* in a list of those to write to */
	bool crowded; /* what it was told last went to a crowd */
	bool leads; /* but it did that: see downlink_lead */
	bool over; /* the queue is over the mark */
	struct outq queue;
	uint64_t lines;
	uint64_t bytes;
};

struct slot {
	enum slot_state state;
	unsigned kind; /* KIND_ of grammar.h */
	unsigned grammar; /* GRAMMAR_VERSION of the program that it runs */
	const char *called; /* its kind's name, for the log */
	uint32_t client; /* CLIENT_NONE: it is a helper's */
	unsigned marks; /* what is to become of it: MARK_ of marks.h */
	bool marked; /* it stands in the list of such */
	struct ending ending; /* if it is marked as ended */
	enum bye bye; /* how it ends, once it is not open */
	pid_t pid; /* 0 before fork and once reaped */
	pid_t was; /* its pid, for the log */
	uint32_t dying; /* its place in the list of such, from 1 on; 0: none */
	int status; /* as waitpid gave it */
	usec since; /* clock_mono */
	usec deadline; /* of the loop's clock: it is killed; 0: not */
	usec spoke; /* likewise: when it last spoke; unnamed: when it came */
	usec pinged; /* likewise: when it was sent the last ping */
	struct uplink up;
	struct downlink down;
};

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

/* What clients have said and got is counted, and not what helpers have. */
static inline void
slots_count(const struct slot *slot, enum score_count what, uint64_t number)
{
	if (slot->kind == KIND_CLIENT)
		stats_add(what, number);
}

/*
 * The slot of a new process; and, when the process is reaped, which slot that
 * was (SLOT_NONE: of no child of ours), whose pid becomes 0 by this.
 */
void slots_born(uint32_t number, pid_t pid);
uint32_t slots_reaped(pid_t pid);

/* Slots in use, in order: the first that is not less than number. */
uint32_t slots_next(uint32_t number);

/* Does much wait for that client already? */
bool slots_behind(uint32_t client);

/* Is there a slot of that number, in use? */
bool slots_has(uint64_t number);

/*
 * The slot that begins with this line of the state, which is in use; or, and
 * noted, SLOT_NONE.
 */
uint32_t slots_from_state(struct state *state);

#endif
