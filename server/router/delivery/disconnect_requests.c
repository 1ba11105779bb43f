/* Pending actions on slots: see disconnect_requests.h. */
#include "router/delivery/disconnect_requests.h"

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/names.h"

/* Not saved: no upgrade is done while a slot is marked. */
static struct {
	uint32_t *listed; /* slots, in a ring, each at most once */
	size_t first;
	size_t count;
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

static void
disconnect_requests_end(uint32_t number, struct ending ending)
{
	struct slot *slot = slots_get(number);

	if (disconnect_has_begun(slot))
		return;
	slot->ending = ending;
	disconnect_mark(number, MARK_ENDED);
}

/* The text that others get of a kick: "Killed (BY (REASON))". */
#define KILLED STR("Killed (")
#define KILLED_FOR STR(" (")
#define KILLED_END STR("))")

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
 * Copies into the ending the sentence for the client and, if any, the text for
 * the others. If there is no memory, the ending stays as it is.
 */
static void
copy(struct ending *ending, const struct str *why, size_t count,
    const struct str *killed, size_t more)
{
	const size_t len = len_of(why, count) + len_of(killed, more);
	struct buf buf;

	ending->copy = arena_alloc(len);
	if (ending->copy == NULL)
		return;
	ending->copied = len;
	buf_init(&buf, ending->copy, len);
	ending->why = join(&buf, why, count);
	if (more > 0)
		ending->killed = join(&buf, killed, more);
}

/* Returns an ending with the code's own sentence for the client. */
static struct ending
plain(enum bye bye, struct str text)
{
	return (struct ending) { .bye = bye,
		.text = text,
		.why = bye_text(bye),
		.killed = STR("Killed (" NAME_OPERATOR " (kicked))") };
}

static void
kill_by(uint32_t number, struct ending ending, struct str by, struct str reason,
    const struct str *pieces, size_t count)
{
	const struct str killed[] = { KILLED, by, KILLED_FOR, reason,
		KILLED_END };

	if (disconnect_has_begun(slots_get(number)))
		return;
	copy(&ending, pieces, count, killed, COUNT(killed));
	disconnect_requests_end(number, ending);
}

void
disconnect_kick(uint32_t number, struct str by, struct str reason,
    const struct str *pieces, size_t count)
{
	kill_by(number, plain(BYE_KICKED, bye_word(BYE_KICKED)), by, reason,
	    pieces, count);
}

/* Ends the slot with a sentence for the client that is not copied. */
static void
end_because(uint32_t number, struct ending ending, struct str why)
{
	if (ending.bye == BYE_KICKED) {
		kill_by(number, ending, STR(NAME_OPERATOR), why, &why, 1);
		return;
	}
	ending.why = why;
	disconnect_requests_end(number, ending);
}

void
disconnect_request(uint32_t number, enum bye bye, struct str text)
{
	end_because(number, plain(bye, text), bye_text(bye));
}

void
disconnect_because(uint32_t number, enum bye bye, struct str why)
{
	end_because(number, plain(bye, bye_word(bye)), why);
}

void
disconnect_explain(
    uint32_t number, enum bye bye, const struct str *pieces, size_t count)
{
	struct ending ending = plain(bye, bye_word(bye));

	if (disconnect_has_begun(slots_get(number)))
		return;
	copy(&ending, pieces, count, NULL, 0);
	disconnect_requests_end(number, ending);
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

MODULE(disconnect_requests) = { TABLES(TABLE(requests.listed, SLOTS_MAX)) };
