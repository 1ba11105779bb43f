/*
 * prove logs in by PLAIN and SCRAM-SHA-256, in one step and in several; invalid
 * Base64 or an exchange given up does not count as a wrong secret.
 */
#include <stdio.h>

#include "shared/crypto/base64.h"
#include "tests/lib/keeper.h"

/* "AUTHZID NUL NAME NUL SECRET" as a line; bars stand for NUL. */
static void
plain(struct conn *conn, const char *verb, const char *text, const char *answer)
{
	char bytes[128], room[256] = "";
	const size_t len = strlen(text);
	size_t written;

	for (size_t i = 0; i < len; i++)
		bytes[i] = text[i];
	for (size_t i = 0; i < len; i++)
		if (bytes[i] == '|')
			bytes[i] = '\0';
	MUST(base64_encode(bytes, len, room, sizeof(room) - 1, &written),
	    "long");
	conn_say(conn, "%s %s", verb, room);
	conn_expect(conn, "%s", answer);
}

static void
proves_by_plain(const struct server *server)
{
	struct conn *conn = conn_open(server);

	plain(conn, "prove plain", "|ali|pw", "ok prove ali");
	plain(conn, "prove plain", "Ali|ali|pw", "ok prove ali");
	conn_ask(conn, "prove plain", "ok prove +");
	plain(conn, "prove +", "|ALI|pw", "ok prove ali");
	plain(conn, "prove plain", "zoe|ali|pw", "err prove not-allowed ...");
	plain(conn, "prove plain", "|ali|", "err prove not-allowed ...");
	conn_close(conn);
	conn = conn_open(server);
	plain(conn, "prove plain", "|ali|pw|", "err prove not-allowed ...");
	plain(conn, "prove plain", "||pw", "err prove not-allowed ...");
	plain(conn, "prove plain", "|ali|pv", "bye kicked ...");
	PASS("PLAIN");
}

/* None of it counts as wrong. */
static const struct step not_wrong[] = {
	{ "prove", "err prove bad-command ..." },
	{ "prove + AAAA", "err prove not-allowed choose a mechanism ..." },
	{ "prove md5 AAAA", "err prove bad-command ..." },
	{ "prove plain", "ok prove +" },
	{ "prove + AAA", "err prove bad-text ..." },
	{ "prove + AAAA", "err prove not-allowed choose a mechanism ..." },
	{ "prove plain", "ok prove +" },
	{ "prove -", "ok prove -" },
	{ "prove -", "ok prove -" },
	{ "prove +", "err prove not-allowed choose a mechanism ..." },
	{ "prove scram-sha-256", "ok prove +" },
	{ "prove +", "err prove bad-text ..." },
	{ "prove scram-sha-256 AAAA", "err prove bad-text ..." },
	{ "prove scram-sha-256 biwsbj11c2VyLHI9YWJj", "ok prove + *" },
	{ "prove + AAAA", "err prove bad-text ..." },
	{ "prove scram-sha-256 biwsbj11c2VyLHI9YWJj", "ok prove + *" },
	{ "prove -", "ok prove -" },
	{ "prove external", "ok prove +" },
	{ "prove +", "err prove not-allowed the server does not ..." },
};

static void
proves_by_scram(const struct server *server)
{
	struct conn *conn = conn_open(server);
	struct str refused;

	conn_steps(conn, not_wrong);
	PASS("what is no proof at all is not counted");
	TAP_OK(
	    keeper_scram(conn, "ali", "pw", false, &refused), "SCRAM-SHA-256");
	TAP_OK(!keeper_scram(conn, "ali", "pw", true, &refused) &&
		str_eq(str_word(&refused), STR("err")),
	    "not with another proof");
	TAP_OK(!keeper_scram(conn, "zoe", "pw", false, &refused) &&
		str_eq(str_word(&refused), STR("err")),
	    "nor for an account that there is not");
	TAP_OK(!keeper_scram(conn, "ali", "pv", false, &refused) &&
		str_eq(str_word(&refused), STR("bye")),
	    "nor with another secret, the third time of which is the end");
}

int
main(void)
{
	struct server *server =
	    server_start(&(struct setup) { .config = KEEPER_QUICK });
	struct conn *ali = conn_named(server, "ali");

	conn_ask(ali, "register pw", "ok register ali");
	proves_by_plain(server);
	proves_by_scram(server);
	conn_ask(ali, "ping", "ok ping");
	server_stop(server);
	return tap_done();
}
