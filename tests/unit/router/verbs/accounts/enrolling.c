/*
 * server/router/verbs/accounts: one account is created at a time, so whether a
 * client may create one is seen when its turn comes: not if the one before it
 * has that name, or one that looks like it; and three of an address in a day,
 * whatever becomes of the client once the keeper was asked.
 */
#include <stdio.h>

#include "server/router/verbs/accounts/accounts.h"
#include "tests/lib/must.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#define CLIENTS 6

static const struct config_option options[] = { { "max_clients", "50" },
	{ "hello_time", "0" }, { "exempt", "none" }, { "connect_rate", "0" },
	{ "register", "before" }, { "hold_time", "0.1" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet one[CLIENTS];
	struct str what;
} test;

static void
enter(size_t count, const char *from)
{
	char peer[32];

	for (size_t i = 0; i < count; i++) {
		(void)snprintf(peer, sizeof(peer), "%s:%zu", from, i + 1);
		puppet_enter_from(&test.one[i], peer);
	}
}

static void
leave(size_t count)
{
	for (size_t i = 0; i < count; i++)
		puppet_die(&test.one[i]);
	stage_forget_log();
}

static uint64_t
asked(void)
{
	return played_keeper_asked(&test.keeper, &test.what);
}

static void
answer(uint64_t number, const char *text)
{
	played_keeper_answer(&test.keeper, number, text);
	pace_turns(20 * MSEC); /* its client's line is run again */
}

/* As the keeper says it: first that there is one. */
static void
make(uint64_t number, const char *name)
{
	char line[128];

	(void)snprintf(line, sizeof(line), "kept account %s 1", name);
	puppet_say(&test.keeper, line);
	(void)snprintf(line, sizeof(line), "done %s", name);
	answer(number, line);
}

static void
waits_for_the_name(void)
{
	uint64_t number;

	enter(3, "192.0.2.1");
	puppet_say(&test.one[0], "enroll modern pw");
	number = asked();
	MUST(number != 0, "it is not asked");
	puppet_say(&test.one[1], "enroll modem pw");
	TAP_NUM(asked(), 0, "the keeper is not asked for one that looks alike");
	TAP_OK(puppet_ask(&test.one[2], "name Modern",
		   "err name name-taken name reserved ..."),
	    "nobody takes the name that is being made");
	make(number, "modern");
	TAP_OK(puppet_hears(&test.one[0], "ok register modern"), "it is made");
	TAP_OK(puppet_hears(&test.one[1], "err enroll exists ..."),
	    "the other can be made no more");
	TAP_OK(puppet_ask(&test.one[1], "name modem",
		   "err name name-taken name reserved ..."),
	    "nor taken");
	puppet_say(&test.one[1], "enroll other pw");
	number = asked();
	puppet_say(&test.one[2], "enroll 0ther pw");
	answer(number, "unavailable");
	TAP_OK(puppet_hears(&test.one[1], "err enroll unavailable ..."),
	    "it fails");
	leave(3);
}

/* The account that is to be made by the question that was asked last. */
static void
make_asked(uint64_t number)
{
	struct str rest = test.what;
	char name[32];

	MUST(number != 0, "it is not asked");
	(void)str_word(&rest); /* make */
	(void)str_word(&rest); /* rounds */
	rest = str_word(&rest);
	(void)snprintf(name, sizeof(name), "%.*s", (int)rest.len, rest.at);
	make(number, name);
}

static void
has_three_places(void)
{
	char line[32];

	enter(CLIENTS, "192.0.2.2");
	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(line, sizeof(line), "enroll place%c pw",
		    (char)('a' + (int)i));
		puppet_say(&test.one[i], line);
	}
	answer(asked(), "unavailable");
	for (size_t i = 0; i < 3; i++)
		make_asked(asked());
	TAP_NUM(asked(), 0, "three are made, and one that fails counts not");
	for (size_t i = 4; i < CLIENTS; i++)
		TAP_OK(puppet_hears(&test.one[i], "err enroll too-many ..."),
		    "one more is too many");
	leave(CLIENTS);
}

/* Once the keeper was asked. */
static void
outlives_its_client(void)
{
	uint64_t number;

	enter(4, "192.0.2.3");
	for (size_t i = 0; i < 2; i++) {
		puppet_say(&test.one[i],
		    i == 0 ? "enroll gonea pw" : "enroll goneb pw");
		make_asked(asked());
	}
	puppet_say(&test.one[2], "enroll gonec pw");
	number = asked();
	leave(3);
	puppet_say(&test.one[3], "enroll more pw");
	make(number, "gonec");
	TAP_OK(puppet_hears(&test.one[3], "err enroll too-many ..."),
	    "whoever has gone has taken a place");
	TAP_OK(
	    puppet_ask(&test.one[3], "name gonec", "err name name-taken ..."),
	    "and a name");
	puppet_die(&test.one[3]);
	stage_forget_log();
}

static void
ends_with_the_keeper(void)
{
	uint64_t number;

	enter(3, "192.0.2.5");
	puppet_say(&test.one[0], "enroll lost pw");
	MUST(asked() != 0, "it is not asked");
	puppet_say(&test.one[1], "enroll kept pw");
	puppet_die(&test.one[0]);
	played_keeper_die(&test.keeper);
	played_keeper_enter(&test.keeper);
	number = asked();
	TAP_OK(number != 0 && str_eq(test.what, STR("make 100000 kept pw")),
	    "the next is asked for what is still wanted");
	make(number, "kept");
	TAP_OK(puppet_hears(&test.one[1], "ok register kept"), "it is done");
	puppet_die(&test.one[1]);
	puppet_die(&test.one[2]);
	stage_forget_log();
}

/* Clients that come and go, while a keeper hangs, fill no table. */
static void
is_bounded(void)
{
	char line[64];
	bool good = true;

	stage_configure((const struct config_option[]) { { "hello_time", "0" },
	    { "register", "before" }, { "connect_rate", "0" },
	    { "login_rate", "0" }, { NULL, NULL } });
	for (unsigned i = 0; i < 2000 && good; i++) {
		puppet_enter_from(&test.one[0], "127.0.0.1:1");
		(void)snprintf(line, sizeof(line), "enroll x%c%c%c pw",
		    'a' + i / 100 % 26, 'a' + i / 10 % 10, 'a' + i % 10);
		puppet_say(&test.one[0], line);
		stage_turn();
		good = puppet_hears_nothing(&test.one[0]);
		puppet_die(&test.one[0]);
		stage_forget_log();
	}
	TAP_OK(good, "there is always room");
	(void)asked(); /* the first of them */
	played_keeper_die(&test.keeper);
	played_keeper_enter(&test.keeper);
	puppet_enter_from(&test.one[0], "127.0.0.1:1");
	puppet_say(&test.one[0], "enroll another pw");
	TAP_OK(asked() != 0, "and the next keeper is asked");
	puppet_die(&test.one[0]);
}

int
main(void)
{
	stage_begin(options);
	pace_turns(SEC); /* 0 is no time */
	played_keeper_enter(&test.keeper);
	waits_for_the_name();
	has_three_places();
	outlives_its_client();
	ends_with_the_keeper();
	is_bounded();
	puppet_die(&test.keeper);
	return tap_done();
}
