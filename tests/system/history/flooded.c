/*
 * More is said at once than the journal keeps in memory: it goes on when it has
 * written that, and the next request is answered.
 */
#include <stdio.h>

#include "tests/lib/filler.h"
#include "tests/lib/journal.h"

#define BATCHES 40
#define BATCH 60
#define LONG 3700 /* bytes: 8 MiB in all, twice what is kept unsynced */

int
main(void)
{
	struct server *server;
	struct conn *ali;
	char config[1024];

	(void)snprintf(config, sizeof(config),
	    "%shistory_sync 3600\nline_rate 0\nbyte_rate 0\n",
	    journal_config()); /* fits */
	server = server_start(&(const struct setup) { .config = config });
	ali = conn_member(server, "ali", "tea");
	for (unsigned batch = 0; batch < BATCHES; batch++) {
		for (unsigned i = 0; i < BATCH; i++)
			conn_say(ali, "send tea %u %s", batch * BATCH + i,
			    filler(LONG));
		for (unsigned i = 0; i < BATCH; i++)
			conn_expect(
			    ali, "msg * tea ali %u *", batch * BATCH + i);
	}
	conn_ask(ali, "history tea last 1", "past msg * tea ali %u *",
	    BATCHES * BATCH - 1);
	conn_expect(ali, "ok history tea 1 *");
	PASS("the last message is found");
	server_stop(server);
	return tap_done();
}
