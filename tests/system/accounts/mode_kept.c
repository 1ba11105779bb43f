/*
 * A mode of a registered group takes effect at once, and its ok comes when it
 * is on disk; if it cannot be saved, the answer is not-kept, check is critical,
 * and the server tries again until it can.
 */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

/* The scoreboard shows it within a second; what check says then. */
#define AWAIT_CHECK(status)                            \
	"until said=$(forkcastctl -p $SERVER check); " \
	"[ $? = " status " ]; do sleep 0.1; done; echo \"$said\""

static void
waits_for_the_disk(
    struct server *server, struct conn *ali, struct conn *eve, struct conn *irc)
{
	struct pollfd answer = { .fd = ali->fd, .events = POLLIN };

	keeper_signal(server, SIGSTOP);
	conn_say(ali, "mode tea +k key\nping");
	conn_wait_for(irc, ":ali!* MODE #tea +k key\r");
	conn_ask(eve, "join tea", "err join bad-key ...");
	PASS("it is in effect, and told, while the keeper sleeps");
	TAP_OK(poll(&answer, 1, 0) == 0,
	    "but not answered, nor is what comes after it");
	TAP_OK(strstr(keeper_text(), " key\n") == NULL, "it is not kept yet");
	keeper_signal(server, SIGCONT);
	conn_expect(ali, "ok mode tea +k key");
	TAP_OK(strstr(keeper_text(), " key\n") != NULL, "with ok it is");
	conn_expect(ali, "ok ping");
}

static void
is_not_kept(struct conn *ali, struct conn *eve, struct conn *irc)
{
	keeper_block(true);
	conn_ask(ali, "mode tea -k",
	    "err mode not-kept -k of tea is in effect, but ...");
	conn_say(eve, "join tea");
	conn_wait_for(eve, "join * tea eve");
	PASS("where it cannot be kept the client is told, and it holds");
	conn_say(irc, "MODE #tea +m\r");
	conn_wait_for(irc, ":irc!* MODE #tea +m\r");
	conn_wait_for(irc, ":* NOTICE irc :Mode +m of #tea is in effect, ...");
	conn_say(irc, "PING x\r");
	conn_wait_for(irc, ":* PONG ...");
	PASS("so it is on IRC");
	shell_run(AWAIT_CHECK("2"), 0,
	    "FORKCAST CRITICAL - running, 3 of * clients; cannot save the accounts; "
	    "modes of 1 group "
	    "not saved ...\n",
	    "");
	PASS("check is critical");
	keeper_block(false);
	const usec end = deadline();
	while (strstr(keeper_text(), "group tea ali ") == NULL ||
	    strstr(keeper_text(), " mn 0\n") == NULL)
		MUST(deadline_pause(end), "it is not tried again");
	PASS("it is tried again");
	conn_wait_for(ali, "join * tea eve");
	shell_run(AWAIT_CHECK("0"), 0, "FORKCAST OK - ...\n", "");
	conn_ask(ali, "mode tea -m", "ok mode tea -m");
	PASS("and when that is done, all is well");
}

int
main(void)
{
	static char config[1024];

	(void)snprintf(
	    config, sizeof(config), "%shold_time 600\n", keeper_config());
	const struct setup setup = { .config = config };
	struct server *server = server_start(&setup);
	struct conn *ali = conn_named(server, "ali");
	struct conn *eve = conn_named(server, "eve");
	struct conn *irc = conn_open(server);

	shell_set_number("SERVER", server->pid);
	conn_ask(ali, "register pw", "ok register ali");
	conn_ask(ali, "join tea", "join * tea ali");
	conn_ask(ali, "register tea", "ok register tea");
	conn_say(irc, "NICK irc\r\nUSER irc 0 * :irc\r\nJOIN #tea\r");
	conn_wait_for(irc, ":* 366 ...");
	conn_expect(ali, "join * tea irc");
	conn_ask(ali, "mode tea +o irc", "ok mode tea +o irc");
	waits_for_the_disk(server, ali, eve, irc);
	is_not_kept(ali, eve, irc);
	server_stop(server);
	return tap_done();
}
