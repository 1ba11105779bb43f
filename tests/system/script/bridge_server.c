/*
 * The bridge goes on when the server beside it is upgraded, killed or
 * restarted: with a history, all that was said meanwhile comes then, once and
 * in its order.
 */
#include <signal.h>

#include "tests/lib/bridged.h"
#include "tests/lib/hearsay.h"
#include "tests/lib/upgrade.h"

static struct hearsay talk = { .speaker = "ali/berlin" };

/* Reads the history of paris. */
static void
read_history(const struct server *paris)
{
	struct conn *conn = conn_member(paris, "ann", "tea");
	struct hearsay all = { .speaker = "ali/berlin", .said = talk.said };
	struct str line;

	while (all.heard < all.said) {
		all.heard = all.may = all.lost = 0;
		conn_say(conn, "history tea said after 0 1000");
		do {
			line = conn_line(conn);
			if (str_skip(&line, STR("past ")))
				hearsay_take(&all, line);
		} while (!str_begins(line, STR("ok history")));
	}
	TAP_NUM(all.lost, 0, "the history has all, once and in its order");
	conn_close(conn);
}

int
main(void)
{
	struct bridged *site = bridged_begin(2, true);

	talk.from = conn_member(site[0].server, "ali", "tea");
	talk.to = conn_member(site[1].server, "sara", "tea");
	hearsay_say(&talk, 20);
	upgrade_to(site[1].server, UPGRADE_THIS);
	hearsay_say(&talk, 20);
	upgrade_to(site[0].server, UPGRADE_THIS);
	hearsay_say(&talk, 20);
	hearsay_hear_all(&talk, "an upgrade loses nothing");
	for (int i = 0; i < 2; i++) {
		server_signal(site[1].server, i == 0 ? SIGTERM : SIGKILL);
		(void)server_status(site[1].server);
		hearsay_say(&talk, 200);
		bridged_server(&site[1]);
		server_expect(site[1].server, "bridge: join *");
		read_history(site[1].server);
	}
	return tap_done();
}
