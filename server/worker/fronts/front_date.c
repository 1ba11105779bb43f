/*
 * A front for clients of the date service: the date of the router's clock, in
 * one line, and then the end. RFC 867, forkcast-protocol(7), SERVICES.
 */
#include "shared/grammar.h"
#include "worker/conn/conn.h"
#include "worker/conn/front.h"

struct date {
	bool asked;
};

/* Asks for the date once, and drops whatever the client sends. */
static void
input(struct conn *conn, enum front_why why)
{
	struct date *date = conn->state;

	(void)why;
	buf_drop(&conn->in, buf_len(&conn->in));
	if (date->asked || !conn_ready(conn))
		return;
	date->asked = true;
	conn_command(conn, STR("time"));
	conn_command(conn, STR("quit")); /* there is room for both */
}

/* Shows "ok time ID DATE", and no other line. */
static void
output(struct conn *conn, struct str line)
{
	struct command said;
	struct str rest;

	if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK ||
	    said.rule->verb != VERB_OK || said.count < 2 ||
	    !str_eq(said.arg[0], STR("time")))
		return;
	rest = said.arg[1];
	(void)str_word(&rest);
	(void)BUF_CAT(&conn->out, rest, STR("\r\n")); /* fits */
}

const struct front front_date = {
	.input = input, .output = output, .state = sizeof(struct date)
};
