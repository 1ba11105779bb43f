/*
 * server/router/verbs/accounts/group_writes and registered_groups: of each
 * registered group one write is under way, and its latest state goes next; ok
 * waits for the keeper, the mode does not; what fails is not-kept, and tried
 * again; what a keeper has not answered the next one is asked.
 */
#include "server/router/verbs/accounts/group_writes.h"

#include <stdio.h>

#include "server/base/loop/ticks.h"
#include "server/router/model/slots.h"
#include "server/router/verbs/accounts/keeper_client.h"
#include "shared/grammar.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define RECORD " ali * "

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "60" },
	{ "login_plaintext", "yes" }, { NULL, NULL } };
static const struct config_option hasty[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { "hold_time", "0.1" },
	{ "login_plaintext", "yes" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet ali; /* short events */
	struct puppet bob; /* full ones */
	uint64_t number; /* of the last question */
	char asked[LIMIT_LINE];
} test;

static void
keeper_comes(const char *kept)
{
	played_keeper_enter_with(&test.keeper,
	    (const char *const[]) { "kept account ali 1", kept, NULL });
}

/* As helpers.c and reap.c have it: what it has said comes first. */
static void
keeper_dies(void)
{
	stage_turn();
	puppet_die(&test.keeper);
	keeper_client_keeper_ended(false);
	stage_forget_log();
}

/* The next question's words behind "ask NUMBER". */
static bool
next_asked(struct str *line)
{
	if (!puppet_line(&test.keeper, line))
		return false;
	MUST(str_eq(str_word(line), STR("ask")) &&
		str_to_number(str_word(line), UINT64_MAX, &test.number),
	    "no question");
	return true;
}

/* Is the keeper asked that? The answer is then to what settles it. */
static bool
is_asked(const char *pattern)
{
	struct str line;
	bool matches;

	stage_turn();
	if (!next_asked(&line))
		return false;
	matches = pattern_matches(pattern, line);
	if (!matches)
		(void)printf("# asked \"%.*s\"\n", (int)line.len, line.at);
	while (str_begins(line, STR("put ")))
		MUST(next_asked(&line), "it is not settled");
	return matches;
}

static void
answer(const char *words)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "answer %llu %s",
	    (unsigned long long)test.number, words); /* fits */
	puppet_say(&test.keeper, line);
	stage_turn();
}

static bool
asks_nothing(void)
{
	struct str line;

	stage_turn();
	return !puppet_line(&test.keeper, &line);
}

static void
log_in(struct puppet *puppet, const char *account)
{
	char line[LIMIT_LINE];

	(void)snprintf(line, sizeof(line), "login %s pw", account); /* fits */
	puppet_say(puppet, line);
	stage_turn(); /* it has its turn */
	MUST(is_asked("check * * pw"), "it is not asked");
	(void)snprintf(line, sizeof(line), "done %s", account); /* fits */
	answer(line);
	MUST(puppet_hears(puppet, "ok login *"), "not logged in");
}

static void
registers(void)
{
	puppet_say(&test.ali, "register tea");
	TAP_OK(is_asked("put group tea" RECORD "n 0"), "the keeper is asked");
	TAP_OK(puppet_hears_nothing(&test.ali), "and waited for");
	puppet_say(&test.bob, "register tea");
	TAP_OK(puppet_hears(&test.bob, "err register exists ..."),
	    "meanwhile it is nobody else's");
	puppet_say(&test.bob, "mode tea +t");
	TAP_OK(puppet_hears(&test.bob, "mode * tea * +t") &&
		puppet_hears(&test.bob, "ok mode tea +t"),
	    "it promises nothing yet");
	answer("done");
	TAP_OK(is_asked("put group tea" RECORD "nt 0") &&
		puppet_hears_nothing(&test.ali),
	    "what has changed goes with it");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "ok register tea"), "then it is done");
}

