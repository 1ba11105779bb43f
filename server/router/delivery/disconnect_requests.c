/* Pending actions on slots: see disconnect_requests.h. */
#include "router/delivery/disconnect_requests.h"

#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "process/fork/exits.h"
#include "shared/names.h"

/*
 * The most waitpid calls that one reapable_reap makes to find a dead process;
 * some processes take their time to die.
 */
#define FEW 64

/*
 * Not saved: no upgrade is done while a slot is marked, and the next program
 * looks at all children.
 */
static struct {
	struct ring marked; /* slots */
	struct list dying; /* slots, the one to wait for next first */
	struct link *links; /* by slot */
} requests;

void
disconnect_mark(uint32_t number, unsigned with)
{
	slots_get(number)->marks |= with;
	(void)ring_add(
	    &requests.marked, SLOTS_MAX, number); /* or it is there */
}

/*
 * Marks the slot as ended, with the pieces of why for the client, if any, and
 * "Killed (BY (REASON))" for the others of one that is kicked, for which the
 * pieces stand without a reason.
 */
static void
mark_ended(uint32_t number, struct ending ending, struct str by,
    struct str reason, const struct str *why, size_t count)
{
	struct slot *slot = slots_get(number);
	struct buf buf;
	size_t len, room;

	if (disconnect_has_begun(slot))
		return;
	room = sizeof("Killed ( ())") + by.len + reason.len;
	for (size_t i = 0; i < count; i++)
		room += 2 * why[i].len;
	ending.why = bye_text(ending.bye);
	ending.killed = STR("Killed (" NAME_OPERATOR " (kicked))");
	ending.copied = room;
	ending.copy =
	    count > 0 || ending.bye == BYE_KICKED ? arena_alloc(room) : NULL;
	if (ending.copy != NULL) {
		buf_init(&buf, ending.copy, room); /* it has room for all */
		(void)buf_cat(&buf, why, count);
		len = buf_len(&buf);
		if (len > 0)
			ending.why = (struct str) { buf.data, len };
		if (reason.len == 0)
			reason = ending.why;
		(void)BUF_CAT(
		    &buf, STR("Killed ("), by, STR(" ("), reason, STR("))"));
		ending.killed =
		    (struct str) { buf.data + len, buf_len(&buf) - len };
	}
	slot->ending = ending;
	disconnect_mark(number, MARK_ENDED);
}

void
disconnect_kick(uint32_t number, struct str by, struct str reason,
    const struct str *pieces, size_t count)
{
	mark_ended(number,
	    (struct ending) { .bye = BYE_KICKED, .text = bye_word(BYE_KICKED) },
	    by, reason, pieces, count);
}

void
disconnect_request(uint32_t number, enum bye bye, struct str text)
{
	mark_ended(number, (struct ending) { .bye = bye, .text = text },
	    STR(NAME_OPERATOR), bye_text(bye), NULL, 0);
}

void
disconnect_explain(
    uint32_t number, enum bye bye, const struct str *pieces, size_t count)
{
	mark_ended(number,
	    (struct ending) { .bye = bye, .text = bye_word(bye) },
	    STR(NAME_OPERATOR), STR(""), pieces, count);
}

void
disconnect_free_texts(struct ending *ending)
{
	if (ending->copy != NULL)
		arena_free(ending->copy, ending->copied);
	ending->copy = NULL;
}

void
disconnect_kill_after(uint32_t number, usec time)
{
	struct slot *slot = slots_get(number);
	const usec deadline = ticks_now() + time;

	if (slot->deadline == 0 || deadline < slot->deadline)
		slot->deadline = deadline;
	alarms_at(number, slot->deadline);
}

bool
disconnect_has_begun(const struct slot *slot)
{
	return slot->state != SLOT_OPEN || (slot->marks & MARK_ENDED) != 0;
}

bool
disconnect_runs_lines(const struct slot *slot)
{
	const enum bye bye =
	    slot->state == SLOT_OPEN ? slot->ending.bye : slot->bye;

	return !disconnect_has_begun(slot) ||
	    ((slot->kind == KIND_KEEPER || slot->kind == KIND_JOURNAL) &&
		bye != BYE_PROTOCOL);
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
reapable_add(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->dying || slot->pid == 0)
		return;
	slot->dying = true;
	list_add(&requests.dying, requests.links, number, LIST_END);
}

void
reapable_drop(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (slot->dying)
		list_drop(&requests.dying, requests.links, number);
	slot->dying = false;
}

/* Those that take their time to die go to the end. */
pid_t
reapable_reap(int *status)
{
	for (size_t i = 0; i < FEW && i < requests.dying.count; i++) {
		const uint32_t number = list_first(&requests.dying);
		const pid_t pid = slots_get(number)->pid;
		const pid_t dead = exits_reap(pid, status);
		if (dead == -1)
			*status = 0; /* it is no child of ours any more */
		if (dead != 0)
			return pid;
		list_drop(&requests.dying, requests.links, number);
		list_add(&requests.dying, requests.links, number, LIST_END);
	}
	return 0;
}

MODULE(disconnect_requests) = { TABLES(TABLE(requests.marked.has, SLOTS_MAX),
    TABLE(requests.marked.row, SLOTS_MAX), TABLE(requests.links, SLOTS_MAX)) };
