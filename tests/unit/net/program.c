/*
 * client/net/program: ending a command blocks nobody. It has a second to
 * end by itself, and is then killed.
 */
#include "client/net/program.h"

#include <errno.h>
#include <signal.h>

#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/router/pace.h"

static struct program via;

static void
begin(const char *command)
{
	int socket = program_begin(&via, VIA, command, true, true);

	MUST(socket != -1, "cannot begin");
	io_close(&socket);
}

/* ssh writes to a raw terminal. */
static void
drops_cr(void)
{
	struct str line;

	begin("printf 'no\\rsuch host \\r\\n' >&2");
	while (program_is_ending(&via))
		continue;
	MUST(program_line(&via, &line), "no line");
	TAP_STR(line, STR("no\rsuch host"), "a line may end with CR LF");
	(void)program_drop(&via);
}

int
main(void)
{
	drops_cr();
	begin("exit 7");
	while (program_is_ending(&via))
		continue;
	TAP_STR(str_from(program_drop(&via)), STR("exit status 7"),
	    "it tells how it has ended");
	TAP_NUM(program_tend(), 0, "and nothing is left of it");
	begin("trap '' TERM; exec sleep 1000");
	const pid_t pid = via.pid;
	TAP_OK(program_is_ending(&via), "another one does not end");
	pace(SEC - 1);
	TAP_OK(program_is_ending(&via), "it may take a second");
	pace(1);
	TAP_OK(!program_is_ending(&via), "and no more");
	TAP_OK(program_drop(&via) == NULL, "nobody waits for it");
	TAP_OK(kill(pid, 0) == 0, "it may be there still");
	pace(200 * MSEC);
	TAP_NUM(program_tend(), 0, "then it is killed");
	TAP_OK(kill(pid, 0) == -1 && errno == ESRCH, "and reaped");
	for (int i = 0; i < 20; i++) {
		begin("trap '' TERM; exec sleep 1000");
		(void)program_drop(&via);
	}
	pace(200 * MSEC);
	TAP_NUM(program_tend(), 0, "so are many");
	return tap_done();
}
