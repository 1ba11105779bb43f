/* Pending actions on slots: see disconnect_requests.h. */
#include "router/delivery/disconnect_requests.h"

#include <assert.h>

#include "base/data/rows.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * Not saved: no upgrade is done while a slot is marked, and the next program
 * looks at all children.
 */
static struct {
	struct ring marked; /* slots */
	struct ring dying; /* slots, the one to wait for next first */
} requests;

void
disconnect_mark(uint32_t number, unsigned with)
{
	slots_get(number)->marks |= with;
	(void)ring_add(
	    &requests.marked, SLOTS_MAX, number); /* or it is there */
}

/* Adds the pieces to the buffer, which has room; returns them as one text. */
static struct str
join(struct buf *buf, struct words pieces)
{
	const size_t from = buf_len(buf);

	(void)buf_cat(buf, pieces.at, pieces.count);
	return (struct str) { buf->data + from, buf_len(buf) - from };
}

void
disconnect_telling(
    uint32_t number, enum bye bye, struct words why, struct words told)
{
	struct slot *slot = slots_get(number);
	struct ending ending = { .why = bye_text(bye) };
	struct buf buf;

	if (disconnect_has_begun(slot))
		return;
	for (size_t i = 0; i < why.count; i++)
		ending.copied += why.at[i].len;
	for (size_t i = 0; i < told.count; i++)
		ending.copied += told.at[i].len;
	ending.copy = ending.copied > 0 ? arena_alloc(ending.copied) : NULL;
	if (ending.copy != NULL) {
		buf_init(&buf, ending.copy, ending.copied);
		ending.told = join(&buf, told);
		if (why.count > 0)
			ending.why = join(&buf, why);
	}
	slot->bye = bye;
	slot->ending = ending;
	disconnect_mark(number, MARK_ENDED);
}

void
disconnect_request(uint32_t number, enum bye bye, struct words why)
{
	disconnect_telling(number, bye, why, NO_WORDS);
}

void
disconnect_kick(
    uint32_t number, struct str by, struct str reason, struct words why)
{
	disconnect_telling(number, BYE_KICKED, why,
	    WORDS(STR("Killed ("), by, STR(" ("), reason, STR("))")));
}

void
disconnect_kick_all(client_id client, conn_id but, struct str by,
    struct str reason, struct words why)
{
	FOR_EACH_CONN_OF(it, client)
		if (!conn_same(it, but) && conns_slot(it) != SLOT_NONE)
			disconnect_kick(conns_slot(it), by, reason, why);
}

void
disconnect_broken(uint32_t number, struct str what)
{
	const struct slot *slot = slots_get(number);
	struct str name;

	if (!conn_is(slot->conn)) {
		LOG_AT(LEVEL_ERR, STR("broken: {helper} sent {}"),
		    str_from(slot->kind_name), what);
	} else {
		name = clients_name(client_of(slot->conn));
		LOG_AT(LEVEL_ERR,
		    STR("broken: {name} {peer}: its worker sent {}"),
		    name.len > 0 ? name : STR("-"),
		    str_from(conns_get(slot->conn)->peer), what);
	}
	disconnect_request(number, BYE_PROTOCOL, NO_WORDS);
}

/* The longest text of a kick must fit a full event wherever a text does. */
static_assert(sizeof("quit Killed ( ())") + LIMIT_NAME + LIMIT_TEXT <=
	sizeof("note ") + LIMIT_GROUP + LIMIT_TEXT,
    "a kick and its reason fit a line");

struct str
disconnect_told(const struct slot *slot)
{
	if (slot->ending.told.len > 0)
		return slot->ending.told;
	switch (slot->bye) {
	case BYE_KICKED:
		return STR(
		    "Killed (" NAME_OPERATOR " (kicked by an operator))");
	case BYE_SLOW_READER:
	case BYE_TOO_FAST:
		return STR("Excess flood");
	default:
		return STR("Connection closed");
	}
}

void
disconnect_kill_after(uint32_t number, usec time)
{
	struct slot *slot = slots_get(number);
	const usec deadline = ticks_now() + time;

	if (slot->deadline == 0 || deadline < slot->deadline)
		slot->deadline = deadline;
	ticks_alarm(number, slot->deadline);
}

bool
disconnect_has_begun(const struct slot *slot)
{
	return slot->state != SLOT_OPEN || (slot->marks & MARK_ENDED) != 0;
}

bool
disconnect_runs_lines(const struct slot *slot)
{
	return !disconnect_has_begun(slot) ||
	    ((slot->kind == KIND_KEEPER || slot->kind == KIND_JOURNAL) &&
		slot->bye != BYE_PROTOCOL);
}

bool
disconnect_has_marked(void)
{
	return requests.marked.count > 0;
}

uint32_t
disconnect_next_marked(void)
{
	return ring_take(&requests.marked, SLOTS_MAX);
}

void
disconnect_add_reapable(uint32_t number)
{
	if (slots_get(number)->pid != 0)
		(void)ring_add(
		    &requests.dying, SLOTS_MAX, number); /* or it is there */
}

uint32_t
disconnect_reapable(void)
{
	return ring_take(&requests.dying, SLOTS_MAX);
}

MODULE(disconnect_requests) = { TABLES(
    RING(requests.marked, SLOTS_MAX), RING(requests.dying, SLOTS_MAX)) };
