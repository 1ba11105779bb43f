/*
 * The lines "log ..." that the journal has not stored yet. They are sent to the
 * journal that is there, and again to each one after it, until it says that
 * they are stored. Lines that belong together have the same ID and are a batch:
 * they are adjacent, and all but the last are marked by a '+'. IDs of batches
 * ascend.
 *
 * If more than queue_max waits, events are lost. The first and the last of them
 * become one line, "log o gap", once half of queue_max is free. Lines of
 * control are few, and are kept up to twice queue_max; after the loss of one,
 * all memberships are recorded anew (record.h).
 */
#ifndef SERVER_ROUTER_DELIVERY_KEPT_LOG_H
#define SERVER_ROUTER_DELIVERY_KEPT_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "router/delivery/forms.h"
#include "shared/str.h"

/* The sort of a line: an event may be lost. */
enum kept_log_sort { KEPT_LOG_EVENT, KEPT_LOG_CONTROL };

/* The line "log ATTR VERB ID WHERE [REST]", without what the batch knows. */
struct kept_log_line {
	enum kept_log_sort sort;
	bool closed; /* WHERE was closed then */
	struct str verb;
	struct str where;
	struct words rest; /* empty words at its end are left out */
};

/* The longest REST; that of an answer in which it comes back fits a line, too.
 */
#define KEPT_LOG_REST(verb, where)                                         \
	(LIMIT_LINE - sizeof("answer  past    ") - STR_DIGITS - LIMIT_ID - \
	    (verb).len - (where).len)

/*
 * Begin a batch, add a line, and end the batch. If kept_log_begin returns
 * false, the ID is not after the last one, and there is no batch; with
 * kept_log_begin_event, readers are then told of a gap. Between kept_log_begin
 * and kept_log_end no other line of any stream may be built.
 */
bool kept_log_begin(uint64_t id);
bool kept_log_begin_event(uint64_t id);
void kept_log_add(const struct kept_log_line *line);
void kept_log_end(void);

/* Returns whether an event of the batch that has just ended is lost. */
bool kept_log_lost(void);

/*
 * Returns whether an event has room now: none waits for its gap, and less than
 * queue_max is kept.
 */
bool kept_log_has_room(void);

/*
 * kept_log_last returns the ID of the last batch, and kept_log_is_stored
 * whether no line of that ID, or an earlier one, is kept.
 */
uint64_t kept_log_last(void);
bool kept_log_is_stored(uint64_t id);

/* Keeps the gap for lost events as soon as there is room, in each turn. */
void kept_log_turn(void);

/*
 * kept_log_is_short returns whether less than a quarter of queue_max waits: who
 * makes many lines goes on. kept_log_lost_control returns whether it is so
 * again after a line of control was lost: once, and once a minute at most.
 */
bool kept_log_is_short(void);
bool kept_log_lost_control(void);

/*
 * Keeps a batch of one line, the change of a row that lasts, with a new ID,
 * which it returns. If it is lost, returns 0, and the caller must see to it
 * that the rows are stored later; no gap stands for it if it had no room.
 */
uint64_t kept_log_row(const struct kept_log_line *line);

/*
 * Works like kept_log_row for a change that takes back a longer one, which is
 * kept: there is room for it as for control.
 */
uint64_t kept_log_row_back(const struct kept_log_line *line);

/*
 * Makes a batch of one line, with a new ID; or, without a line, of what such a
 * batch begins with. Returns false if the line is lost.
 */
bool kept_log_say(const struct kept_log_line *line);

/*
 * A journal in that slot, which has records up to that ID, takes lines from now
 * on; or there is none. All lines up to that ID are stored. kept_log_send_to
 * returns whether lines are lost: those that wait for the first journal of this
 * server and are not after its last record. Then the clock was set back, and
 * the server began before the journal could say so; for the journal, it begins
 * now.
 */
bool kept_log_send_to(uint32_t slot, uint64_t last);
void kept_log_send_nowhere(void);
void kept_log_stored(uint64_t id);

/* Returns whether a journal may have a record with that ID, or one after it. */
bool kept_log_was_sent(uint64_t id);

/*
 * Forgets that there was a history, if the configuration has none. For the
 * journal, a new server begins with the next history.
 */
void kept_log_rest(void);

/* Notes whether there is a history. Returns what was noted before. */
bool kept_log_note_history(bool is_on);

/*
 * Return how many lines wait to be stored, one more if an event was lost; how
 * many bytes these lines have; and the ID of the oldest, 0 if there is none.
 */
uint64_t kept_log_count(void);
size_t kept_log_bytes(void);
uint64_t kept_log_oldest(void);

/*
 * Returns whether more than half of queue_max has waited for less than
 * hold_time.
 */
bool kept_log_holds(void);

/*
 * Adds "log ATTR void NEWID WHERE ID" if the record with that ID waits: nobody
 * may see it. Like all lines, it waits until it is stored. Returns false if it
 * has to be called again, for there is no room or no memory. It is quickest for
 * one ID after the other, in ascending order.
 */
bool kept_log_void(uint64_t id);

/*
 * Has lines with that ID, and later ones, stay although they are stored: they
 * may have to be void. 0: none.
 */
void kept_log_hold(uint64_t id);

#endif
