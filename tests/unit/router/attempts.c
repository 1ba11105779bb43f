/*
 * server/router/attempts: of the secrets that come from an address the keeper
 * is asked about one at a time, however many are said at once; so a wrong one
 * counts before the next is looked at. An address, and an account as tried from
 * there, have a rate; others do not pay for it.
 */
#include "server/router/attempts.h"

#include <stdio.h>

#include "server/router/clients.h"
#include "server/router/slots.h"
#include "tests/lib/must.h"
#include "tests/lib/router/keeper.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/stage.h"

#define MANY 12

static const struct config_option options[] = { { "max_clients", "50" },
	{ "hello_time", "0" }, { "exempt", "none" }, { "password_time", "60" },
	{ "connect_rate", "0" }, { NULL, NULL } };

static struct {
	struct puppet keeper;
	struct puppet one[MANY];
	struct str what; /* it was asked last */
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

static void
counts_what_is_under_way(void)
{
	uint64_t number, other;

	enter(MANY, "192.0.2.1");
	for (size_t i = 0; i < MANY; i++)
		puppet_say(&test.one[i], "login ali wrong");
	number = asked();
	TAP_OK(number != 0 && asked() == 0, "of %d at once one is looked at",
	    MANY);
	answer(number, "not-allowed");
	TAP_NUM(asked(), 0, "and until that is answered no other");
	leave(1);
	TAP_NUM(asked(), 0, "not even if its client goes");
	puppet_enter_from(&test.one[0], "192.0.2.2:1");
	puppet_say(&test.one[0], "login ali wrong");
	other = asked();
	TAP_OK(other != 0, "that of another address is");
	answer(other, "done ali");
	TAP_OK(puppet_hears(&test.one[0], "ok login ali"), "and is right");
	leave(MANY);
}

static void
goes_in_line(void)
{
	char line[32], want[32];
	bool good = true;

	enter(MANY, "192.0.2.3");
	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(line, sizeof(line), "login ali pw%zu", i);
		puppet_say(&test.one[i], line);
	}
	for (size_t i = 0; i < MANY && good; i++) {
		const uint64_t number = asked();
		(void)snprintf(want, sizeof(want), "check ali pw%zu", i);
		good = number != 0 && str_eq(test.what, str_from(want));
		good = good && asked() == 0;
		answer(number, "done ali");
		good = good && puppet_hears(&test.one[i], "ok login ali");
	}
	TAP_OK(
	    good, "right ones go on at once, in the order in which they came");
	leave(MANY);
}

/* Those who go leave no gap in the line: first, last and in the middle. */
static void
goes_on_without_those_who_go(void)
{
	bool good = true;

	enter(6, "192.0.2.4");
	for (size_t i = 0; i < 6; i++)
		puppet_say(&test.one[i], "login ali pw");
	MUST(asked() != 0, "nothing is asked");
	puppet_die(&test.one[2]);
	puppet_die(&test.one[0]);
	puppet_die(&test.one[5]);
	for (size_t i = 1; i < 5 && good; i++) {
		if (i == 2)
			continue;
		const uint64_t number = asked();
		good = number != 0;
		answer(number, "done ali");
		good = good && puppet_hears(&test.one[i], "ok login ali");
	}
	TAP_OK(good, "whoever is still there has a turn");
	TAP_NUM(asked(), 0, "and nobody else");
	puppet_die(&test.one[1]);
	puppet_die(&test.one[3]);
	puppet_die(&test.one[4]);
	stage_forget_log();
}

/* Only the second step is a guess. */
static void
steps_in_line(void)
{
	uint64_t number[3];

	enter(3, "192.0.2.5");
	for (size_t i = 0; i < 3; i++) {
		puppet_say(&test.one[i], "prove scram-sha-256 AAAA");
		number[i] = asked();
		MUST(number[i] != 0, "the first step waits");
	}
	PASS("first steps do not wait for one another");
	for (size_t i = 0; i < 3; i++) {
		answer(number[i], "more BBBB");
		MUST(puppet_hears(&test.one[i], "ok prove + BBBB"), "no");
		puppet_say(&test.one[i], "prove + CCCC");
	}
	number[0] = asked();
	TAP_OK(number[0] != 0 && asked() == 0, "second ones do");
	answer(number[0], "not-allowed");
	TAP_NUM(asked(), 0, "and a wrong one counts");
	leave(3);
}

