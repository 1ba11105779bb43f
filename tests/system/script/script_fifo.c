/*
 * forkcast fifo makes its tree, sends what is written into it, and writes what
 * arrives.
 */
#include <signal.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali;

/* Runs a script that must end well, and returns what it says. */
static const char *
run(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);
	const int status = shell_status(shell);

	MUST(
	    status == 0, "%s: %d, %s", script, status, shell_complained(shell));
	return shell_said(shell);
}

/* Waits until the file of the tree has such a line. */
static void
expect_in(const char *file, const char *pattern)
{
	char script[256];

	(void)snprintf(script, sizeof(script),
	    "until grep -q '%s' '%s' 2>/dev/null; do sleep 0.05 || sleep 1; "
	    "done",
	    pattern, file);
	(void)run(script);
}

static struct shell *
start(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);

	shell_await(server->address[0], "javad", "1");
	(void)run("until test -p chat/1/in; do sleep 0.05 || sleep 1; done");
	return shell;
}

static void
says(void)
{
	(void)run("echo hello >chat/1/in");
	conn_wait_for(ali, "msg * 1 javad hello");
	(void)run("printf 'no end' >chat/1/in");
	conn_wait_for(ali, "msg * 1 javad no end");
	(void)run("printf '/quit now\\n\\nquit\\n' >chat/1/in");
	conn_wait_for(ali, "msg * 1 javad /quit now");
	conn_wait_for(ali, "msg * 1 javad quit");
	PASS("each line of a group's FIFO is said, whatever it looks like");
	(void)run("echo tell ali psst >chat/in");
	conn_wait_for(ali, "tell * javad ali psst");
	(void)run("echo /topic 1 tea >chat/in");
	conn_wait_for(ali, "topic * 1 javad tea");
	PASS("each line of the root's FIFO is a command");
	(void)run("printf 'x\\033\\n' >chat/1/in; echo nope >chat/in");
	expect_in("chat/1/out", "^[0-9]* !! not sent: invalid text");
	expect_in("chat/out", "^[0-9]* !! not sent: unknown command");
	(void)run("printf '%4000s\\n%5000s\\n' x x >chat/1/in");
	expect_in("chat/1/out", "not sent: too long: 4000 bytes, limit 3800$");
	expect_in("chat/1/out", "not sent: too long: limit 3800 bytes$");
	(void)run("printf 'join %065d\\n' 0 >chat/in");
	expect_in("chat/out", "not sent: too long: 65 bytes, limit 64$");
	PASS("what is not sent is explained beside it");
}

static void
shows(void)
{
	conn_say(ali, "send 1 \x02yes\x02");
	conn_say(ali, "tell javad psst");
	expect_in("chat/1/out", "^[0-9]\\{10\\} \\[1\\] ali: yes$");
	expect_in("chat/1/out", "^[0-9]\\{10\\} -- topic 1 javad tea$");
	expect_in("chat/out", "^[0-9]\\{10\\} .*ali.*psst$");
	PASS("what is said stands in the files");
	(void)run("mv chat/1/out chat/1/old");
	conn_say(ali, "send 1 after");
	expect_in("chat/1/out", "ali: after$");
	PASS("a file can be moved away");
}

/* The ID of an item is shown, for it is wanted to be done. */
static void
works(void)
{
	(void)run("echo take 1 1 >chat/in");
	expect_in("chat/out", "[-]- ok take 1 1$");
	conn_say(ali, "post 1 wash up");
	expect_in("chat/1/out", "[-]- item [0-9]* 1 ali 0 wash up$");
	(void)run("sed -n 's/.* item \\([0-9]*\\) .*/done \\1/p' chat/1/out "
		  ">chat/in");
	expect_in("chat/out", "[-]- ok done [0-9]*$");
	PASS("work is taken and done");
}

static void
joins(void)
{
	(void)run("echo join tea >chat/in; "
		  "until test -p chat/tea/in; do sleep 0.05 || sleep 1; done");
	PASS("a group is made a directory");
	(void)run("echo last >chat/tea/in; echo leave tea >chat/in; "
		  "while test -p chat/tea/in; do sleep 0.05 || sleep 1; done");
	(void)run("grep -q 'javad: last' chat/tea/out && "
		  "tail -n 1 chat/tea/out | grep -q leave");
	PASS("to leave it removes its FIFO, and not what was said");
}

static void
ends(struct shell *shell)
{
	(void)run("echo quit so long >chat/in");
	conn_wait_for(ali, "quit * javad Quit: so long");
	TAP_NUM(shell_status(shell), 0, "quit ends it well");
	TAP_STR(str_from(run("find chat -name in")), STR(""),
	    "and removes the FIFOs");
}

/* One that was killed leaves FIFOs behind; the next one takes them over. */
static void
is_killed(void)
{
	struct shell *shell = start("exec forkcast fifo -n javad chat 1");

	shell_signal(shell, SIGKILL);
	(void)shell_status(shell);
	MUST(run("test -p chat/1/in") != NULL, "there is no FIFO");
	server_expect(server, "ended: javad ...");
	shell = start("exec forkcast fifo -n javad chat 1");
	(void)run("echo again >chat/1/in");
	conn_wait_for(ali, "msg * 1 javad again");
	PASS("what a killed one has left is taken over");
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
	TAP_STR(str_from(run("find chat -name in")), STR(""),
	    "and removes the FIFOs");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	struct shell *shell = start("exec forkcast fifo -n javad chat 1");
	says();
	shows();
	works();
	joins();
	ends(shell);
	is_killed();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
