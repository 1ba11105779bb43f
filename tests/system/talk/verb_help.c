/* help lists every command with its usage, or one of them. */
#include "tests/lib/conn.h"

#include "shared/grammar.h"
#include "tests/lib/pattern.h"

/* Counts the lines of help that come before "ok help". */
static size_t
count_lines(struct conn *conn)
{
	size_t count = 0;

	while (pattern_matches("help ...", conn_line(conn)))
		count++;
	MUST(str_eq(conn->line, STR("ok help")), "no \"ok help\" at the end");
	return count;
}

static bool
has(struct str line, struct str part)
{
	for (size_t at = 0; at + part.len <= line.len; at++)
		if (str_eq((struct str) { line.at + at, part.len }, part))
			return true;
	return false;
}

static void
ask_about(struct conn *conn, const struct rule *rule)
{
	conn_say(conn, "help %.*s", (int)rule->word.len, rule->word.at);
	MUST(pattern_matches("help ...", conn_line(conn)), "no help for %.*s",
	    (int)rule->word.len, rule->word.at);
	MUST(has(conn->line, rule->usage), "no usage of %.*s",
	    (int)rule->word.len, rule->word.at);
	(void)count_lines(conn);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *conn = conn_open(server);
	size_t commands = 0;

	for (size_t i = 0; grammar_rule(i) != NULL; i++) {
		if (grammar_rule(i)->from != FROM_CLIENT)
			continue;
		ask_about(conn, grammar_rule(i));
		commands++;
	}
	PASS("each command is explained with its usage");
	conn_say(conn, "help");
	TAP_OK(count_lines(conn) >= commands, "help alone tells of all");
	conn_ask(conn, "help nonsense", "err help bad-command ...");
	conn_ask(conn, "help send now", "err help bad-command ...");
	PASS("help for what is no command is refused");
	server_stop(server);
	return tap_done();
}
