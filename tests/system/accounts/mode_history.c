/*
 * A group that has a history has mode H, natively and on IRC. Its operators
 * clear and set it, and a registered group keeps that; where the configuration
 * and the registration give no history, it cannot be set. Members are told when
 * either changes.
 */
#include <stdio.h>

#include "tests/lib/keeper.h"
#include "tests/lib/upgrade.h"

#define KEYS "history groups\nhistory_group tea\n"

static struct {
	struct server *server;
	struct conn *ali; /* operator of all groups */
	struct conn *eve; /* wants full events */
	struct conn *bob; /* does not */
	struct conn *irc;
	char config[2048];
	char without[2048]; /* without a history */
} test;

static void
of_the_configuration(void)
{
	static const struct step steps[] = {
		{ "mode tea", "ok mode tea Hn * o 0 -" },
		{ "mode tea +H", "ok mode tea" },
		{ "mode tea -Hi", "mode * tea ali -H" },
		{ "", "ok mode tea -H" },
		{ "mode tea", "ok mode tea n * o 0 -" },
		{ "mode tea -H", "ok mode tea" },
		{ "mode tea +iH", "mode * tea ali +H" },
		{ "", "ok mode tea +Hi" },
		{ "mode tea -i", "ok mode tea -i" },
		{ "mode tea", "ok mode tea Hn * o 0 -" },
	};

	conn_steps(test.ali, steps);
	conn_wait_for(test.bob, "mode * tea ali -H");
	conn_wait_for(test.bob, "mode * tea ali +H");
	conn_wait_for(test.eve, "mode * tea ali!* -H");
	conn_wait_for(test.eve, "mode * tea ali!* +Hi");
	conn_wait_for(test.eve, "mode * tea ali!* -i");
	conn_wait_for(test.irc, ":ali!* MODE #tea -H\r");
	conn_wait_for(test.irc, ":ali!* MODE #tea +Hi\r");
	conn_say(test.irc, "MODE #tea\r");
	conn_wait_for(test.irc, ":* 324 irc #tea +Hn\r");
	conn_say(test.irc, "NAMES #tea\r");
	conn_wait_for(test.irc, ":* 366 ...");
	conn_ask(test.eve, "names tea", "names tea Hn ...");
	conn_wait_for(test.eve, "ok names tea 4");
	conn_ask(test.eve, "mode tea -H", "err mode not-operator ...");
	PASS("operators clear and set the mode of a group with a history");
	conn_ask(test.ali, "mode rice", "ok mode rice n * o 0 -");
	conn_ask(test.ali, "mode rice +H", "err mode not-allowed ...");
	conn_ask(test.ali, "mode rice +Hm", "err mode not-allowed ...");
	conn_ask(test.ali, "mode rice -H", "ok mode rice");
	conn_ask(test.ali, "mode rice", "ok mode rice n * o 0 -");
	PASS("in a group without one it cannot be set");
}

/* The answer comes, maybe behind what ali hears of the modes. */
static void
ask_ali(const char *line, const char *answer)
{
	conn_say(test.ali, "%s", line);
	conn_wait_for(test.ali, "%s", answer);
}

static void
of_the_registration(void)
{
	ask_ali("register rice", "ok register rice");
	conn_wait_for(test.eve, "mode * rice *!* +H");
	conn_wait_for(test.bob, "mode * rice operserv +H");
	conn_wait_for(test.irc, ":* MODE #rice +H\r");
	PASS("it comes with the registration, and the members are told");
	ask_ali("mode rice", "ok mode rice Hn * o 0 -");
	ask_ali("drop rice", "ok drop rice");
	conn_wait_for(test.eve, "mode * rice *!* -H");
	PASS("and goes with it");
	ask_ali("register rice", "ok register rice");
	conn_wait_for(test.eve, "mode * rice *!* +H");
	ask_ali("mode rice -H", "ok mode rice -H");
	conn_wait_for(test.eve, "mode * rice ali!* -H");
	conn_wait_for(test.irc, ":ali!* MODE #rice -H\r");
	conn_say(test.bob, "leave rice");
	conn_wait_for(test.bob, "leave * rice bob");
}

