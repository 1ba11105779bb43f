/*
 * Where the router has no memory at all for a moment nobody gets a line with a
 * gap before it: who could not be told something has to go, and says so if it
 * can be; what could not be told has not happened; and all others go on. Where
 * it has no more for long, those who read nothing have to go. (A single piece
 * that is not to be had: tests/fuzz/corpus/router/starved-*.)
 */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/disconnect.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "server/router/model/slots.h"
#include "server/router/uplink.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LETTERS 3700
#define ROUNDS 40000 /* far more than there is memory for */

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };
static const struct config_option large[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "queue_max", "64M" }, { NULL, NULL } };

static struct {
	struct puppet ali; /* in tea, as reza */
	struct puppet reza;
	struct puppet sara; /* in coffee */
	char last[LIMIT_LINE];
} test;

#define SMALLEST 32 /* less than that no block is */

/* The allocated memory, as a list inside the blocks themselves. */
struct taken {
	struct taken *next;
	size_t size;
};

static struct {
	struct taken *first;
	struct rlimit before;
} taken_all;

/* Returns whether this works here; sanitizers need memory themselves. */
static bool
starve_can(void)
{
	return proc_is_there() && !sanitized();
}

/* The soft limit alone, so that it can be lifted again. */
static void
limit_memory(void)
{
	const long now = proc_status(getpid(), "VmSize");
	struct rlimit limit;

	MUST(now != -1 && getrlimit(RLIMIT_AS, &taken_all.before) == 0,
	    "no limit");
	limit = taken_all.before;
	limit.rlim_cur = (rlim_t)now * 1024;
	MUST(setrlimit(RLIMIT_AS, &limit) == 0, "the memory has no limit");
}

static bool
take(size_t size)
{
	struct taken *taken = arena_alloc(size);

	if (taken == NULL)
		return false;
	*taken = (struct taken) { taken_all.first, size };
	taken_all.first = taken;
	return true;
}

static void
give_one(void)
{
	struct taken *taken = taken_all.first;

	taken_all.first = taken->next;
	arena_free(taken, taken->size);
}

/*
 * Takes all memory of the arena and all that the system still gives, except for
 * left of the smallest blocks, which are the last that are taken.
 */
static void
starve(size_t left)
{
	/* However the slab has been cut, there are enough of these. */
	for (size_t i = 0; i < left; i++)
		MUST(take(SMALLEST), "no memory");
	for (size_t i = 0; i < left; i++)
		give_one();
	limit_memory();
	for (size_t size = ARENA_BLOCK; size >= SMALLEST; size /= 2)
		while (take(size))
			continue;
	for (; left > 0; left--) {
		MUST(taken_all.first != NULL &&
			taken_all.first->size == SMALLEST,
		    "no block of %d bytes", SMALLEST);
		give_one();
	}
}

static void
starve_end(void)
{
	MUST(setrlimit(RLIMIT_AS, &taken_all.before) == 0, "the limit stays");
	while (taken_all.first != NULL)
		give_one();
	arena_recover();
}

static struct slot *
slot_of(const struct puppet *puppet)
{
	return slots_get(puppet->slot);
}

static bool
is_open(const struct puppet *puppet)
{
	return slot_of(puppet)->state == SLOT_OPEN;
}

static void
begin(void)
{
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.reza, "reza", "tea");
	puppet_join(&test.sara, "sara", "coffee");
	puppet_say(&test.sara, "post coffee x");
	puppet_hear_all(&test.sara, test.last);
	puppet_hear_all(&test.ali, test.last);
	stage_forget_log();
}

static void
end(void)
{
	puppet_die(&test.ali);
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	sane_check_empty();
	stage_forget_log();
}

#define LEFT_MOST 4

static const char *const lines[] = { "ping", "help", "name other",
	"join coffee", "join water", "leave tea", "tell reza x",
	"topic tea green", "names tea", "groups", "send tea x",
	"fault send bad-text", "add tea other x", "put tea k x", "get tea",
	"hold tea k 1 x", "post tea x", "take tea 1", "hear k" };

