/* forkcast fifo reports what is in its way. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>

#include "shared/io.h"
#include "tests/lib/conn.h"
#include "tests/lib/deadline.h"
#include "tests/lib/scratch.h"
#include "tests/lib/shell.h"

#define CANNOT "forkcast fifo: cannot use the directory "

static const struct shell_case cases[] = {
	{ "mkdir -m 700 full; echo >full/in; forkcast fifo full 1", 73, "",
	    CANNOT "full: another process reads \"in\", or it is no FIFO of "
		   "yours\n" },
	{ ":>file; forkcast fifo file 1", 73, "",
	    CANNOT "file: it is no directory, or a symbolic link\n" },
	{ "forkcast fifo no/such 1", 73, "",
	    CANNOT "no/such: No such file or directory\n" },
	{ "forkcast fifo dots ..x", 73, "",
	    CANNOT "..x: no directory can have this name\n" },
	{ "forkcast fifo dots in", 73, "",
	    CANNOT "in: it is no directory, or a symbolic link\n" },
	{ "forkcast fifo chat 1", 73, "",
	    CANNOT "chat: another process reads ...\n" },
	{ "forkcast fifo", 64, "",
	    "forkcast fifo: missing directory\nusage: ...\n  ...\n" },
};

/* Reads the FIFO, whose writers come and go, until it has given the text. */
static void
await_text(int fifo, const char *text)
{
	const usec end = deadline();
	char read[4096] = "";
	size_t len = 0;

	while (strstr(read, text) == NULL) {
		MUST(deadline_pause(end), "no \"%s\", but: %s", text, read);
		const ssize_t count =
		    io_read(fifo, read + len, sizeof(read) - 1 - len);
		len += count > 0 ? (size_t)count : 0;
		read[len] = '\0';
	}
}

/*
 * An "out" that is a FIFO: while nobody reads it lines are lost.
 * The reader opens it once, and may see a line of before as well.
 */
static void
reader_gone(struct conn *ali, struct shell *shell)
{
	char path[SCRATCH_PATH];

	conn_say(ali, "send 1 lost");
	shell_expect_complaint(
	    shell, "forkcast fifo: cannot write to 1/out; lines will be lost");
	PASS("a FIFO that nobody reads is told of");
	scratch_path(path, "chat/1/out");
	int fifo = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	MUST(fifo != -1, "cannot open %s: %s", path, strerror(errno));
	conn_say(ali, "send 1 heard");
	await_text(fifo, "ali: heard\n");
	PASS("a new reader gets what comes");
	io_close(&fifo);
}

int
main(void)
{
	bulk();
	struct server *server = server_start(NULL);
	struct conn *ali = conn_member(server, "ali", "1");
	struct shell *shell = shell_start(server->address[0],
	    "mkdir -m 700 chat chat/1; mkfifo chat/1/out; "
	    "exec forkcast fifo -n javad chat 1");

	shell_await(server->address[0], "javad", "1");
	shell_cases(server->address[0], cases);
	reader_gone(ali, shell);
	server_signal(server, SIGKILL);
	TAP_NUM(shell_status(shell), 69, "the server is killed: 69");
	shell_expect_complaint(
	    shell, "forkcast fifo: disconnected by the server: ...");
	PASS("and it says so");
	conn_close(ali);
	return tap_done();
}
