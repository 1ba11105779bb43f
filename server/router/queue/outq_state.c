/* Saving and loading of queues and their segments: see outq.h. */
#include <string.h>

#include "base/mem/arena.h"
#include "router/queue/outq.h"
#include "router/queue/outq_data.h"

static struct {
	uint64_t saving; /* the number of this save */
	uint32_t numbered; /* segments so far */
	/* Each of these, while a state is loaded; null: the state lacks it. */
	struct segment **at;
	struct segment *last; /* the one whose data comes next; or null */
	size_t room; /* of at, in segments */
} saved;

void
outq_save_begin(void)
{
	saved.saving++;
	saved.numbered = 0;
}

/* Writes "segment NUMBER TAG" and its bytes. */
static void
save_segment(struct segment *segment, struct state *state)
{
	segment->saved = saved.saving;
	segment->number = ++saved.numbered;
	STATE_PUT(state, STR("segment"), DECIMAL(segment->number),
	    DECIMAL(segment->of));
	state_put_bytes(
	    state, STR("data:"), (struct str) { segment->data, segment->used });
}

/* Writes "range SEGMENT START END AGE". */
void
outq_save(const struct outq *queue, struct state *state)
{
	for (const struct range *range = queue->head; range != NULL;
	     range = range->next) {
		const struct piece *piece = &range->piece;
		if (piece->segment->saved != saved.saving)
			save_segment(piece->segment, state);
		STATE_PUT(state, STR("range"), DECIMAL(piece->segment->number),
		    DECIMAL(piece->start), DECIMAL(piece->end),
		    DECIMAL(state->loop - range->since));
	}
}

/* The most segment numbers that may be missing, one after the other. */
#define GAP_MOST 65536

/* Makes room for count segments; returns false if there is no memory. */
static bool
make_room(size_t count)
{
	size_t room = saved.room > 0 ? saved.room : 64;
	struct segment **at;

	if (count <= saved.room)
		return true;
	while (room < count)
		room *= 2;
	at = arena_alloc(room * sizeof(struct segment *));
	if (at == NULL)
		return false;
	if (saved.numbered > 0)
		memcpy(at, saved.at, saved.numbered * sizeof(struct segment *));
	arena_free(saved.at, saved.room * sizeof(struct segment *));
	saved.at = at;
	saved.room = room;
	return true;
}

/*
 * Returns whether no segment has that number. Numbers normally ascend one by
 * one.
 */
static bool
is_new(struct state *state, uint64_t number)
{
	if (number != saved.numbered + 1)
		state_wrong(state, "segment out of sequence");
	return number > 0 && number <= (uint64_t)saved.numbered + GAP_MOST &&
	    (number > saved.numbered || saved.at[number - 1] == NULL);
}

/*
 * Loads a segment. Until outq_load_end it has one reader that is not a range.
 */
static void
load_segment(struct state *state)
{
	uint64_t words[2];

	saved.last = NULL;
	if (!state_words(state, words, COUNT(words)) ||
	    !is_new(state, words[0]))
		return; /* its ranges are lost with it */
	if (make_room(words[0]))
		saved.last = segment_new(words[1], true); /* may be secret */
	if (saved.last == NULL) {
		state_wrong(state, "out of memory");
		return;
	}
	while (saved.numbered < words[0])
		saved.at[saved.numbered++] = NULL;
	saved.at[words[0] - 1] = saved.last;
}

/*
 * Loads the data of the last segment. They stand among the lines of the first
 * slot that needs them, but other slots may need them too.
 */
static void
load_data(struct state *state)
{
	struct segment *segment = saved.last;
	size_t len;

	saved.last = NULL;
	if (segment == NULL) {
		state_wrong(state, "data without a segment");
	} else if (state_length(state, SEGMENT_ROOM, &len)) {
		arena_fault_in(segment->data, len);
		if (state_bytes(state, segment->data, len))
			segment->used = (uint32_t)len;
	}
}

/* Returns whether the words are a range, which must end with a line. */
static bool
is_range(const uint64_t words[4])
{
	const struct segment *segment;

	if (words[0] == 0 || words[0] > saved.numbered)
		return false;
	segment = saved.at[words[0] - 1];
	return segment != NULL && words[1] < words[2] &&
	    words[2] <= segment->used && segment->data[words[2] - 1] == '\n';
}

static void
load_range(struct outq *queue, struct state *state)
{
	uint64_t words[4];
	struct piece piece;

	if (!state_words(state, words, COUNT(words)))
		return;
	if (!is_range(words)) {
		state_wrong(state, "invalid range of a segment");
		return;
	}
	if (words[3] > state->loop) {
		state_wrong(state, "older than the clock");
		words[3] = state->loop;
	}
	piece = (struct piece) { saved.at[words[0] - 1], (uint32_t)words[1],
		(uint32_t)words[2] };
	if (!outq_append(queue, piece, state->loop - words[3]))
		state_no_memory(state);
}

bool
outq_load_line(struct outq *queue, struct state *state)
{
	if (state_is(state, STR("range")))
		load_range(queue, state);
	else if (state_is(state, STR("segment")))
		load_segment(state);
	else if (state_is(state, STR("data:")))
		load_data(state);
	else
		return false;
	return true;
}

void
outq_load_end(void)
{
	while (saved.numbered > 0)
		if (saved.at[--saved.numbered] != NULL)
			segment_leave(saved.at[saved.numbered]);
	arena_free(saved.at, saved.room * sizeof(struct segment *));
	saved.at = NULL;
	saved.room = 0;
}
