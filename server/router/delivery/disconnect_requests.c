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
	uint32_t *listed; /* marked slots, in a ring, each at most once */
	size_t first;
	size_t count;
	struct list dying; /* slots, the one to wait for next first */
	struct link *links; /* by slot */
} requests;

void
disconnect_mark(uint32_t number, unsigned with)
{
	struct slot *slot = slots_get(number);

	if (!slot->marked)
		requests
		    .listed[(requests.first + requests.count++) % SLOTS_MAX] =
		    number;
	slot->marked = true;
	slot->marks |= with;
}

static size_t
len_of(const struct str *pieces, size_t count)
{
	size_t len = 0;

	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	return len;
}

/* Appends the pieces to the buffer; returns them as one text. */
static struct str
join(struct buf *buf, const struct str *pieces, size_t count)
{
	const size_t before = buf_len(buf);

	(void)buf_cat(buf, pieces, count); /* it has room for all */
	return (struct str) { buf->data + before, buf_len(buf) - before };
}

/*
 * Marks the slot as ended, with the pieces of why for the client, if any, and
 * "Killed (BY (REASON))" for the others of one that is kicked.
 */
static void
mark_ended(uint32_t number, struct ending ending, struct str by,
    struct str reason, const struct str *why, size_t count)
{
	const struct str killed[] = { STR("Killed ("), by, STR(" ("), reason,
		STR("))") };
	const size_t more = ending.bye == BYE_KICKED ? COUNT(killed) : 0;
	const size_t len = len_of(why, count) + len_of(killed, more);
	struct slot *slot = slots_get(number);
	struct buf buf;

	if (disconnect_has_begun(slot))
		return;
	ending.why = bye_text(ending.bye);
	ending.killed = STR("Killed (" NAME_OPERATOR " (kicked))");
	ending.copy = len > 0 ? arena_alloc(len) : NULL;
	if (ending.copy != NULL) {
		ending.copied = len;
		buf_init(&buf, ending.copy, len);
		if (count > 0)
			ending.why = join(&buf, why, count);
		if (more > 0)
			ending.killed = join(&buf, killed, more);
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
disconnect_because(uint32_t number, enum bye bye, struct str why)
{
	mark_ended(number,
	    (struct ending) { .bye = bye, .text = bye_word(bye) },
	    STR(NAME_OPERATOR), why, &why, 1);
}

void
disconnect_explain(
    uint32_t number, enum bye bye, const struct str *pieces, size_t count)
{
	mark_ended(number,
	    (struct ending) { .bye = bye, .text = bye_word(bye) },
	    STR(NAME_OPERATOR), bye_text(bye), pieces, count);
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
	return requests.count > 0;
}

uint32_t
disconnect_next_marked(void)
{
	uint32_t number;

	if (requests.count == 0) {
		requests.first = 0; /* so that the same few pages are reused */
		return SLOT_NONE;
	}
	number = requests.listed[requests.first];
	requests.first = (requests.first + 1) % SLOTS_MAX;
	requests.count--;
	slots_get(number)->marked = false;
	return number;
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

MODULE(disconnect_requests) = { TABLES(
    TABLE(requests.listed, SLOTS_MAX), TABLE(requests.links, SLOTS_MAX)) };
