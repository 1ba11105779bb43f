/*
 * irssi and WeeChat, which cannot ask for the past, show it when they join; and
 * irssi shows what its account has missed when it comes back.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/journal.h"
#include "tests/lib/tap.h"
#include "tests/lib/tmux.h"

#define WEECHAT                                                            \
	"weechat -d weechat -r \"/server add tea ${FORKCAST_SERVER%:*}/"   \
	"${FORKCAST_SERVER#*:} -notls -nicks=wes -autojoin=#tea;/connect " \
	"tea\""

static void
test_irssi(const struct server *server, struct conn *bo)
{
	char connect[64];

	(void)snprintf(connect, sizeof(connect), "/connect 127.0.0.1 %s",
	    strrchr(server->address[0], ':') + 1); /* fits */
	tmux_run("irssi", server->address[0], "irssi --home=irssi --nick=iris");
	tmux_type("irssi", "/set cmd_queue_speed 10msec");
	tmux_type("irssi", connect);
	tmux_sees("irssi", "There is no message of the day");
	tmux_type("irssi", "/join #tea");
	conn_expect(bo, "join * tea iris");
	tmux_type("irssi", "/redraw");
	tmux_sees("irssi", "<@bo> the old disk is full");
	PASS("irssi shows the last messages");
	tmux_type("irssi", "/msg NickServ REGISTER sesame");
	tmux_type("irssi", "/part");
	conn_expect(bo, "leave * tea iris");
	conn_ask(bo, "send tea it is changed", "msg * tea bo it is changed");
	tmux_type("irssi", "/join #tea");
	conn_expect(bo, "join * tea iris");
	tmux_type("irssi", "/redraw");
	tmux_sees("irssi", "<@bo> it is changed");
	PASS("and what its account has missed");
}

static void
test_weechat(const struct server *server, struct conn *bo)
{
	tmux_run("weechat", server->address[0], WEECHAT);
	conn_expect(bo, "join * tea wes");
	tmux_type("weechat", "/buffer #tea");
	tmux_sees("weechat", "the old disk is full");
	tmux_sees("weechat", "it is changed");
	PASS("WeeChat shows the last messages");
}

int
main(void)
{
	static const char *const programs[] = { "irssi", "weechat", NULL };
	struct server *server;
	struct conn *bo;

	tmux_needs(programs);
	server = server_start(&(struct setup) { .config = journal_config() });
	bo = conn_member(server, "bo", "tea");
	conn_ask(
	    bo, "send tea the old disk is full", "msg * tea bo the old ...");
	test_irssi(server, bo);
	test_weechat(server, bo);
	return tap_done();
}