static void
set_rates(const char *address, const char *account)
{
	stage_configure((const struct config_option[]) { { "exempt", "none" },
	    { "password_time", "0" }, { "connect_rate", "0" },
	    { "hello_time", "0" }, { "login_rate", address },
	    { "account_rate", account }, { NULL, NULL } });
}

/* Logs in at once, if that is looked at. */
static bool
logs_in(struct puppet *puppet, const char *line)
{
	uint64_t number;

	puppet_say(puppet, line);
	number = asked();
	if (number == 0) {
		MUST(puppet_hears(puppet, "err * slow-down ..."), "it waits");
		return false;
	}
	answer(number, "done ali");
	MUST(puppet_hears(puppet, "ok * ali"), "it is no answer");
	return true;
}

static size_t
log_in(struct puppet *puppet, const char *line, size_t most)
{
	size_t count = 0;

	while (count < most && logs_in(puppet, line))
		count++;
	return count;
}

static void
has_rates(void)
{
	set_rates("8", "3");
	enter(2, "192.0.2.6");
	TAP_NUM(log_in(&test.one[0], "login ali pw", 5), 3,
	    "an account has its rate");
	TAP_NUM(log_in(&test.one[1], "login ALI pw", 5), 0,
	    "whoever tries it, however it is spelled");
	TAP_NUM(log_in(&test.one[1], "login bob pw", 5), 3,
	    "another one has its own");
	TAP_NUM(log_in(&test.one[1], "login cem pw", 5), 2,
	    "what was refused was not counted for the address");
	TAP_NUM(log_in(&test.one[1], "login dan pw", 5), 0,
	    "which has its rate, too");
	leave(2);
	enter(1, "192.0.2.7");
	TAP_NUM(log_in(&test.one[0], "login ali pw", 5), 3,
	    "nobody elsewhere pays for that");
	leave(1);
}

/* Or whoever is refused at once would come again at once. */
static void
is_refused_late(void)
{
	stage_configure((const struct config_option[]) { { "exempt", "none" },
	    { "password_time", "0.2" }, { "hello_time", "0" },
	    { "login_rate", "1" }, { NULL, NULL } });
	enter(2, "192.0.2.10");
	MUST(logs_in(&test.one[0], "login ali pw"), "it is refused");
	puppet_say(&test.one[0], "login ali pw");
	puppet_say(&test.one[0], "ping");
	TAP_OK(puppet_hears_nothing(&test.one[0]), "it waits");
	TAP_OK(puppet_ask(&test.one[1], "ping", "ok ping"), "others do not");
	pace_turns(250 * MSEC);
	TAP_OK(puppet_hears(&test.one[0], "err login slow-down ..."),
	    "then it is told");
	pace_turns(20 * MSEC);
	TAP_OK(puppet_hears(&test.one[0], "ok ping"), "and goes on");
	leave(2);
}

/* By PLAIN: "|bea|pw" and "|eve|pw", and a first message of SCRAM of "fay". */
static void
knows_accounts(void)
{
	enter(1, "192.0.2.8");
	TAP_NUM(log_in(&test.one[0], "prove plain AGJlYQBwdw==", 5), 3,
	    "the account of PLAIN is known");
	TAP_NUM(log_in(&test.one[0], "prove plain AGV2ZQBwdw==", 5), 3,
	    "and another one");
	leave(1);
	enter(1, "192.0.2.9");
	for (size_t i = 0; i < 3; i++) {
		puppet_say(
		    &test.one[0], "prove scram-sha-256 biwsbj1mYXkscj1hYmM=");
		answer(asked(), "more BBBB");
		MUST(puppet_hears(&test.one[0], "ok prove + BBBB"), "no");
	}
	puppet_say(&test.one[0], "prove scram-sha-256 biwsbj1mYXkscj1hYmM=");
	TAP_OK(puppet_hears(&test.one[0], "err prove slow-down ..."),
	    "and that of SCRAM");
	TAP_NUM(log_in(&test.one[0], "login gus pw", 5), 3,
	    "others are not concerned");
	leave(1);
}

int
main(void)
{
	stage_begin(options);
	pace_turns(SEC); /* 0 is no time */
	played_keeper_enter(&test.keeper);
	counts_what_is_under_way();
	goes_in_line();
	goes_on_without_those_who_go();
	steps_in_line();
	has_rates();
	knows_accounts();
	is_refused_late();
	puppet_die(&test.keeper);
	return tap_done();
}
