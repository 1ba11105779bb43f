/*
 * The host that others see for an address survives a restart with a state
 * directory, and changes without one.
 */
#include <string.h>

#include "shared/limits.h"
#include "tests/lib/keeper.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

/* The host that a new server shows of us, once its keeper is there. */
static void
see_host(const char *config, char host[LIMIT_HOST + 1])
{
	struct server *server =
	    server_start(&(struct setup) { .config = config });
	struct conn *ali = conn_open(server);
	struct str rest, word;

	conn_ask(ali, "enroll x secret", "...");
	conn_ask(ali, "want full", "ok want full");
	conn_ask(ali, "ali", "ok name ali");
	conn_ask(ali, "who @ali", "person * - ali!user@*!*!- * * ali");
	rest = ali->line;
	for (int i = 0; i < 4; i++)
		word = str_word(&rest);
	MUST(word.len > sizeof("ali!user@"), "no host");
	word.at += sizeof("ali!user@") - 1;
	word.len -= sizeof("ali!user@!*!-") - 1;
	MUST(word.len <= LIMIT_HOST, "too long a host");
	memcpy(host, word.at, word.len);
	host[word.len] = '\0';
	server_stop(server);
}

int
main(void)
{
	const char *config = keeper_config();
	char one[LIMIT_HOST + 1], other[LIMIT_HOST + 1];

	see_host(config, one);
	see_host(config, other);
	TAP_OK(strcmp(one, other) == 0, "it lasts: %s, %s", one, other);
	see_host(KEEPER_QUICK, one);
	see_host(KEEPER_QUICK, other);
	TAP_OK(strcmp(one, other) != 0, "it does not: %s, %s", one, other);
	return tap_done();
}