static void
one_at_a_time(void)
{
	puppet_say(&test.ali, "mode tea +k key");
	TAP_OK(puppet_hears(&test.bob, "mode * tea * +k key"),
	    "all are told at once");
	TAP_OK(is_asked("put group tea" RECORD "nt 0 key") &&
		puppet_hears_nothing(&test.ali),
	    "ok waits for the keeper");
	puppet_say(&test.ali, "ping");
	puppet_say(&test.bob, "mode tea +i");
	puppet_say(&test.bob, "mode tea +m");
	TAP_OK(puppet_hears(&test.bob, "mode * tea * +i") &&
		puppet_hears_nothing(&test.bob) && asks_nothing(),
	    "one write is under way, and answers keep their order");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "ok mode tea +k key") &&
		puppet_hears(&test.ali, "ok ping"),
	    "who waits for that is answered, and goes on");
	TAP_OK(puppet_hears_nothing(&test.bob) &&
		is_asked("put group tea" RECORD "int 0 key"),
	    "then the latest state goes");
	answer("done");
	TAP_OK(puppet_hears(&test.bob, "ok mode tea +i") &&
		puppet_hears(&test.bob, "mode * tea * +m"),
	    "and the next change begins");
	TAP_OK(is_asked("put group tea" RECORD "imnt 0 key"), "and is asked");
	answer("done");
	TAP_OK(puppet_hears(&test.bob, "ok mode tea +m"), "and answered");
	puppet_say(&test.ali, "mode tea +v bob");
	TAP_OK(puppet_hears(&test.ali, "ok mode tea +v bob") &&
		puppet_hears(&test.bob, "mode * tea * +v bob") &&
		asks_nothing(),
	    "what is not kept waits for nobody");
}

static void
is_not_kept(void)
{
	puppet_say(&test.ali, "mode tea -m");
	TAP_OK(is_asked("put ...") && puppet_hears(&test.bob, "mode * * * -m"),
	    "it is tried");
	answer("unavailable No space left on device");
	TAP_OK(puppet_hears(
		   &test.ali, "err mode not-kept -m of tea is in effect, ..."),
	    "the client is told");
	TAP_OK(stage_logged("keeper: cannot write: No space left on device"),
	    "and the log");
	TAP_NUM(group_writes_failed(), 1, "it is known how many are so");
	puppet_say(&test.ali, "mode tea -i");
	TAP_OK(puppet_hears(&test.ali, "err mode not-kept ...") &&
		puppet_hears(&test.bob, "mode * * * -i") && asks_nothing(),
	    "meanwhile nobody waits, and nobody is asked");
	pace(SEC + 100 * MSEC);
	TAP_OK(is_asked("put group tea" RECORD "nt 0 key"), "then again");
	answer("unavailable No space left on device");
	pace(SEC); /* a turn counts for no more than that */
	TAP_OK(asks_nothing(), "later each time");
	pace(SEC + 100 * MSEC);
	TAP_OK(is_asked("put group tea" RECORD "nt 0 key"), "and again");
	answer("done");
	TAP_NUM(group_writes_failed(), 0, "until it is kept");
	stage_forget_log();
}

/* The next keeper is asked; what it tells of that group is older. */
static void
keeper_is_killed(void)
{
	puppet_say(&test.ali, "mode tea +l 7");
	MUST(is_asked("put group tea" RECORD "nt 7 key"), "not asked");
	MUST(puppet_hears(&test.bob, "mode * * * +l 7"), "not told");
	keeper_dies();
	TAP_OK(puppet_hears_nothing(&test.ali), "it waits for the next one");
	keeper_comes("kept group tea ali 1 nt 0 key");
	TAP_OK(is_asked("put group tea" RECORD "nt 7 key"), "which is asked");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "ok mode tea +l 7"), "and answers");
}

/* An answer that is there when it dies is taken. */
static void
last_answer_counts(void)
{
	char line[LIMIT_LINE];

	puppet_say(&test.ali, "mode tea +l 8");
	MUST(is_asked("put group tea" RECORD "nt 8 key"), "not asked");
	MUST(puppet_hears(&test.bob, "mode * * * +l 8"), "not told");
	(void)snprintf(line, sizeof(line), "answer %llu done\n",
	    (unsigned long long)test.number); /* fits */
	puppet_write(&test.keeper, str_from(line));
	puppet_die(&test.keeper);
	keeper_client_keeper_ended(false);
	stage_forget_log();
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "ok mode tea +l 8"),
	    "what it has said last counts");
	keeper_comes("kept group tea ali 1 nt 8 key");
	TAP_OK(asks_nothing(), "and is not asked again");
}

