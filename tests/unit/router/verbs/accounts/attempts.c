/*
 * server/router/verbs/accounts/attempts: the keeper checks the secrets from an
 * address one at a time, however many arrive at once. So a wrong secret counts
 * before the next is checked, even if nobody waits for the reply. The history
 * of the address and of the account decides who goes first. Each address has a
 * rate, and so does each account as tried from there; other addresses are not
 * affected.
 */
#include "server/router/verbs/accounts/attempts.h"

#include <stdio.h>
#include <string.h>

#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
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

/* Disconnects all clients, and waits until their guesses are forgotten. */
static void
leave_all(void)
{
	leave(MANY);
	while (asked() != 0)
		continue;
	pace_turns(1200 * SEC);
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

/* Clients that go leave no gap in the line: first, last and in the middle. */
static void
goes_on_without_those_who_go(void)
{
	uint64_t left;
	bool good = true;

	enter(6, "192.0.2.4");
	for (size_t i = 0; i < 6; i++)
		puppet_say(&test.one[i], "login ali pw");
	left = asked();
	MUST(left != 0, "nothing is asked");
	puppet_die(&test.one[2]);
	puppet_die(&test.one[0]);
	puppet_die(&test.one[5]);
	TAP_NUM(asked(), 0, "who goes is no way round the line");
	answer(left, "done ali");
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

/* Whoever goes before it is told has guessed all the same. */
static void
counts_those_who_go(void)
{
	uint64_t left, number;

	enter(2, "192.0.2.11");
	puppet_say(&test.one[0], "login ali wrong");
	left = asked();
	puppet_die(&test.one[0]);
	puppet_say(&test.one[1], "login ali pw");
	TAP_NUM(asked(), 0, "the next one waits for its answer");
	answer(left, "not-allowed");
	TAP_NUM(asked(), 0, "and for as long as after a wrong one");
	pace_turns(10 * SEC);
	TAP_OK(puppet_hears(&test.one[1], "err login unavailable ..."),
	    "it is told when that takes too long");
	pace_turns(51 * SEC);
	puppet_say(&test.one[1], "login ali pw");
	number = asked();
	TAP_OK(number != 0, "then it has its turn");
	TAP_STR(played_keeper_rank(), STR("failed.1"), "behind others");
	answer(number, "done ali");
	puppet_die(&test.one[1]);
	stage_forget_log();
}

/* Nor is that of one who waits no longer. */
static void
waits_for_late_answers(void)
{
	uint64_t left, number;

	enter(2, "192.0.2.12");
	puppet_say(&test.one[0], "login ali pw");
	left = asked();
	pace_turns(5 * SEC);
	puppet_say(&test.one[1], "login ali pw");
	pace_turns(6 * SEC);
	TAP_OK(puppet_hears(&test.one[0], "err login unavailable ..."),
	    "the keeper has not answered in time");
	TAP_NUM(asked(), 0, "it has not answered yet");
	answer(left, "done ali");
	number = asked();
	TAP_OK(number != 0, "now it has");
	answer(number, "done ali");
	MUST(puppet_hears(&test.one[1], "ok login ali"), "it is not told");

	puppet_say(&test.one[0], "login ali pw");
	left = asked();
	puppet_die(&test.one[0]);
	pace_turns(2 * SEC);
	puppet_say(&test.one[1], "login ali pw");
	pace_turns(7 * SEC);
	TAP_NUM(asked(), 0, "it still has not answered");
	pace_turns(2 * SEC);
	TAP_OK(asked() != 0, "nobody waits for ever");
	answer(left, "not-allowed");
	puppet_die(&test.one[1]); /* nobody waits for its answer either */
	stage_forget_log();
	enter(1, "192.0.2.12");
	puppet_say(&test.one[0], "login ali pw");
	TAP_NUM(asked(), 0, "the next one waits");
	played_keeper_die(&test.keeper);
	played_keeper_enter(&test.keeper);
	number = asked();
	TAP_OK(number != 0, "another keeper knows nothing of that");
	answer(number, "done ali");
	TAP_OK(puppet_hears(&test.one[0], "ok login ali"), "and answers");
	leave(1);
}

/* The rank that a line has; it is answered so. */
static void
ranks(struct puppet *puppet, const char *line, const char *text,
    const char *rank, const char *what)
{
	uint64_t number;

	puppet_say(puppet, line);
	number = asked();
	MUST(number != 0, "it is not asked: %s", what);
	TAP_STR(played_keeper_rank(), str_from(rank), "%s", what);
	answer(number, text);
}

static void
tells_ranks(void)
{
	enter(2, "192.0.2.13");
	ranks(&test.one[0], "login zoe pw", "done zoe", "new.0", "a newcomer");
	ranks(&test.one[1], "login ZOE pw", "done zoe", "known.0",
	    "one from where the account was used");
	ranks(&test.one[1], "login bob pw", "done bob", "new.0",
	    "another account is new there");
	ranks(&test.one[1], "login eve pw", "not-allowed", "new.0",
	    "until one is wrong");
	pace_turns(61 * SEC);
	ranks(&test.one[1], "login zoe pw", "done zoe", "known.1",
	    "a wrong one counts where it is known");
	ranks(&test.one[0], "login cem pw", "done cem", "failed.1",
	    "and more where it is not");
	leave(2);
	enter(1, "192.0.2.14");
	ranks(&test.one[0], "login zoe pw", "not-allowed", "new.0",
	    "elsewhere it is new");
	leave(1);
	enter(1, "192.0.2.15");
	ranks(&test.one[0], "login zoe pw", "done zoe", "new.0",
	    "and what was guessed elsewhere does not count");
	leave(1);
}

/* Users of this machine are told apart as addresses are. */
static void
tells_users_apart(void)
{
	puppet_enter_user(&test.one[0], 1000);
	puppet_enter_user(&test.one[1], 1000);
	puppet_enter_user(&test.one[2], 1001);
	for (size_t i = 0; i < 3; i++)
		puppet_say(&test.one[i], "login ali pw");
	TAP_OK(asked() != 0 && asked() != 0, "each user has a line");
	TAP_NUM(asked(), 0, "and not each client");
	leave(3);
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
configure(const char *password_time, const char *hello_time)
{
	stage_configure((const struct config_option[]) { { "exempt", "none" },
	    { "password_time", password_time }, { "connect_rate", "0" },
	    { "hello_time", hello_time }, { NULL, NULL } });
}

/*
 * Has the keeper answer that all guesses at "nobody..." are wrong, until it is
 * asked something else, which is right; returns how many there were before.
 */
static size_t
count_guesses_before_others(void)
{
	for (size_t count = 0; count < 100; count++) {
		const uint64_t number = asked();
		if (number != 0 &&
		    (test.what.len < 12 ||
			memcmp(test.what.at, "check nobody", 12) != 0)) {
			answer(number, "done zed");
			return count;
		}
		if (number != 0)
			answer(number, "not-allowed");
		pace_turns(SEC);
		count -= number == 0;
	}
	return SIZE_MAX;
}

static void
guess_at_nobody(size_t first, size_t last)
{
	for (size_t i = first; i <= last; i++)
		for (size_t times = 0; times < 3; times++)
			puppet_say(&test.one[i], "login nobody wrong");
}

/* Whoever tries another account than they do waits for two at most. */
static void
lives_beside_neighbours(void)
{
	configure("1", "0");
	enter(MANY, "192.0.2.20");
	guess_at_nobody(0, 5);
	puppet_say(&test.one[6], "login zed pw");
	TAP_OK(count_guesses_before_others() <= 2,
	    "a new account waits for two guesses at another");
	TAP_OK(puppet_hears(&test.one[6], "ok login zed"), "and is right");
	guess_at_nobody(7, 11);
	puppet_say(&test.one[6], "login zed pw");
	TAP_OK(count_guesses_before_others() <= 2,
	    "so does one that was used there");
	pace_turns(SEC);
	leave_all();
}

static bool
logs_in_as(struct puppet *puppet, const char *account)
{
	char line[32], done[32];
	uint64_t number;

	(void)snprintf(line, sizeof(line), "login %s pw", account);
	(void)snprintf(done, sizeof(done), "done %s", account);
	puppet_say(puppet, line);
	number = asked();
	MUST(number != 0, "it is not asked");
	answer(number, done);
	return puppet_hears(puppet, "ok login ...");
}

/* They guess at an account each, and have been wrong before. */
static void
goes_before_those_who_failed(void)
{
	char line[32];

	enter(MANY, "192.0.2.23");
	for (size_t times = 0; times < 2; times++)
		for (size_t i = 0; i < 6; i++) {
			(void)snprintf(
			    line, sizeof(line), "login nobody%zu wrong", i);
			puppet_say(&test.one[i], line);
		}
	for (size_t count = 0; count < 6; count++) {
		const uint64_t number = asked();
		MUST(number != 0, "no account has a turn");
		answer(number, "not-allowed");
		pace_turns(1100 * MSEC);
	}
	puppet_say(&test.one[6], "login zed pw");
	TAP_OK(count_guesses_before_others() <= 2,
	    "whose account has not failed there waits for two that have");
	leave_all();
}

/* Both accounts are used there; of the one many come at once. */
static void
takes_turns(void)
{
	size_t count = 0;

	enter(MANY, "192.0.2.24");
	MUST(logs_in_as(&test.one[0], "ali") && logs_in_as(&test.one[6], "bob"),
	    "they are not known");
	for (size_t i = 0; i < 6; i++)
		puppet_say(&test.one[i], "login ali pw");
	puppet_say(&test.one[6], "login bob pw");
	for (uint64_t number = asked();
	     number != 0 && str_eq(test.what, STR("check ali pw"));
	     number = asked()) {
		count++;
		answer(number, "done ali");
	}
	TAP_NUM(count, 1, "accounts take turns, and not clients");
	leave_all();
}

/* Whoever tries again and again, to be told that it takes too long or not. */
static void
tries_again_behind_others(void)
{
	uint64_t left, number;

	enter(3, "192.0.2.25");
	puppet_say(&test.one[0], "login ali wrong");
	left = asked();
	MUST(left != 0, "it is not asked");
	puppet_say(&test.one[1], "login ali bad0");
	puppet_say(&test.one[1], "login ali bad1");
	pace_turns(10100 * MSEC);
	MUST(puppet_hears(&test.one[0], "err login unavailable ...") &&
		puppet_hears(&test.one[1], "err login unavailable ..."),
	    "they are not told");
	puppet_say(&test.one[2], "login ali pw");
	pace_turns(SEC);
	TAP_NUM(asked(), 0, "the keeper is still asked");
	answer(left, "done ali");
	number = asked();
	TAP_OK(number != 0 && str_eq(test.what, STR("check ali pw")),
	    "who comes with a first try goes before");
	answer(number, "done ali");
	leave(3);
	while (asked() != 0)
		continue;
	pace_turns(1200 * SEC);
}

/* To guess at another account each time is no way round. */
static void
bounds_an_address(void)
{
	char line[32];
	size_t count = 0;

	enter(MANY, "192.0.2.21");
	for (size_t i = 0; i < MANY; i++) {
		(void)snprintf(line, sizeof(line), "login a%zu wrong", i);
		puppet_say(&test.one[i], line);
	}
	for (size_t step = 0; step < 40; step++) {
		const uint64_t number = asked();
		count += number != 0;
		if (number != 0)
			answer(number, "not-allowed");
		pace_turns(100 * MSEC);
	}
	TAP_OK(count >= 3 && count <= 6,
	    "%zu wrong secrets in 4 to 5 s, of as many accounts", count);
	leave_all();
}

/* A wait for the server is not silence, and ends. */
static void
blames_nobody_who_waits(void)
{
	uint64_t left;

	configure("1", "5");
	enter(2, "192.0.2.22");
	puppet_say(&test.one[0], "login nobody wrong");
	left = asked();
	MUST(left != 0, "it is not asked");
	pace_turns(SEC);
	puppet_say(&test.one[1], "login zed pw");
	puppet_say(&test.one[1], "ping");
	pace_turns(9500 * MSEC);
	TAP_OK(puppet_hears(&test.one[0], "err login unavailable ..."),
	    "whoever has asked is told first");
	TAP_OK(puppet_hears_nothing(&test.one[1]), "who came later waits");
	pace_turns(600 * MSEC);
	TAP_OK(puppet_hears(&test.one[1], "err login unavailable ..."),
	    "no longer than hold_time, counted from what it said");
	pace_turns(20 * MSEC);
	TAP_OK(puppet_hears(&test.one[1], "ok ping"),
	    "what it said behind that runs");
	pace_turns(3500 * MSEC);
	TAP_OK(puppet_ask(&test.one[1], "ping", "ok ping"),
	    "and that is no silence of its own");
	pace_turns(2 * SEC);
	TAP_OK(puppet_hears(&test.one[1], "bye idle ..."), "what follows is");
	answer(left, "done nobody");
	leave(1);
	puppet_die(&test.one[1]);
	stage_forget_log();
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
	counts_those_who_go();
	waits_for_late_answers();
	tells_ranks();
	tells_users_apart();
	steps_in_line();
	lives_beside_neighbours();
	goes_before_those_who_failed();
	takes_turns();
	tries_again_behind_others();
	bounds_an_address();
	blames_nobody_who_waits();
	has_rates();
	knows_accounts();
	is_refused_late();
	puppet_die(&test.keeper);
	return tap_done();
}
