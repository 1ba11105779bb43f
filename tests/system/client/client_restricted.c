/*
 * With FORKCAST_RESTRICTED, a person at the client, as the chat of a login that
 * strangers share, gets no other program and no file.
 */
#include <stdlib.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define NOT "not allowed with FORKCAST_RESTRICTED\n"

static const struct shell_case cases[] = {
	{ "forkcast send -n ali 1 hi", 0, "", "" },
	{ "forkcast send -C true 1 hi", 77, "", "forkcast send: -C: " NOT },
	{ "forkcast -C true 1", 77, "", "forkcast: -C and -l: " NOT },
	{ "forkcast -l log 1; test -e log", 1, "",
	    "forkcast: -C and -l: " NOT },
	{ "FORKCAST_VIA=true forkcast post -l", 78, "",
	    "forkcast post: FORKCAST_VIA \"true\": " NOT },
	{ "forkcast listen -x true 1", 77, "", "forkcast listen: " NOT },
	{ "forkcast lock 1 k true", 77, "", "forkcast lock: " NOT },
	{ "forkcast work 1 true", 77, "", "forkcast work: " NOT },
	{ "forkcast fifo . 1", 77, "", "forkcast fifo: " NOT },
	{ "forkcast bot -x true", 77, "", "forkcast bot: " NOT },
};

/* No file of the login is made or changed, and Ctrl-Z gives no shell. */
static void
person(const struct server *server)
{
	char path[SCRATCH_PATH];
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "1");

	pty_expect(pty, "-- javad has joined #1");
	pty_type(pty, "\x1a");
	pty_expect(pty, "!! suspending: not allowed with FORKCAST_RESTRICTED");
	pty_type(pty, "/set notify touch x\r");
	pty_expect(pty, "!! notify: not allowed with FORKCAST_RESTRICTED");
	pty_type(pty, "/set server 127.0.0.1:1\r");
	pty_expect(pty, "!! server: not allowed with FORKCAST_RESTRICTED");
	pty_type(pty, "/set bell no\r");
	pty_expect(pty,
	    "!! bell is no, but not saved: not allowed with "
	    "FORKCAST_RESTRICTED");
	pty_type(pty, "\x1c"); /* would be SIGQUIT */
	MUST(pty_status(pty) == 0, "the client did not end well");
	scratch_path(path, "state");
	TAP_OK(access(path, F_OK) != 0, "no history of lines is kept");
	scratch_path(path, "config/forkcast/config");
	TAP_OK(access(path, F_OK) != 0, "no setting is saved");
}

int
main(void)
{
	struct server *server = server_start(NULL);

	MUST(setenv("FORKCAST_RESTRICTED", "1", 1) == 0, "setenv");
	shell_cases(server->address[0], cases);
	person(server);
	server_stop(server);
	return tap_done();
}
