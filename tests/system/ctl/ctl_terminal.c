/*
 * On a terminal, forkcastctl top redraws in place and leaves no trace, and
 * forkcastctl accounts asks for a secret twice.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/pty.h"
#include "tests/lib/shell.h"

#define CTL "forkcastctl -p $SERVER accounts "

static struct pty *
start(const struct server *server, const char *column)
{
	char pid[24];

	(void)snprintf(pid, sizeof(pid), "%ld", (long)server->pid);
	return pty_start((const char *const[]) {
	    "forkcastctl", "-p", pid, "top", "-d", "0.1", "-o", column, NULL });
}

/* The first row that begins with the text, waited for. */
static void
expect_row(struct pty *pty, size_t row, const char *pattern)
{
	char text[VT_TEXT], squeezed[VT_TEXT];
	const usec end = deadline();
	size_t len;

	do {
		(void)pty_shows(pty, "");
		vt_text(&pty->vt, row, text);
		len = 0;
		for (const char *at = text; *at != '\0'; at++)
			if (*at != ' ' || (len > 0 && squeezed[len - 1] != ' '))
				squeezed[len++] = *at;
		squeezed[len] = '\0';
		if (pattern_matches(pattern, (struct str) { squeezed, len }))
			return;
	} while (deadline_pause(end));
	MUST(false, "row %zu is \"%s\", not \"%s\"", row, squeezed, pattern);
}

/* On a terminal, it is asked for twice. */
static void
asks_twice(void)
{
	for (int same = 0; same < 2; same++) {
		struct pty *pty = pty_start(
		    (const char *const[]) { "sh", "-c", CTL "add eva", NULL });
		pty_expect_begin(pty, "secret:");
		pty_type(pty, "mine\r");
		pty_expect_begin(pty, "again:");
		pty_type(pty, same ? "mine\r" : "mint\r");
		pty_expect_begin(pty,
		    same ? "account eva created" :
			   "forkcastctl: the secrets differ");
		TAP_NUM(pty_status(pty), same ? 0 : 65, "as it was typed");
	}
}

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct conn *reza = conn_named(server, "reza");
	struct pty *top;

	shell_environment(server->address[0]);
	conn_say(ali, "send 1 hello");
	conn_wait_for(ali, "msg * 1 ali hello");
	top = start(server, "in");
	expect_row(top, 0, "server * 127.0.0.1:* ...");
	expect_row(top, 1, "clients 2 of 1000, ...");
	expect_row(top, 3, "lines a second: in *, out *; by in");
	expect_row(top, 5, "PID NAME PEER STATE S GRP IN OUT QUEUE");
	expect_row(top, 6, "* ali 127.0.0.1:* here * 1 3 3 0");
	expect_row(top, 7, "* reza 127.0.0.1:* here * 0 1 1 0");
	PASS("status and clients, within 80 columns");
	for (int i = 0; i < 5; i++)
		conn_say(reza, "ping");
	expect_row(top, 6, "* reza 127.0.0.1:* here * 0 6 6 0");
	PASS("who says most comes first");
	pty_type(top, "r");
	expect_row(top, 6, "* ali ...");
	pty_type(top, "o");
	expect_row(top, 3, "lines a second: in *, out *; by out");
	PASS("the keys o and r");
	conn_close(reza);
	expect_row(top, 1, "clients 1 of 1000, ...");
	expect_row(top, 7, "");
	PASS("who has gone is cleared away");
	TAP_NUM(top->vt.foreign, 0, "nothing else is written");
	pty_type(top, "q");
	TAP_NUM(pty_status(top), 0, "q ends it");
	pty_expect_mode(top, true);
	top = start(server, "name");
	expect_row(top, 6, "* ali ...");
	MUST(kill(top->pid, SIGTERM) == 0, "no process");
	TAP_NUM(pty_status(top), 0, "TERM too");
	pty_expect_mode(top, true);
	top = start(server, "name");
	expect_row(top, 6, "* ali ...");
	conn_close(ali);
	server_stop(server);
	TAP_NUM(pty_status(top), 0, "so does the end of the server");
	pty_expect_mode(top, true);
	PASS("the terminal is as it was");
	server = server_start(&(struct setup) { .config = keeper_config() });
	shell_set_number("SERVER", server->pid);
	asks_twice();
	server_stop(server);
	return tap_done();
}
