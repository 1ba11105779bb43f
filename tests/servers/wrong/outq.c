/*
 * Queues that are wrong once: of a server that is linked with these in the
 * place of server/router/queue/outq.c one line that goes to a reader is
 * dropped, or swapped with the one behind it. FORKCAST_WRONG=drop:N or swap:N
 * says which: the first message behind N lines, over all readers, that goes to
 * one who has nothing waiting; for what waits for a slow one may never be read,
 * and then nobody can tell.
 */
#define outq_push honest_push
#include "server/router/queue/outq.c"
#undef outq_push

#include <stdlib.h>
#include <string.h>

#include "shared/str.h"

bool outq_push(struct outq *queue, struct piece piece, usec now);

static struct {
	bool read; /* the environment has been read */
	bool swap;
	bool armed; /* it has not happened yet */
	uint64_t left; /* lines until then */
	struct outq *queue; /* whose line is held back; null: none */
	struct piece held;
} wrong;

static void
read_environment(void)
{
	const char *text = getenv("FORKCAST_WRONG");

	wrong.read = true;
	if (text == NULL || strlen(text) < 5)
		return;
	wrong.swap = strncmp(text, "swap:", 5) == 0;
	wrong.armed =
	    str_to_number(str_from(text + 5), UINT64_MAX, &wrong.left);
}

/* Cuts the first line off the piece. */
static struct piece
first_line(struct piece *piece)
{
	struct piece line = *piece;
	const char *start = piece->segment->data + piece->start;
	const char *lf = memchr(start, '\n', piece->end - piece->start);

	line.end = line.start + (uint32_t)(lf - start) + 1;
	piece->start = line.end;
	return line;
}

/* To drop or swap an answer such as bye might change more than one line. */
static bool
is_message(struct piece piece)
{
	const struct str msg = STR("msg ");

	return piece.end - piece.start > msg.len &&
	    memcmp(piece.segment->data + piece.start, msg.at, msg.len) == 0;
}

/* Counts its lines, as long as that matters. */
static bool
is_time(const struct outq *queue, struct piece piece)
{
	if (!wrong.read)
		read_environment();
	if (!wrong.armed)
		return false;
	if (wrong.left == 0 && queue->head == NULL && is_message(piece)) {
		wrong.armed = false;
		return true;
	}
	while (wrong.left > 0 && piece.start < piece.end) {
		(void)first_line(&piece);
		wrong.left--;
	}
	return false;
}

/* The line that was held back goes behind the one that follows it. */
static bool
push_swapped(struct outq *queue, struct piece piece, usec now)
{
	const struct piece line = first_line(&piece);
	const struct piece held = wrong.held;

	wrong.queue = NULL;
	const bool pushed =
	    honest_push(queue, line, now) && honest_push(queue, held, now);
	segment_leave(held.segment);
	return pushed && honest_push(queue, piece, now);
}

bool
outq_push(struct outq *queue, struct piece piece, usec now)
{
	if (wrong.queue == queue && is_message(piece))
		return push_swapped(queue, piece, now);
	if (!is_time(queue, piece))
		return honest_push(queue, piece, now);
	wrong.held = first_line(&piece);
	if (wrong.swap) {
		wrong.queue = queue;
		wrong.held.segment->readers++;
	}
	if (piece.start == piece.end)
		return true;
	return outq_push(queue, piece, now);
}