/* All leave the group, and come back. */
static void
begin_rice_again(void)
{
	conn_say(test.irc, "PART #rice\r");
	conn_wait_for(test.irc, ":irc!* PART #rice...");
	conn_wait_for(test.eve, "leave * rice irc!*...");
	conn_ask(test.eve, "leave rice", "leave * rice eve!*...");
	conn_wait_for(test.ali, "leave * rice eve");
	ask_ali("leave rice", "leave * rice ali");
	ask_ali("join rice", "join * rice ali");
	conn_ask(test.eve, "join rice", "join * rice eve!*...");
	conn_wait_for(test.ali, "join * rice eve");
	conn_say(test.irc, "JOIN #rice\r");
	conn_wait_for(test.irc, ":* 366 ...");
	conn_wait_for(test.ali, "join * rice irc");
	conn_wait_for(test.eve, "join * rice irc!*...");
}

static void
is_kept(void)
{
	begin_rice_again();
	ask_ali("mode rice", "ok mode rice n * o 0 -");
	PASS("a registered group without it begins without it");
	server_reload(test.server, test.without);
	conn_wait_for(test.eve, "mode * tea *!* -H");
	conn_wait_for(test.irc, ":* MODE #tea -H\r");
	ask_ali("mode tea", "ok mode tea n * o 0 -");
	PASS("the members are told when the configuration takes it away");
	server_reload(test.server, test.config);
	conn_wait_for(test.eve, "mode * tea *!* +H");
	conn_wait_for(test.irc, ":* MODE #tea +H\r");
	PASS("and when it gives it back");
	conn_ask(test.eve, "ping x", "ok ping x");
	PASS("but not in a group whose operators do not want it");
}

static void
survives_an_upgrade(void)
{
	upgrade_to(test.server, UPGRADE_LATER);
	conn_ask(test.eve, "ping y", "ok ping y");
	ask_ali("mode rice", "ok mode rice n * o 0 -");
	ask_ali("mode tea", "ok mode tea Hn * o 0 -");
	PASS("an upgrade changes nothing, and tells nobody");
	begin_rice_again();
	ask_ali("mode rice", "ok mode rice n * o 0 -");
	ask_ali("mode rice +H", "ok mode rice +H");
	PASS("nor of what is kept");
	conn_wait_for(test.eve, "mode * rice ali!* +H");
	upgrade_to(test.server, UPGRADE_THIS);
	ask_ali("mode rice", "ok mode rice Hn * o 0 -");
	conn_ask(test.eve, "ping z", "ok ping z");
	PASS("nor of a registered group that has a history");
}

int
main(void)
{
	(void)snprintf(
	    test.without, sizeof(test.without), "%s", keeper_config());
	(void)snprintf(
	    test.config, sizeof(test.config), "%s" KEYS, keeper_config());
	const struct setup setup = { .config = test.config };

	test.server = server_start(&setup);
	test.ali = conn_named(test.server, "ali");
	conn_ask(test.ali, "register pw", "ok register ali");
	conn_ask(test.ali, "join tea", "join * tea ali");
	conn_ask(test.ali, "join rice", "join * rice ali");
	test.bob = conn_named(test.server, "bob");
	conn_ask(test.bob, "join tea", "join * tea bob");
	conn_ask(test.bob, "join rice", "join * rice bob");
	test.eve = conn_named(test.server, "eve");
	conn_ask(test.eve, "want full", "ok want full");
	conn_ask(test.eve, "join tea", "join * tea eve!*...");
	conn_ask(test.eve, "join rice", "join * rice eve!*...");
	test.irc = conn_open(test.server);
	conn_say(test.irc,
	    "NICK irc\r\nUSER irc 0 * :irc\r\nJOIN #tea\r\nJOIN #rice\r");
	conn_wait_for(test.irc, ":* 366 irc #rice ...");
	conn_wait_for(test.ali, "join * rice irc");
	of_the_configuration();
	of_the_registration();
	is_kept();
	survives_an_upgrade();
	server_stop(test.server);
	return tap_done();
}
