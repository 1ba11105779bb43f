/*
 * The server confirms only changes that the next server will find: while its
 * state directory is not at its path, nothing changes, the log gives the
 * reason, and check is critical; when the directory is back, everything works
 * again. A file that somebody else puts there is not overwritten, but read.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/deadline.h"
#include "tests/lib/keeper.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

#define CHECK "forkcastctl -p $SERVER check"
#define AWAIT(words)                       \
	"until " CHECK " | grep -q " words \
	"; do sleep 0.05 || sleep 1; done; " CHECK

static char state[SCRATCH_PATH], away[SCRATCH_PATH];

static void
move(const char *from, const char *to)
{
	MUST(rename(from, to) == 0, "%s: %s", from, strerror(errno));
}

static void
keeps_nothing(struct server *server, struct conn *eve, const char *ban)
{
	struct conn *operator= conn_open_at(server->control);

	conn_ask(eve, "register pw", "err register unavailable ...");
	server_expect(server,
	    "keeper: cannot write: the file is no longer at its path; put it "
	    "back");
	conn_ask(operator, "accounts remove ali", "err ...");
	conn_say(operator, "%s", ban);
	conn_wait_for(operator, "ok ...");
	conn_close(operator);
	shell_run(AWAIT("cannot.save.the.accounts"), 2,
	    "FORKCAST CRITICAL - running, * of * clients; cannot save the "
	    "accounts | ...\n",
	    "");
	conn_ask(eve, "login ali pw", "ok login ali");
	conn_ask(eve, "logout", "ok logout");
}

static void
goes_on(struct conn *conn)
{
	conn_ask(conn, "register pw", "ok register *");
	shell_run(AWAIT("OK"), 0,
	    "FORKCAST OK - running, * of * clients | ...\n", "");
}

/* An older copy takes the place of the file: before this account. */
static void
is_replaced(struct server *server, struct conn *conn)
{
	const usec end = deadline();
	char copy[SCRATCH_PATH], *text;
	struct str line;
	FILE *file;

	scratch_path(copy, "copy");
	text = strdup(keeper_text());
	file = fopen(copy, "w");
	MUST(text != NULL && file != NULL && chmod(copy, 0600) == 0 &&
		fputs(text, file) >= 0 && fclose(file) == 0,
	    "cannot copy");
	keeper_give_path(copy);
	keeper_add(server, "zoe");
	move(copy, keeper_path());
	conn_ask(conn, "register pw", "err register unavailable ...");
	server_expect(server,
	    "keeper: cannot write: the file was changed by somebody else; "
	    "reading it again");
	server_expect(server, "keeper: pid * ended, exit stale; ...");
	TAP_STR(str_from(keeper_text()), str_from(text),
	    "a file that has taken its place is as it was");
	do {
		MUST(deadline_pause(end), "no keeper comes");
		conn_say(conn, "login ali pw");
		line = conn_line(conn);
	} while (!pattern_matches("ok login ali", line));
	conn_ask(conn, "logout", "ok logout");
	conn_ask(conn, "login zoe pw", "err login not-allowed ...");
	conn_ask(conn, "register pw", "ok register *");
	PASS("and is read, and goes on");
	free(text);
}

int
main(void)
{
	const struct setup setup = { .config = keeper_config() };
	struct server *server = server_start(&setup);
	struct conn *eve = conn_named(server, "eve");
	struct conn *leo = conn_named(server, "leo");
	struct conn *max = conn_named(server, "max");

	scratch_path(state, "state");
	scratch_path(away, "away");
	shell_set_number("SERVER", server->was);
	keeper_add(server, "ali");
	move(state, away);
	keeps_nothing(server, eve, "ban 192.0.2.1");
	PASS("nothing is kept where nobody will look for it");
	move(away, state);
	goes_on(eve);
	move(state, away);
	(void)keeper_config();
	keeps_nothing(server, leo, "ban 192.0.2.2");
	PASS("nor beside another directory in its place");
	MUST(rmdir(state) == 0, "something is in there");
	move(away, state);
	goes_on(leo);
	is_replaced(server, max);
	conn_close(eve);
	conn_close(leo);
	conn_close(max);
	server_stop(server);
	server = server_start(&setup);
	conn_close(keeper_come(server, "ali"));
	conn_close(keeper_come(server, "eve"));
	conn_close(keeper_come(server, "leo"));
	PASS("the next has all that was answered with ok");
	server_stop(server);
	return tap_done();
}
