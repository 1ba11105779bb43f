/*
 * server/router/model/signups: an account that is about to be created has its
 * name, and its place among those that an address may create, from the moment
 * that the keeper is asked until it has answered, whatever becomes of the
 * client.
 */
#include "server/router/model/signups.h"

#include <stdio.h>
#include <string.h>

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
reserves_the_name(void)
{
	uint64_t number;

	enter(3, "192.0.2.1");
	puppet_say(&test.one[0], "enroll modern pw");
	number = asked();
	MUST(number != 0, "it is not asked");
	TAP_OK(puppet_ask(&test.one[1], "enroll modern pw",
		   "err enroll name-taken another client is just ..."),
	    "nobody else can register it");
	TAP_OK(puppet_ask(&test.one[1], "enroll modem pw",
		   "err enroll name-taken another client is just ..."),
	    "nor one that looks like it");
	TAP_OK(puppet_ask(&test.one[1], "name modern",
		   "err name name-taken name reserved ..."),
	    "or take it");
	TAP_NUM(asked(), 0, "the keeper is not asked for any of that");
	answer(number, "unavailable");
	TAP_OK(puppet_hears(&test.one[0], "err enroll unavailable ..."),
	    "it fails");
	puppet_say(&test.one[1], "enroll modem pw");
	make(asked(), "modem");
	TAP_OK(puppet_hears(&test.one[1], "ok register modem"),
	    "then the other can be had");
	TAP_OK(puppet_ask(
		   &test.one[0], "enroll modern pw", "err enroll exists ..."),
	    "and the first no more");
	TAP_OK(puppet_ask(&test.one[1], "name modem", "ok name modem"),
	    "its owner has the name");
	leave(3);
}

/* The keeper is asked for one after the other, in any order. */
static void
answer_next(bool makes)
{
	const uint64_t number = asked();
	char name[16];

	MUST(number != 0 && asked() == 0, "one is asked at a time");
	MUST(str_skip(&test.what, STR("make 100000 ")), "it makes one");
	(void)snprintf(
	    name, sizeof(name), "%.*s", (int)strlen("placea"), test.what.at);
	if (makes)
		make(number, name);
	else
		answer(number, "unavailable");
}

static void
reserves_the_place(void)
{
	char line[32];

	enter(CLIENTS, "192.0.2.2");
	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(line, sizeof(line), "enroll place%c pw",
		    (char)('a' + (int)i));
		puppet_say(&test.one[i], line);
	}
	for (size_t i = 3; i < CLIENTS; i++)
		TAP_OK(puppet_hears(&test.one[i], "err enroll too-many ..."),
		    "a fourth of an address is too many");
	answer_next(true);
	answer_next(true);
	answer_next(false);
	puppet_say(&test.one[4], "enroll placee pw");
	answer_next(true);
	PASS("a place that was not used is given back");
	TAP_OK(puppet_ask(
		   &test.one[5], "enroll placef pw", "err enroll too-many ..."),
	    "and those that were are not");
	leave(CLIENTS);
}

static void
outlives_its_client(void)
{
	uint64_t number;

	enter(2, "192.0.2.3");
	puppet_say(&test.one[0], "enroll gonea pw");
	number = asked();
	puppet_die(&test.one[0]);
	TAP_OK(
	    puppet_ask(&test.one[1], "name gonea", "err name name-taken ..."),
	    "whoever has gone has taken a name");
	make(number, "gonea");
	TAP_OK(puppet_ask(
		   &test.one[1], "enroll gonea pw", "err enroll exists ..."),
	    "which lasts if the account is made");
	puppet_die(&test.one[1]);
	stage_forget_log();
}

static void
outlives_patience(void)
{
	uint64_t number;

	enter(2, "192.0.2.4");
	puppet_say(&test.one[0], "enroll patience pw");
	number = asked();
	pace_turns(150 * MSEC);
	TAP_OK(puppet_hears(&test.one[0], "err enroll unavailable ..."),
	    "the keeper takes too long");
	TAP_OK(puppet_ask(&test.one[1], "enroll patience pw",
		   "err enroll name-taken ..."),
	    "and may do it all the same");
	make(number, "patience");
	TAP_OK(puppet_ask(
		   &test.one[1], "enroll patience pw", "err enroll exists ..."),
	    "as it does");
	leave(2);
}

static void
ends_with_the_keeper(void)
{
	uint64_t number;

	enter(2, "192.0.2.5");
	puppet_say(&test.one[0], "enroll lost pw");
	MUST(asked() != 0, "it is not asked");
	puppet_die(&test.one[0]);
	played_keeper_die(&test.keeper);
	TAP_OK(puppet_ask(&test.one[1], "name lost", "err name name-taken ..."),
	    "it may have been done");
	played_keeper_enter(&test.keeper);
	TAP_OK(asked() == 0, "nobody wants it any more");
	TAP_OK(puppet_ask(&test.one[1], "name lost", "ok name lost"),
	    "what was not done is free");
	puppet_die(&test.one[1]);
	enter(2, "192.0.2.6");
	puppet_say(&test.one[0], "enroll kept pw");
	MUST(asked() != 0, "it is not asked");
	played_keeper_die(&test.keeper);
	played_keeper_enter(&test.keeper);
	number = asked();
	TAP_OK(number != 0 && str_eq(test.what, STR("make 100000 kept pw")),
	    "the next is asked for what is still wanted");
	TAP_OK(puppet_ask(&test.one[1], "name kept", "err name name-taken ..."),
	    "and that is reserved");
	make(number, "kept");
	TAP_OK(puppet_hears(&test.one[0], "ok register kept"), "it is done");
	leave(2);
}

/* A keeper that hangs, or clients that come and go, fill no table for good. */
static void
is_bounded(void)
{
	char line[64];
	size_t asked_once = 0;

	stage_configure((const struct config_option[]) { { "hello_time", "0" },
	    { "register", "before" }, { "connect_rate", "0" },
	    { "login_rate", "0" }, { NULL, NULL } });
	for (unsigned i = 0; i < 2000; i++) {
		puppet_enter_from(&test.one[0], "127.0.0.1:1");
		(void)snprintf(line, sizeof(line), "enroll x%c%c%c pw",
		    'a' + i / 100 % 26, 'a' + i / 10 % 10, 'a' + i % 10);
		puppet_say(&test.one[0], line);
		asked_once += asked() != 0;
		puppet_die(&test.one[0]);
		stage_forget_log();
	}
	TAP_NUM(asked_once, 1, "a keeper that hangs has one question");
	played_keeper_die(&test.keeper);
	played_keeper_enter(&test.keeper);
	puppet_enter_from(&test.one[0], "127.0.0.1:1");
	puppet_say(&test.one[0], "enroll another pw");
	TAP_OK(asked() != 0, "and with the next keeper room again");
	puppet_die(&test.one[0]);
}

int
main(void)
{
	stage_begin(options);
	pace_turns(SEC); /* 0 is no time */
	played_keeper_enter(&test.keeper);
	reserves_the_name();
	reserves_the_place();
	outlives_its_client();
	outlives_patience();
	ends_with_the_keeper();
	is_bounded();
	puppet_die(&test.keeper);
	return tap_done();
}
