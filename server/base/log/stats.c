/* Counters and changes: see stats.h. */
#include "base/log/stats.h"

#include "base/mem/limits.h"
#include "base/state/module.h"
#include "shared/buf.h"
#include "shared/codes.h"

static struct {
	uint64_t count[SCORE_COUNTS];
	enum score_state state;
	usec reloaded; /* clock_wall; 0: no reload since the start */
	bool reload_bad;
	uint64_t trouble; /* not saved: the next program notes it again */
	bool new; /* since all was taken */
	uint32_t *changed; /* list of clients, each once */
	size_t changes;
	unsigned char *listed; /* by client: it is in the list */
} stats;

void
stats_add(enum score_count what, uint64_t number)
{
	stats.count[what] += number;
	stats.new = true;
}

void
stats_turn(usec time)
{
	enum score_count what = SCORE_TURN;

	while (time > score_turns[what - SCORE_TURN])
		what++;
	stats.count[what]++;
	stats.count[SCORE_TURN_TIME] += time;
}

void
stats_trouble(uint64_t which, bool is_there)
{
	const uint64_t before = stats.trouble;

	stats.trouble = is_there ? before | which : before & ~which;
	stats.new = stats.new || stats.trouble != before;
}

uint64_t
stats_troubles(void)
{
	return stats.trouble;
}

void
stats_reload(bool good)
{
	stats.reloaded = clock_wall();
	stats.reload_bad = !good;
	stats.new = true;
}

usec
stats_reloaded(bool *good)
{
	*good = !stats.reload_bad;
	return stats.reloaded;
}

void
stats_state(enum score_state state)
{
	stats.state = state;
	stats.new = true;
}

void
stats_changed(uint32_t client)
{
	stats.new = true;
	if (client == STATS_NONE || stats.listed[client])
		return;
	stats.listed[client] = 1;
	stats.changed[stats.changes++] = client;
}

bool
stats_are_new(void)
{
	return stats.new;
}

uint64_t
stats_get(enum score_count what)
{
	return stats.count[what];
}

enum score_state
stats_get_state(void)
{
	return stats.state;
}

uint32_t
stats_take(void)
{
	uint32_t client;

	if (stats.changes == 0) {
		stats.new = false;
		return STATS_NONE;
	}
	client = stats.changed[--stats.changes];
	stats.listed[client] = 0;
	return client;
}

static const struct str words[SCORE_COUNTS] = {
	[SCORE_CAME] = LIT("came"),
	[SCORE_ENDED] = LIT("ended"),
	[SCORE_CRASHED] = LIT("crashed"),
	[SCORE_REFUSED] = LIT("refused"),
	[SCORE_FULL] = LIT("full"),
	[SCORE_LINES_IN] = LIT("lines_in"),
	[SCORE_LINES_OUT] = LIT("lines_out"),
	[SCORE_BYTES_IN] = LIT("bytes_in"),
	[SCORE_BYTES_OUT] = LIT("bytes_out"),
	[SCORE_RETURNED] = LIT("returned"),
	[SCORE_LOST] = LIT("lost"),
	[SCORE_RECORDED] = LIT("recorded"),
	[SCORE_GAPS] = LIT("gaps"),
	[SCORE_SYNCS] = LIT("syncs"),
	[SCORE_SYNC_TIME] = LIT("sync_time"),
	[SCORE_TURN_TIME] = LIT("turn_time"),
};

/* Returns the key of a count. The room holds it if it has to be built. */
static struct str
word_of(enum score_count what, char room[32])
{
	struct buf word;

	buf_init(&word, room, 32);
	if (what >= SCORE_TURN)
		(void)BUF_CAT(&word, STR("turn_"),
		    DECIMAL(score_turns[what - SCORE_TURN]));
	else if (what >= SCORE_BYE && what < SCORE_TURN_TIME)
		(void)BUF_CAT(
		    &word, STR("bye_"), bye_word((enum bye)(what - SCORE_BYE)));
	else
		return words[what];
	return buf_str(&word);
}

static void
stats_save(struct state *state)
{
	char room[32];

	for (enum score_count what = 0; what < SCORE_COUNTS; what++)
		state_put(state, word_of(what, room), stats.count[what]);
	state_put(state, STR("reloaded"), stats.reloaded);
	state_put(state, STR("reload_bad"), stats.reload_bad);
}

static void
stats_load(struct state *state)
{
	uint64_t bad = 0;
	char room[32];

	while (state_next(state)) {
		if (state_is(state, STR("reloaded")))
			(void)state_number(
			    state, UINT64_MAX, &stats.reloaded); /* noted */
		else if (state_is(state, STR("reload_bad")))
			(void)state_number(state, 1, &bad); /* noted */
		for (enum score_count what = 0; what < SCORE_COUNTS; what++)
			if (state_is(state, word_of(what, room)))
				(void)state_number(state, UINT64_MAX,
				    &stats.count[what]); /* noted */
	}
	stats.reload_bad = bad > 0;
	stats.new = true;
}

MODULE(stats) = { TABLES(TABLE(stats.changed, CLIENTS_MAX),
		      TABLE(stats.listed, CLIENTS_MAX)),
	SECTION("counts", stats, 0) };
