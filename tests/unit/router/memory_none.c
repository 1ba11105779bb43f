/*
 * Where the router has no memory at all for a moment nobody gets a line with a
 * gap before it: who could not be told something has to go, and says so if it
 * can be; what could not be told has not happened; and all others go on.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/router/commands.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/downlink.h"
#include "server/router/delivery/fanout.h"
#include "server/router/disconnect.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/holds.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };

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

static const char *const lines[] = { "ping", "pass x", "help", "help send",
	"name other", "join tea", "join coffee", "join water", "leave tea",
	"leave tea so long", "leave coffee", "tell reza x", "tell nobody x",
	"topic tea", "topic tea green", "names tea", "groups", "send tea x",
	"send coffee x", "fault send bad-text", "time", "boxes", "get tea",
	"get tea k", "add tea other x", "put tea k x", "cut tea k",
	"hold tea k 1 x", "free tea k", "post tea x", "take tea 1", "boxes tea",
	"done 1 7", "reply 1 x", "hear k" };

/* All is as if the line had not been said, as far as others can see. */
static bool
nothing_has_happened(void)
{
	const uint32_t who = slot_of(&test.ali)->client;
	const uint32_t tea = groups_find(STR("tea"));

	return str_eq(clients_name(who), STR("ali")) &&
	    groups_of(who)->count == 1 && groups_has(tea, who) &&
	    groups_topic(tea).len == 0 && groups_count() == 2 &&
	    holds_locks() == 0;
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

/* The line can be stored, where one like it is; but not queued anew. */
static void
loses_who_cannot_be_told(void)
{
	uint32_t tea;

	begin();
	tea = groups_find(STR("tea"));
	MUST(fanout_group(tea, SAME(WORDS(STR("first")))), "no memory");
	downlink_forget(test.reza.slot);
	starve(0);
	TAP_OK(
	    fanout_group(tea, SAME(WORDS(STR("second")))), "a line is stored");
	starve_end();
	TAP_OK((slot_of(&test.ali)->marks & MARK_LOST) == 0 &&
		(slot_of(&test.reza)->marks & MARK_LOST) != 0,
	    "whose queue cannot be made longer is lost, and nobody else");
	MUST(fanout_group(tea, SAME(WORDS(STR("third")))), "no memory");
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "first") &&
		puppet_hears(&test.ali, "second") &&
		puppet_hears(&test.ali, "third") &&
		puppet_hears(&test.ali, "quit * reza internal"),
	    "the one has them all");
	TAP_OK(puppet_hears(&test.reza, "bye internal ...") &&
		puppet_is_at_end(&test.reza),
	    "the other nothing behind the gap");
	end();
}

/*
 * Clients that wait for an event about another client, or that have asked for
 * such events, are lost.
 */
static void
loses_who_waits(void)
{
	uint32_t ali, reza;

	begin();
	ali = slot_of(&test.ali)->client;
	reza = slot_of(&test.reza)->client;
	starve(0);
	fanout_event(reza, EVENT(WORDS(STR("x")), WORDS(STR("x")), ali));
	fanout_client(slot_of(&test.sara)->client, WORDS(STR("x")));
	starve_end();
	TAP_OK((slot_of(&test.reza)->marks & MARK_LOST) != 0 &&
		(slot_of(&test.sara)->marks & MARK_LOST) != 0 &&
		(slot_of(&test.ali)->marks & MARK_LOST) == 0,
	    "who cannot be told something is lost, not who has done it");
	stage_turn();
	end();
	begin();
	ali = slot_of(&test.ali)->client;
	reza = slot_of(&test.reza)->client;
	starve(0);
	TAP_OK(!fanout_both(
		   ali, reza, EVENT(WORDS(STR("x")), WORDS(STR("x")), ali)) &&
		(slot_of(&test.ali)->marks & MARK_LOST) != 0 &&
		(slot_of(&test.reza)->marks & MARK_LOST) == 0,
	    "of what has not happened only who waits for it is");
	starve_end();
	stage_turn();
	end();
}

/* If a goodbye finds no memory, all who share a group are lost. */
static void
loses_sharers_of_who_quits(void)
{
	begin();
	disconnect_request(test.ali.slot, BYE_KICKED, bye_word(BYE_KICKED));
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

/* Its worker has died: there is nobody left to be told why. */
static void
loses_sharers_of_who_dies(void)
{
	begin();
	MUST(slots_reaped(test.ali.pid) == test.ali.slot, "not its slot");
	disconnect_mark(test.ali.slot, MARK_DONE);
	starve(0);
	disconnect_sweep();
	starve_end();
	sane_check();
	TAP_OK(slots_used() == 2 && !is_open(&test.reza) && is_open(&test.sara),
	    "of a death as well");
	io_close(&test.ali.up);
	io_close(&test.ali.down);
	puppet_die(&test.reza);
	puppet_die(&test.sara);
	sane_check_empty();
	stage_forget_log();
}

/* A message waits for the group when the memory ends. */
static void
settles_later(void)
{
	uint32_t tea;

	begin();
	tea = groups_find(STR("tea"));
	MUST(fanout_message(tea,
		 SAME(WORDS(STR("msg"), STR("1"), STR("tea"), STR("ali")))),
	    "no memory");
	starve(0);
	fanout_settle();
	starve_end();
	stage_turn();
	TAP_OK(
	    !is_open(&test.ali) && !is_open(&test.reza) && is_open(&test.sara),
	    "a message that nobody could be given is lost for all");
	TAP_OK(puppet_hears(&test.ali, "bye internal ...") &&
		puppet_hears(&test.reza, "bye internal ..."),
	    "who are told so");
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
	loses_who_cannot_be_told();
	loses_who_waits();
	loses_sharers_of_who_quits();
	loses_sharers_of_who_dies();
	settles_later();
	return tap_done();
}