/* All is as if the line had not been said, as far as others can see. */
static bool
nothing_has_happened(void)
{
	const uint32_t who = slot_of(&test.ali)->client;
	const uint32_t tea = groups_find(STR("tea"));

	return str_eq(clients_name(who), STR("ali")) &&
	    groups_of(who)->count == 1 && groups_has(tea, who) &&
	    groups_topic(tea).len == 0 && groups_count() == 2 &&
	    holds_used() == 0;
}

/* The line is too much for what is left, which other things are not. */
static void
does_nothing_by_halves(const char *line, size_t left)
{
	begin();
	starve(left);
	(void)commands_run(test.ali.slot, str_from(line), false);
	starve_end();
	TAP_OK((slot_of(&test.ali)->marks & MARK_LOST) != 0 &&
		nothing_has_happened(),
	    "there are %zu small blocks for \"%s\"", left, line);
	stage_turn();
	sane_check();
	TAP_OK(puppet_hears(&test.ali, "bye internal ...") &&
		puppet_is_at_end(&test.ali),
	    "who said it has no answer, but goodbye");
	TAP_OK(puppet_hears(&test.reza, "quit * ali internal") &&
		puppet_hears_nothing(&test.reza) &&
		puppet_hears_nothing(&test.sara) && is_open(&test.reza),
	    "and others hear of that alone");
	end();
}

/* The talker says something long. False if anybody gets it with a gap. */
static bool
talk(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "send tea %s", filler(LETTERS)); /* fits */
	puppet_say(&test.ali, line);
	puppet_hear_all(&test.sara, test.last);
	puppet_hear_all(&test.ali, test.last);
	return pattern_matches("msg * tea ali *", str_from(test.last)) ||
	    pattern_matches("quit * reza slow-reader", str_from(test.last));
}

/* Two read, so that the one who does not is no half of the group. */
static void
loses_who_does_not_read(void)
{
	bool good = true;

	stage_configure(large);
	begin();
	puppet_say(&test.sara, "join tea");
	puppet_hear_all(&test.sara, test.last);
	limit_memory();
	for (int i = 0; i < ROUNDS && good && is_open(&test.reza); i++)
		good = talk();
	MUST(setrlimit(RLIMIT_AS, &taken_all.before) == 0, "the limit stays");
	TAP_OK(good && is_open(&test.ali) && is_open(&test.sara),
	    "the talk goes on, without a gap");
	TAP_OK(!is_open(&test.reza), "who does not read has to go");
	puppet_hear_all(&test.reza, test.last);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)),
	    "and is told so");
	TAP_OK(!arena_is_short(), "then there is memory again");
	end();
}

/* If a goodbye finds no memory, all who share a group are lost. */
static void
loses_sharers_of_who_quits(void)
{
	begin();
	disconnect_request(test.ali.slot, BYE_KICKED, NO_WORDS);
	starve(0);
	disconnect_sweep();
	starve_end();
	TAP_OK(stage_logged("memory: cannot announce that ali quit"),
	    "that is logged");
	sane_check();
	TAP_OK(!is_open(&test.ali) && !is_open(&test.reza),
	    "who cannot be told that one has quit has to go");
	TAP_OK(is_open(&test.sara), "who need not be told stays");
	TAP_OK(slot_of(&test.ali)->deadline != 0 &&
		slot_of(&test.reza)->deadline != 0,
	    "and whose bye was lost is killed");
	TAP_OK(clients_find(STR("ali")) == CLIENT_NONE &&
		clients_find(STR("reza")) == CLIENT_NONE &&
		groups_find(STR("tea")) == GROUP_NONE,
	    "names and groups are free");
	puppet_say(&test.sara, "ping");
	TAP_OK(puppet_hears(&test.sara, "ok ping"), "the others go on");
	end();
}

int
main(void)
{
	if (!starve_can())
		tap_skip("the memory of this program cannot be limited");
	stage_begin(options);
	for (size_t i = 0; i < COUNT(lines); i++)
		for (size_t left = 0; left < LEFT_MOST; left++)
			does_nothing_by_halves(lines[i], left);
	loses_sharers_of_who_quits();
	loses_who_does_not_read();
	return tap_done();
}
