/* names lists the members of a group, in as many lines as necessary. */
#include <stdio.h>

#include "shared/limits.h"
#include "tests/lib/conn.h"
#include "tests/lib/pattern.h"

#define MEMBERS 150

/* Names of 32 bytes: 150 of them do not fit one line. */
#define NAME "member-with-a-very-long-name-%03d"
#define NAME_SIZE 48

/* Notes one name of the list: each may be there only once. */
static void
tick_off(struct str name, bool seen[MEMBERS + 1])
{
	char text[NAME_SIZE];
	int number = MEMBERS;

	(void)snprintf(text, sizeof(text), "%.*s", (int)name.len, name.at);
	if (strcmp(text, "javad") != 0)
		MUST(name.len == LIMIT_NAME &&
			sscanf(text, NAME, &number) == 1 && number < MEMBERS,
		    "what name is %s?", text);
	MUST(!seen[number], "%s is in the list twice", text);
	seen[number] = true;
}

/* Reads the lines of an answer; returns how many names are in them. */
static size_t
read_names(struct conn *conn, size_t *lines)
{
	bool seen[MEMBERS + 1] = { false };
	size_t names = 0;

	*lines = 0;
	while (pattern_matches("names 1 ...", conn_line(conn))) {
		struct str rest = conn->line;
		(void)str_word(&rest); /* names */
		(void)str_word(&rest); /* 1 */
		for (; rest.at != NULL; names++)
			tick_off(str_word(&rest), seen);
		++*lines;
	}
	return names;
}

static void
test_many(const struct server *server, struct conn *asker)
{
	char name[NAME_SIZE];
	size_t lines;

	for (int i = 0; i < MEMBERS; i++) {
		(void)snprintf(name, sizeof(name), NAME, i);
		(void)conn_member(server, name, "1");
	}
	conn_say(asker, "ping all\nnames 1");
	conn_wait_for(asker, "ok ping all");
	TAP_NUM(read_names(asker, &lines), MEMBERS + 1, "every name is there");
	TAP_OK(
	    pattern_matches("ok names 1 151", asker->line), "and their number");
	TAP_OK(lines > 1, "a long list takes several lines");
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *javad = conn_named(server, "javad");

	conn_ask(javad, "names 1", "ok names 1 0");
	conn_ask(javad, "names nowhere", "err names no-such-group ...");
	conn_ask(javad, "names", "err names bad-command ...");
	conn_ask(javad, "names 1 2", "err names bad-command ...");
	conn_ask(javad, "names a,b", "err names bad-group ...");
	PASS("empty, unknown and bad groups are told apart");
	conn_ask(javad, "join 1", "join * 1 javad");
	conn_ask(javad, "names 1", "names 1 javad");
	conn_expect(javad, "ok names 1 1");
	PASS("members are listed, then counted");
	test_many(server, javad);
	server_stop(server);
	return tap_done();
}
