/*
 * Where the router has no memory at all for a moment nobody gets a line with a
 * gap before it: who could not be told something has to go, and says so if it
 * can be; what could not be told has not happened; and all others go on. Where
 * it has no more for long, those who read nothing have to go. (A single piece
 * that is not to be had: tests/fuzz/corpus/router/starved-*.) A taker or an
 * account that has gone leaves its row to the next.
 * -Wl,--wrap=arena_alloc
 */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/disconnect.h"
#include "server/router/model/account_names.h"
#include "server/router/model/boxes.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/router/uplink.h"
#include "server/router/work/keys.h"
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

/* While starving, so many of the smallest blocks are left, and no other. */
static bool starving;
static size_t left;

void *__real_arena_alloc(size_t size);
void *__wrap_arena_alloc(size_t size);
void *
__wrap_arena_alloc(size_t size)
{
	if (starving && (size > SMALLEST || left == 0))
		return NULL;
	left -= starving;
	return __real_arena_alloc(size);
}

static void
starve(size_t blocks)
{
	starving = true;
	left = blocks;
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
	"hold tea k 1 x", "post tea x", "take tea 1" };

/* All is as if the line had not been said, as far as others can see. */
static bool
nothing_has_happened(void)
{
	const client_id who = client_of(slot_of(&test.ali)->conn);
	const uint32_t tea = groups_find(STR("tea"));

	return str_eq(clients_name(who), STR("ali")) &&
	    groups_of(who)->count == 1 && groups_has(tea, who) &&
	    groups_topic(tea).len == 0 && groups_count() == 2 &&
	    rows_used(&keys_locks()->holds) == 0;
}

/* The line is too much for what is left, which other things are not. */
static void
does_nothing_by_halves(const char *line, size_t blocks)
{
	begin();
	starve(blocks);
	(void)commands_run(test.ali.slot, str_from(line), false);
	starving = false;
	TAP_OK((slot_of(&test.ali)->marks & MARK_LOST) != 0 &&
		nothing_has_happened(),
	    "there are %zu small blocks for \"%s\"", blocks, line);
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
	struct rlimit before, limit;
	bool good = true;

	stage_configure(large);
	begin();
	puppet_say(&test.sara, "join tea");
	puppet_hear_all(&test.sara, test.last);
	MUST(getrlimit(RLIMIT_AS, &before) == 0, "no limit");
	limit = before;
	limit.rlim_cur = (rlim_t)proc_status(getpid(), "VmSize") * 1024;
	MUST(setrlimit(RLIMIT_AS, &limit) == 0, "the memory has no limit");
	for (int i = 0; i < ROUNDS && good && is_open(&test.reza); i++)
		good = talk();
	MUST(setrlimit(RLIMIT_AS, &before) == 0, "the limit stays");
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
	starving = false;
	TAP_OK(stage_logged("memory: cannot announce that ali quit"),
	    "that is logged");
	sane_check();
	TAP_OK(!is_open(&test.ali) && !is_open(&test.reza),
	    "who cannot be told that one has quit has to go");
	TAP_OK(is_open(&test.sara), "who need not be told stays");
	TAP_OK(slot_of(&test.ali)->deadline != 0 &&
		slot_of(&test.reza)->deadline != 0,
	    "and whose bye was lost is killed");
	TAP_OK(!client_is(clients_find(STR("ali"))) &&
		!client_is(clients_find(STR("reza"))) &&
		groups_find(STR("tea")) == GROUP_NONE,
	    "names and groups are free");
	puppet_say(&test.sara, "ping");
	TAP_OK(puppet_hears(&test.sara, "ok ping"), "the others go on");
	end();
}

static void
leaves_rows(void)
{
	uint32_t box, taker = 0;

	begin();
	box = groups_find(STR("coffee"));
	for (size_t i = 0; i <= TAKERS_MAX && taker != TAKER_NONE; i++) {
		taker = boxes_add_taker(box, slot_of(&test.sara)->conn);
		if (taker != TAKER_NONE)
			boxes_remove_taker(taker);
	}
	TAP_OK(taker != TAKER_NONE, "takers come and go");
	account_names_add(STR("ali"), (struct account_facts) { .made = 1 });
	account_names_drop(STR("ali"));
	TAP_NUM(account_names_count(), 0, "an account comes and goes");
	end();
}

int
main(void)
{
	stage_begin(options);
	for (size_t i = 0; i < COUNT(lines); i++)
		for (size_t blocks = 0; blocks < LEFT_MOST; blocks++)
			does_nothing_by_halves(lines[i], blocks);
	loses_sharers_of_who_quits();
	if (proc_is_there() && !sanitized()) /* who need memory themselves */
		loses_who_does_not_read();
	leaves_rows();
	return tap_done();
}
