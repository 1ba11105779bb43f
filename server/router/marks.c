/* What is to become of slots: see marks.h. */
#include "router/marks.h"

#include "base/alarms.h"
#include "base/arena.h"
#include "base/ticks.h"

/* To be saved: nothing: there are none between two turns. */
static struct {
	uint32_t *listed; /* slots, in a ring: each stands there once at most */
	size_t first;
	size_t count;
} marks;

bool
marks_init(void)
{
	marks.listed = arena_table(SLOTS_MAX, sizeof(*marks.listed));
	return marks.listed != NULL;
}

void
marks_set(uint32_t number, unsigned with)
{
	struct slot *slot = slots_get(number);

	if (!slot->marked)
		marks.listed[(marks.first + marks.count++) % SLOTS_MAX] =
		    number;
	slot->marked = true;
	slot->marks |= with;
}

static void
end(uint32_t number, struct ending ending)
{
	struct slot *slot = slots_get(number);

	if (marks_is_over(slot))
		return;
	slot->ending = ending;
	marks_set(number, MARK_ENDED);
}

void
marks_say(uint32_t number, enum bye bye, struct str text)
{
	end(number, (struct ending) { bye, text, bye_text(bye), false });
}

void
marks_because(uint32_t number, enum bye bye, struct str why)
{
	end(number, (struct ending) { bye, bye_word(bye), why, false });
}

void
marks_because_of(
    uint32_t number, enum bye bye, const struct str *pieces, size_t count)
{
	struct ending ending = { bye, bye_word(bye), bye_text(bye), false };
	size_t len = 0;
	struct buf buf;
	char *copy;

	if (marks_is_over(slots_get(number)))
		return;
	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	copy = arena_alloc(len);
	if (copy != NULL) {
		buf_init(&buf, copy, len);
		(void)buf_cat(&buf, pieces, count); /* fits */
		ending.why = (struct str) { copy, len };
		ending.is_copy = true;
	}
	end(number, ending);
}

void
marks_told(struct ending *ending)
{
	if (ending->is_copy)
		arena_free((char *)ending->why.at, ending->why.len);
	ending->is_copy = false;
}

void
marks_doomed(uint32_t number, usec time)
{
	struct slot *slot = slots_get(number);
	const usec deadline = ticks_now() + time;

	if (slot->deadline == 0 || deadline < slot->deadline)
		slot->deadline = deadline;
	alarms_at(number, slot->deadline);
}

bool
marks_is_over(const struct slot *slot)
{
	return slot->state != SLOT_OPEN || (slot->marks & MARK_ENDED) != 0;
}

uint32_t
marks_take(void)
{
	uint32_t number;

	if (marks.count == 0) {
		marks.first = 0; /* the same few pages are used again */
		return SLOT_NONE;
	}
	number = marks.listed[marks.first];
	marks.first = (marks.first + 1) % SLOTS_MAX;
	marks.count--;
	slots_get(number)->marked = false;
	return number;
}
