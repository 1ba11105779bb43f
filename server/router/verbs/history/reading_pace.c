/* The pace of those who read the past: see reading_pace.h. */
#include "router/verbs/history/reading_pace.h"

#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/* Whoever has read much may read again as fast as it can so much later. */
#define MOST ((READING_PACE_BURST + 500) * (SEC / READING_PACE_OWN))

struct row {
	usec spent; /* ticks_mono: when all that it has read has come back */
	usec due; /* ticks_mono: its turn; 0: it has none */
};

static struct {
	struct row *row; /* one for each client */
	usec said; /* ticks_now: when the last message was; 0: none was */
	usec next; /* the turn of the next client that has to wait */
} paces;

/* Returns whether people talk. */
static bool
is_talking(void)
{
	return paces.said != 0 && ticks_now() - paces.said < READING_PACE_TALK;
}

/* Gives the client the next turn. Returns 0 if that is now. */
static usec
take_turn(struct row *row, size_t lines)
{
	const usec now = ticks_mono(), turn = usec_later(paces.next, now);

	paces.next = turn + lines * SEC / READING_PACE_RATE;
	if (turn == now)
		return 0;
	row->due = turn;
	return turn;
}

/* Returns until when the client has read more than each may. */
static usec
reads_much_until(const struct row *row)
{
	const usec burst = READING_PACE_BURST * (SEC / READING_PACE_OWN);

	return row->spent > burst ? row->spent - burst : 0;
}

static bool
has_read_much(const struct row *row)
{
	return ticks_mono() < reads_much_until(row);
}

usec
reading_pace_wait(uint32_t client, size_t lines)
{
	struct row *row = &paces.row[client];
	const bool has_turn = row->due != 0;

	if (is_talking() && row->due > ticks_mono())
		return row->due;
	row->due = 0;
	return !has_turn && has_read_much(row) && is_talking() ?
	    take_turn(row, lines) :
	    0;
}

void
reading_pace_note_talk(void)
{
	paces.said = ticks_now();
}

void
reading_pace_note(uint32_t client, size_t lines)
{
	struct row *row = &paces.row[client];
	const usec most = ticks_mono() + MOST;

	row->spent = usec_earlier(most,
	    usec_later(row->spent, ticks_mono()) +
		lines * (SEC / READING_PACE_OWN));
	slots_get(clients_slot(client))->down.reads_much =
	    reads_much_until(row);
}

static void
paces_leave(uint32_t client)
{
	paces.row[client] = (struct row) { .due = 0 };
}

MODULE(reading_paces) = { TABLES(TABLE(paces.row, CLIENTS_MAX)),
	.leave = paces_leave };
