/*
 * The bridges of three machines go on when a server beside one is upgraded,
 * killed or restarted: with a history, all that was said meanwhile comes then,
 * once and in its order.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/upgrade.h"

#define SITES 3

/* Reads what the history has of the speaker. */
static void
read_history(const struct server *server, size_t speaker)
{
	struct conn *conn = conn_member(server, "ann", "tea");
	struct hearsay all = { 0 };
	struct str line;

	while (all.heard < hearsay_said(speaker)) {
		all = (struct hearsay) { 0 };
		conn_say(conn, "history tea said after 0 1000");
		do {
			line = conn_line(conn);
			if (str_skip(&line, STR("past ")))
				hearsay_take(&all, speaker, line);
		} while (!str_begins(line, STR("ok history")));
	}
	TAP_NUM(all.lost, 0, "the history has all, once and in its order");
	conn_quit(conn); /* its name is free then */
}

int
main(void)
{
	struct bridged *site = bridged_begin(SITES, true);

	hearsay_begin(site, SITES);
	for (size_t i = 0; i < SITES; i++) {
		hearsay_all_say(20);
		upgrade_to(site[i].server, UPGRADE_THIS);
		hearsay_all_say(20);
	}
	hearsay_hear_all("an upgrade loses nothing");
	for (int i = 0; i < 2; i++) {
		server_signal(site[1].server, i == 0 ? SIGTERM : SIGKILL);
		(void)server_status(site[1].server);
		hearsay_say(0, 100);
		hearsay_say(2, 100);
		bridged_server(&site[1]);
		server_expect(site[1].server, "bridge: join *");
		read_history(site[1].server, 0);
		read_history(site[1].server, 2);
		hearsay_return(1);
		hearsay_all_say(1);
		hearsay_hear_all("and all go on");
	}
	return tap_done();
}
