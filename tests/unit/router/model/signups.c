/*
 * server/router/model/signups: an account that is about to be created has its
 * name, and its place among those that an address may create, from the moment
 * that the keeper is asked until it has answered, whatever becomes of the
 * client.
 */
#include "server/router/model/signups.h"

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
reserves_the_place(void)
{
	uint64_t number;
	char line[32];

	enter(CLIENTS, "192.0.2.2");
	for (size_t i = 0; i < CLIENTS; i++) {
		(void)snprintf(line, sizeof(line), "enroll place%c pw",
		    (char)('a' + (int)i));
		puppet_say(&test.one[i], line);
	}
	number = asked();
	for (size_t i = 3; i < CLIENTS; i++)
		TAP_OK(puppet_hears(&test.one[i], "err enroll too-many ..."),
		    "three of an address are under way, and one is too many");
	make_asked(number);
	make_asked(asked());
	answer(asked(), "unavailable");
	puppet_say(&test.one[4], "enroll placee pw");
	number = asked();
	TAP_OK(number != 0, "a place that was not used is given back");
	make(number, "placee");
	TAP_OK(puppet_ask(
		   &test.one[5], "enroll placef pw", "err enroll too-many ..."),
	    "and those that were are not");
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
	TAP_OK(puppet_ask(
		   &test.one[3], "enroll more pw", "err enroll too-many ..."),
	    "whoever has gone has taken a place");
	TAP_OK(
	    puppet_ask(&test.one[3], "name gonec", "err name name-taken ..."),
	    "and a name");
	answer(number, "unavailable");
	puppet_say(&test.one[3], "enroll gonec pw");
	number = asked();
	TAP_OK(number != 0, "and is given back if it is not made");
	make(number, "gonec");
	puppet_die(&test.one[3]);
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

	enter(3, "192.0.2.5");
	puppet_say(&test.one[0], "enroll lost pw");
	MUST(asked() != 0, "it is not asked");
	puppet_say(&test.one[1], "enroll kept pw");
	puppet_die(&test.one[0]);
	played_keeper_die(&test.keeper);
	TAP_OK(puppet_ask(&test.one[2], "name lost", "err name name-taken ..."),
	    "it may have been done");
	played_keeper_enter(&test.keeper);
	number = asked();
	TAP_OK(number != 0 && str_eq(test.what, STR("make 100000 kept pw")),
	    "the next is asked for what is still wanted");
	TAP_OK(puppet_ask(&test.one[2], "name kept", "err name name-taken ..."),
	    "and that is reserved");
	TAP_OK(puppet_ask(&test.one[2], "name lost", "ok name lost"),
	    "what was not done is free");
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
	reserves_the_name();
	reserves_the_place();
	outlives_its_client();
	outlives_patience();
	ends_with_the_keeper();
	is_bounded();
	puppet_die(&test.keeper);
	return tap_done();
}
