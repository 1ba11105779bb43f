/*
 * server/base/log/stats: what was counted, and which clients have changed: each
 * is taken once, however often it has; at random beside a naive model.
 */
#include "server/base/log/stats.h"

#include "server/base/mem/limits.h"
#include "server/base/state/module.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"

#define CLIENTS 40
#define TRIES 20000

static struct {
	bool changed[CLIENTS];
	size_t changes;
} model;

static void
counts(void)
{
	TAP_OK(!stats_are_new() && stats_take() == STATS_NONE,
	    "at first there is nothing to show");
	for (enum score_count what = 0; what < SCORE_COUNTS; what++)
		MUST(stats_get(what) == 0, "not from 0");
	stats_add(SCORE_LINES_IN, 2);
	stats_add(SCORE_LINES_IN, 1);
	stats_add(SCORE_BYTES_IN, 30);
	stats_add(SCORE_BYTES_IN, 5);
	stats_add(SCORE_LINES_OUT, 7);
	stats_add(SCORE_BYTES_OUT, UINT64_C(1) << 40);
	TAP_OK(stats_get(SCORE_LINES_IN) == 3 &&
		stats_get(SCORE_BYTES_IN) == 35 &&
		stats_get(SCORE_LINES_OUT) == 7 &&
		stats_get(SCORE_BYTES_OUT) == UINT64_C(1) << 40,
	    "lines and bytes add up");
	for (enum score_count what = 0; what < SCORE_COUNTS; what++) {
		const uint64_t before = stats_get(what);
		while (stats_take() != STATS_NONE)
			continue;
		stats_add(what, 1);
		TAP_OK(stats_get(what) == before + 1 && stats_are_new(),
		    "count %d, which is news", (int)what);
	}
	TAP_OK(stats_take() == STATS_NONE && !stats_are_new(),
	    "until it is taken");
	stats_state(SCORE_DRAINING);
	TAP_OK(stats_get_state() == SCORE_DRAINING && stats_are_new(),
	    "a new state is news as well");
	TAP_OK(stats_take() == STATS_NONE && !stats_are_new(), "once");
	stats_changed(STATS_NONE);
	TAP_OK(stats_are_new() && stats_take() == STATS_NONE,
	    "what is no client's is news, and no client's");
}

/* In the first place that it fits; and it is no reason to show anything. */
static void
turns(void)
{
	static const struct {
		usec time;
		size_t place;
	} rows[] = { { 0, 0 }, { 50, 0 }, { 51, 1 }, { 1000, 4 },
		{ 1000000, 12 }, { 1000001, 13 }, { UINT64_MAX / 2, 13 } };
	uint64_t sum = 0;

	MUST(stats_take() == STATS_NONE && !stats_are_new(), "there is news");
	sum = stats_get(SCORE_TURN_TIME);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const enum score_count what =
		    (enum score_count)(SCORE_TURN + rows[i].place);
		const uint64_t before = stats_get(what);
		stats_turn(rows[i].time);
		sum += rows[i].time;
		TAP_OK(stats_get(what) == before + 1 &&
			stats_get(SCORE_TURN_TIME) == sum,
		    "a turn of %llu us", (unsigned long long)rows[i].time);
	}
	TAP_OK(!stats_are_new(), "which is no news");
}

static void
reloads(void)
{
	bool good = false;

	TAP_OK(stats_reloaded(&good) == 0 && good, "nothing was reloaded");
	stats_reload(false);
	TAP_OK(stats_reloaded(&good) > 0 && !good && stats_are_new(),
	    "a reload that was refused");
	stats_reload(true);
	TAP_OK(stats_reloaded(&good) > 0 && good, "and one that was not");
	MUST(stats_take() == STATS_NONE, "no client has changed");
}

static bool
take_one(void)
{
	const uint32_t client = stats_take();

	if (client == STATS_NONE)
		return model.changes == 0 && !stats_are_new();
	if (client >= CLIENTS || !model.changed[client])
		return false;
	model.changed[client] = false;
	model.changes--;
	return true;
}

static void
changes(uint32_t client)
{
	stats_changed(client);
	model.changes += !model.changed[client];
	model.changed[client] = true;
}

static void
is_like_the_model(void)
{
	bool good = true;

	for (unsigned i = 0; i < TRIES && good; i++) {
		if (dice(100) < (i / 1000 % 2 == 0 ? 60U : 10U))
			changes(dice(CLIENTS));
		else
			good = take_one();
		good = good && (model.changes == 0 || stats_are_new());
	}
	TAP_OK(good, "%d times one changes or is taken", TRIES);
	while (model.changes > 0 && good)
		good = take_one();
	TAP_OK(good && take_one(), "each that has changed is taken once");
}

/* As many clients as there can be, and each often. */
static void
has_room_for_all(void)
{
	uint32_t count = 0;

	for (int times = 0; times < 3; times++)
		for (uint32_t client = 0; client < CLIENTS_MAX; client++)
			stats_changed(client);
	while (stats_take() != STATS_NONE)
		count++;
	TAP_NUM(count, CLIENTS_MAX, "all clients may have changed");
}

int
main(void)
{
	dice_begin();
	MUST(modules_init(), "no memory");
	counts();
	turns();
	reloads();
	is_like_the_model();
	has_room_for_all();
	return tap_done();
}
