/*
 * forkcast post puts items into a box in order, for whoever comes within an
 * hour.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

/* More than a box holds. */
#define MANY 1500

static const struct shell_case cases[] = {
	{ "forkcast post box one  'two  three'", 0, "", "" },
	{ "printf 'a\\n\\n b \\nlast' | forkcast post box", 0, "", "" },
	{ "printf 'c\\n\\377\\nd\\n' | forkcast post box", 65, "",
	    "forkcast post: line 2 not sent: ...\n" },
	{ "forkcast post -l", 0, "box 6 0 0\n", "" },
	{ "forkcast post", 64, "",
	    "forkcast post: missing box\nusage: ...\n  ...\n  ...\n" },
	{ "forkcast post -h | head -n 1", 0, "usage: forkcast post ...\n", "" },
};

static void
in_order(struct conn *ali)
{
	static const char *const texts[] = { "one two  three", "a", " b ",
		"last", "c", "d" };

	conn_say(ali, "take box 10");
	for (size_t i = 0; i < COUNT(texts); i++)
		conn_wait_for(ali, "item * box * 0 %s", texts[i]);
	PASS("each is there, in order");
}

/*
 * Items that do not fit yet are posted later, in order: Ali begins to take when
 * the box is full.
 */
static void
more_than_fit(struct server *server, struct conn *ali)
{
	static const struct shell_case until_full[] = {
		{ "until forkcast post -l | grep -qx 'full 1000 0 0'; do "
		  "sleep 0.05 || sleep 1; done",
		    0, "", "" },
	};
	char script[128];

	(void)snprintf(script, sizeof(script),
	    "i=0; while [ $i -lt %d ]; do echo $i; i=$((i + 1)); done | "
	    "forkcast post full",
	    MANY);
	struct shell *shell = shell_start(server->address[0], script);
	shell_cases(server->address[0], until_full);
	conn_say(ali, "join full");
	conn_say(ali, "take full 1");
	for (int i = 0; i < MANY; i++) {
		conn_wait_for(ali, "item * full * 0 %d", i);
		conn_say(ali, "done %" PRIu64, conn_id(ali));
	}
	TAP_NUM(shell_status(shell), 0, "it waits for room");
	PASS("%d have come in order", MANY);
}

/* Nobody else is in the group, nor stays there. */
static void
to_nobody(struct server *server, struct conn *ali)
{
	static const struct shell_case alone[] = {
		{ "forkcast post lonely a", 0, "", "" },
		{ "forkcast post -m 2 lonely b", 0, "", "" },
		{ "for i in 1 2 3 4 5; do forkcast post race t$i & done; wait",
		    0, "", "" },
	};

	shell_cases(server->address[0], alone);
	conn_say(ali, "join lonely");
	conn_say(ali, "take lonely 2");
	conn_wait_for(ali, "item * lonely * 0 a");
	conn_wait_for(ali, "item * lonely * 0 b");
	conn_say(ali, "join race");
	conn_say(ali, "take race 10");
	for (int i = 0; i < 5; i++)
		conn_wait_for(ali, "item * race * 0 t*");
	PASS("whoever comes later has all of it");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "box");

	shell_cases(server->address[0], cases);
	in_order(ali);
	more_than_fit(server, ali);
	to_nobody(server, ali);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
