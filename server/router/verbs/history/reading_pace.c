/* The pace of those who read the past: see reading_pace.h. */
#include "router/verbs/history/reading_pace.h"

#include "base/loop/ticks.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "policy/origin_table.h"
#include "router/model/clients.h"
#include "router/model/ledger.h"
#include "router/model/slots.h"

/* Whoever has read much may read again as fast as it can so much later. */
#define MOST ((READING_PACE_BURST + 500) * (SEC / READING_PACE_OWN))

/* Places that readers come from. If there are more, some are forgotten. */
#define PLACES 4096

struct row {
	usec spent; /* ticks_mono: when all that it has read has come back */
	usec due; /* ticks_mono: it asks again then; 0: it need not wait */
	bool has_turn; /* it goes on then */
};

/* All clients from an address, or of a user of this machine, are one reader. */
struct place {
	struct origin origin;
	usec spent; /* as above, for all of them together */
	usec turn; /* ticks_mono: the last turn of any of them */
	usec tail; /* ticks_mono: the last of those without one asks again */
};

static struct {
	struct row *row; /* one for each client */
	usec said; /* ticks_now: when the last message was; 0: none was */
	usec next; /* the turn of the next client that has to wait */
} paces;

static struct origin_table places = { .rows = PLACES,
	.row_size = sizeof(struct place) };

static void
paces_init(void)
{
	origin_table_init(&places);
}

/* Returns the place that the client comes from; null for an exempt address. */
static struct place *
place_of(uint32_t client)
{
	const struct network from = clients_network(client);

	return ledger_charges(client) ?
	    origin_table_get(&places, &from, STR("")) :
	    NULL;
}

/* Returns whether people talk. */
static bool
is_talking(void)
{
	return paces.said != 0 && ticks_now() - paces.said < READING_PACE_TALK;
}

/* Has the client ask again at that time. Returns 0 if that is now. */
static usec
put_off(struct row *row, usec due, bool has_turn)
{
	if (due <= ticks_mono())
		return 0;
	row->has_turn = has_turn;
	return row->due = due;
}

/*
 * Has the client ask again after the others from its place that wait for this,
 * one in each round of all places.
 */
static usec
wait_for_place(struct row *row, struct place *place)
{
	if (place->tail < place->turn)
		place->tail = place->turn;
	else
		place->tail += paces.next - place->turn;
	return put_off(row, place->tail, false);
}

/*
 * Gives the client the next turn, unless its place has one already. Returns 0
 * if that is now.
 */
static usec
take_turn(struct row *row, struct place *place, size_t lines)
{
	const usec now = ticks_mono(), turn = usec_later(paces.next, now);

	if (place != NULL && place->turn > now)
		return wait_for_place(row, place);
	paces.next = turn + lines * SEC / READING_PACE_RATE;
	if (place != NULL)
		place->turn = turn;
	return put_off(row, turn, true);
}

/* Returns until when somebody has read more than each may. */
static usec
reads_much_until(usec spent)
{
	const usec burst = READING_PACE_BURST * (SEC / READING_PACE_OWN);

	return spent > burst ? spent - burst : 0;
}

usec
reading_pace_wait(uint32_t client, size_t lines)
{
	struct row *row = &paces.row[client];
	struct place *place = place_of(client);
	const usec spent = place != NULL ? place->spent : row->spent;
	const bool has_turn = row->has_turn;

	if (is_talking() && row->due > ticks_mono())
		return row->due;
	row->due = 0;
	row->has_turn = false;
	return !has_turn && is_talking() &&
		ticks_mono() < reads_much_until(spent) ?
	    take_turn(row, place, lines) :
	    0;
}

void
reading_pace_note_talk(void)
{
	paces.said = ticks_now();
}

/* Adds lines to those that somebody has read. */
static void
spend(usec *spent, size_t lines)
{
	const usec most = ticks_mono() + MOST;

	*spent = usec_earlier(most,
	    usec_later(*spent, ticks_mono()) +
		lines * (SEC / READING_PACE_OWN));
}

void
reading_pace_note(uint32_t client, size_t lines)
{
	struct row *row = &paces.row[client];
	struct place *place = place_of(client);

	spend(&row->spent, lines);
	if (place != NULL)
		spend(&place->spent, lines);
	slots_get(clients_slot(client))->down.reads_much =
	    reads_much_until(row->spent);
}

static void
paces_leave(uint32_t client)
{
	paces.row[client] = (struct row) { .due = 0 };
}

MODULE(reading_paces) = { TABLES(TABLE(paces.row, CLIENTS_MAX)),
	.init = paces_init, .leave = paces_leave };
