/* Scripts send FORKCAST_PASSWORD before their name, and answer a ping. */
#include <stdio.h>
#include <sys/stat.h>

#include "tests/lib/fake.h"
#include "tests/lib/server.h"
#include "tests/lib/shell.h"

static const struct shell_case cases[] = {
	{ "FORKCAST_PASSWORD=open-sesame forkcast send 1 x", 0, "", "" },
	{ "FORKCAST_PASSWORD=sesame forkcast send 1 x", 77, "",
	    "forkcast send: password refused: wrong password\n" },
	{ "FORKCAST_PASSWORD='a b' forkcast send 1 x", 64, "",
	    "forkcast send: invalid FORKCAST_PASSWORD: ...\n" },
	{ "FORKCAST_PASSWORD= forkcast send 1 x", 77, "",
	    "forkcast send: name * refused: ...\n" },
};

/* A long silence, and then the question whether somebody is there. */
static void
asked(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell =
	    shell_start(fake.address, "exec forkcast listen -c 1 -n javad 1");
	fake_welcome(&fake, "javad");
	fake_say(&fake, "ping\n");
	fake_expect(&fake, "ping");
	fake_say(&fake, "ok ping\n");
	fake_say(&fake, "msg 1700000000000001 1 ali hello\n");
	fake_expect(&fake, "quit");
	fake_close(&fake);
	TAP_NUM(shell_status(shell), 0, "it answers, and goes on");
	TAP_STR(str_from(shell_said(shell)), STR("[1] ali: hello\n"),
	    "and shows nothing of it");
	fake_stop(&fake);
}

int
main(void)
{
	char path[SCRATCH_PATH];
	char key[SCRATCH_PATH + 32];

	scratch_path(path, "password");
	scratch_write(path, "open-sesame\n");
	MUST(chmod(path, 0600) == 0, "chmod fails");
	(void)snprintf(key, sizeof(key), "password_file %s\n", path);
	struct server *server = server_start(&(struct setup) { .config = key });
	shell_cases(server->address[0], cases);
	server_stop(server);
	asked();
	return tap_done();
}