static void
waits_no_longer(void)
{
	stage_configure(hasty);
	puppet_say(&test.ali, "mode tea -l");
	MUST(is_asked("put ..."), "not asked");
	MUST(puppet_hears(&test.bob, "mode * * * -l"), "not told");
	pace(200 * MSEC);
	stage_turn();
	TAP_OK(puppet_hears(&test.ali, "err mode not-kept ..."),
	    "it waits for hold_time at most");
	TAP_NUM(group_writes_failed(), 1, "which counts as a failure");
	puppet_say(&test.ali, "mode tea +s");
	TAP_OK(puppet_hears(&test.ali, "err mode not-kept ...") &&
		puppet_hears(&test.bob, "mode * * * +s"),
	    "after which nobody waits");
	answer("done");
	TAP_NUM(group_writes_failed(), 0, "until the keeper answers");
	MUST(is_asked("put group tea" RECORD "nst 0 key"), "not asked");
	answer("done");
	stage_configure(options);
}

static void
drops(void)
{
	puppet_say(&test.ali, "drop tea");
	TAP_OK(is_asked("cut group tea"), "to drop it is a write as well");
	answer("unavailable No space left on device");
	TAP_OK(puppet_hears(&test.ali, "err drop unavailable ..."),
	    "if that fails");
	pace(SEC + 100 * MSEC);
	TAP_OK(is_asked("put group tea ..."), "it is as it was");
	answer("done");
	puppet_say(&test.ali, "drop tea");
	MUST(is_asked("cut group tea"), "not asked");
	answer("done");
	TAP_OK(puppet_hears(&test.ali, "ok drop tea"), "else it is dropped");
	puppet_say(&test.ali, "mode tea +C");
	TAP_OK(puppet_hears(&test.ali, "ok mode tea +C") && asks_nothing(),
	    "and nothing of it is kept");
	stage_forget_log();
}

/* As older servers may have left one behind. */
static void
account_is_gone(void)
{
	puppet_say(&test.ali, "register tea");
	MUST(is_asked("put group tea ..."), "not asked");
	answer("done");
	MUST(puppet_hears(&test.ali, "ok register tea"), "not registered");
	puppet_say(&test.ali, "mode tea -C");
	MUST(is_asked("put group tea ..."), "not asked");
	answer("no-such-name");
	TAP_OK(puppet_hears(&test.ali, "err mode not-kept ...") &&
		is_asked("cut group tea"),
	    "a group whose account is not there is given up");
	answer("done");
	TAP_NUM(group_writes_failed(), 0, "which is no failure");
	puppet_say(&test.ali, "register tea");
	TAP_OK(is_asked("put group tea ..."), "and can be registered");
	answer("done");
	stage_forget_log();
}

int
main(void)
{
	stage_begin(options);
	puppet_join(&test.ali, "ali", "tea");
	puppet_join(&test.bob, "bob", "tea");
	keeper_comes(NULL);
	puppet_say(&test.ali, "mode tea +o bob");
	puppet_say(&test.bob, "want full");
	MUST(puppet_hears(&test.ali, "join ...") &&
		puppet_hears(&test.ali, "ok mode ..."),
	    "bob is no operator");
	log_in(&test.ali, "ali");
	MUST(puppet_hears(&test.bob, "ok want full") &&
		puppet_hears(&test.bob, "account ..."),
	    "no full events");
	puppet_say(&test.bob, "login bob pw");
	stage_turn(); /* he has his turn */
	MUST(is_asked("check * * pw"), "it is not asked");
	answer("done bob");
	stage_forget_log();
	MUST(puppet_hears(&test.bob, "ok login bob"), "not logged in");
	registers();
	one_at_a_time();
	is_not_kept();
	keeper_is_killed();
	last_answer_counts();
	waits_no_longer();
	drops();
	account_is_gone();
	return tap_done();
}
