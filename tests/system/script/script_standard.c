/*
 * A command that needs a standard input or output that is closed, full or
 * without a reader exits with 74, and says why unless the reader has gone.
 */
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define CLOSED(form) "forkcast" form ": standard output is closed\n"
#define FULL(form)       \
	"forkcast " form \
	": cannot write to standard output: No space left ...\n"

/* Somebody who speaks as soon as "me" listens. */
#define SPEAKER                                                             \
	"(until forkcast names 1 | grep -qx me; do sleep 0.05 || sleep 1; " \
	"done; forkcast send 1 hello) & "

/* Begins when the reader of the pipe has gone, whose signal ends the test. */
#define UNREAD "{ while (echo) 2>/dev/null; do sleep 0.05 || sleep 1; done; "

static const struct shell_case closed[] = {
	{ "forkcast listen -c 1 1 >&-", 74, "", CLOSED(" listen") },
	{ "forkcast names 1 >&-", 74, "", CLOSED(" names") },
	{ "forkcast ping -c 1 >&-", 74, "", CLOSED(" ping") },
	{ "forkcast -n me 1 </dev/null >&-", 74, "", CLOSED("") },
	{ "forkcast -V >&-", 74, "", CLOSED("") },
	{ "forkcast send -h >&-", 74, "", CLOSED(" send") },
	{ "forkcast send 1 <&-", 74, "",
	    "forkcast send: standard input is closed\n" },
	{ "forkcast -n me 1 <&-", 74, "",
	    "forkcast: standard input is closed\n" },
};

static const struct shell_case not_needed[] = {
	{ "forkcast send 1 hello <&- >&-", 0, "", "" },
	{ "forkcast ping -c 1 <&- >/dev/null", 0, "", "" },
	{ SPEAKER "forkcast listen -n me -c 1 -x 'cat >heard' 1 <&- >&-; "
		  "wait; cat heard",
	    0, "hello", "" },
};

static const struct shell_case full[] = {
	{ SPEAKER "forkcast listen -n me -c 1 1 >/dev/full", 74, "",
	    FULL("listen") },
	{ SPEAKER "forkcast listen -n me 1 >/dev/full", 74, "",
	    FULL("listen") },
	{ "forkcast ping -c 1 >/dev/full", 74, "", FULL("ping") },
	{ "forkcast ping -h >/dev/full", 74, "", FULL("ping") },
};

static const struct shell_case left[] = {
	{ "{ forkcast ping; echo $? >&2; } | head -n 1 >/dev/null", 0, "",
	    "74\n" },
	{ UNREAD "forkcast names 1; echo $? >&2; } | :", 0, "", "74\n" },
	{ UNREAD "forkcast -h; echo $? >&2; } | :", 0, "", "74\n" },
	{ UNREAD "forkcast listen -c 1 1; echo $? >&2; } | :", 0, "", "74\n" },
};

int
main(void)
{
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	const char *address = server->address[0];

	shell_cases(address, closed);
	shell_cases(address, not_needed);
	if (access("/dev/full", W_OK) == 0)
		shell_cases(address, full);
	shell_cases(address, left);
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
