/*
 * A client that asks about many channels with long names at once, as a bouncer
 * does when it reconnects, gets all answers in order, without sending anything
 * more.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"

#define QUESTIONS 400
#define NAME "#xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static const struct {
	const char *command;
	const char *answer;
} questions[] = {
	{ "WHO", ":* 315 ali " NAME " :..." },
	{ "NAMES", ":* 366 ali " NAME " :..." },
	{ "MODE", ":* 403 ali " NAME " :..." },
};

static void
test_question(struct conn *conn, const char *command, const char *answer)
{
	static char lines[QUESTIONS * (sizeof(NAME) + 16)];
	size_t len = 0;

	for (int i = 0; i < QUESTIONS; i++)
		len += (size_t)snprintf(lines + len, sizeof(lines) - len,
		    "%s %s\r\n", command, NAME); /* fits */
	conn_send(conn, lines, len);
	for (int i = 0; i < QUESTIONS; i++)
		conn_expect(conn, "%s", answer);
	PASS("%d times %s, and as many answers", QUESTIONS, command);
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_open(server);

	conn_say(ali, "NICK ali\r\nUSER ali 0 * :Ali\r");
	conn_wait_for(ali, ":* 422 ...");
	for (size_t i = 0; i < COUNT(questions); i++)
		test_question(ali, questions[i].command, questions[i].answer);
	server_stop(server);
	return tap_done();
}
