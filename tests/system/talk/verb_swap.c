/*
 * swap and cut with an ID succeed only if nobody has changed the key meanwhile.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

#define WORD 32

/* The fourth word of the answer to "VERB 1 key ...". */
static void
ask_id(struct conn *conn, const char *line, const char *answer, char id[WORD])
{
	conn_say(conn, "%s", line);
	struct str rest = conn_line(conn);
	struct str word = { NULL, 0 };

	MUST(pattern_matches(answer, rest), "got \"%.*s\"", (int)rest.len,
	    rest.at);
	for (int i = 0; i < 5; i++)
		word = str_word(&rest);
	(void)snprintf(id, WORD, "%.*s", (int)word.len, word.at);
}

static const struct step refused[] = {
	{ "swap", "err swap bad-command ..." },
	{ "swap 1 key 17", "err swap bad-command ..." },
	{ "swap 1 key x y", "err swap bad-command ..." },
	{ "swap 1 nokey 17 y", "err swap changed ..." },
	{ "swap 1 key 17 y", "err swap changed ..." },
	{ "swap 2 key 17 y", "err swap not-member ..." },
	{ "swap @ali key 17 y", "err swap no-such-name ..." },
	{ "cut 1 key 17", "err cut changed ..." },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_member(server, "javad", "1");
	char old[WORD], new[WORD];

	ask_id(javad, "put 1 key one", "ok put 1 key *", old);
	conn_say(javad, "swap 1 key %s two", old);
	conn_expect(javad, "ok swap 1 key * one");
	conn_say(javad, "swap 1 key %s three", old);
	conn_expect(javad, "err swap changed ...");
	PASS("an ID is good for one change");
	conn_steps(javad, refused);
	conn_ask(javad, "get 1", "row 1 key * javad two");
	conn_expect(javad, "ok get 1 1");
	PASS("what is refused changes nothing");
	ask_id(javad, "put 1 key four", "ok put 1 key * two", new);
	conn_say(javad, "cut 1 key %s", old);
	conn_expect(javad, "err cut changed ...");
	conn_say(javad, "cut 1 key %s", new);
	conn_expect(javad, "ok cut 1 key four");
	conn_say(javad, "swap 1 key %s five", new);
	conn_expect(javad, "err swap changed ...");
	PASS("what was taken away was changed");
	server_stop(server);
	return tap_done();
}
