/*
 * forkcast bot hears and speaks under one name. With -x, it says what its
 * commands print. A command that hangs can be ended.
 */
#include <signal.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/shell.h"

#define FORM \
	"must be \"to #GROUP TEXT\" or \"to @NAME TEXT\", or \"note\" in place of \"to\""

static struct server *server;
static struct conn *ali;

static struct shell *
start_bot(const char *script)
{
	struct shell *shell = shell_start(server->address[0], script);

	shell_await(server->address[0], "robo", "1");
	return shell;
}

static void
stop(struct shell *shell)
{
	shell_signal(shell, SIGTERM);
	TAP_NUM(shell_status(shell), SHELL_SIGNAL + SIGTERM, "TERM ends it");
}

static void
run(const char *script)
{
	MUST(shell_status(shell_start(server->address[0], script)) == 0,
	    "%s fails", script);
}

/* Its own lines, notes, and other groups are not for it. */
static void
hears_and_says(void)
{
	struct shell *shell = start_bot(
	    "mkfifo in; exec 3<>in; exec forkcast bot -n robo '#1' <&3");

	conn_say(ali, "note 1 not for programs");
	conn_say(ali, "send 1 hello");
	conn_say(ali, "tell robo psst");
	run("printf 'to #1 hello yourself\\r\\n\\nnote #1 a note\\n"
	    "to @ali  psst\\n' >in");
	conn_wait_for(ali, "msg * 1 robo hello yourself");
	conn_wait_for(ali, "msg * 1 robo a note");
	conn_wait_for(ali, "tell * robo ali  psst");
	conn_say(ali, "send 1 last");
	shell_expect(shell, "[1] ali: last");
	TAP_STR(str_from(shell_said(shell)),
	    STR("[1] ali: hello\nali -> robo: psst\n[1] ali: last\n"),
	    "it hears what is for it, and nothing else");
	stop(shell);
}

static const struct shell_case inputs[] = {
	{ "forkcast bot -n robo 1 </dev/null", 0, "", "" },
	{ "printf 'to #1 a\\nnote @ali b' | forkcast bot -n robo 1", 0, "",
	    "" },
	{ "printf 'to 1 a\\nsend 1 b\\nto #1\\nto #1 \\nto @a@b c\\nto #1 "
	  "\\377\\n%5000s\\n' x | forkcast bot 1",
	    65, "",
	    "forkcast bot: line 1 not sent: " FORM "\n"
	    "forkcast bot: line 2 not sent: " FORM "\n"
	    "forkcast bot: line 3 not sent: " FORM "\n"
	    "forkcast bot: line 4 not sent: " FORM "\n"
	    "forkcast bot: line 5 not sent: invalid name: ...\n"
	    "forkcast bot: line 6 not sent: invalid text: ...\n"
	    "forkcast bot: line 7 not sent: too long: limit 3800 bytes\n" },
	{ "printf 'to #no a\\nto @nobody b\\nto @ali c\\n' | forkcast bot 1",
	    77, "",
	    "forkcast bot: line 1 refused: not a member of that group\n"
	    "forkcast bot: line 2 refused: no client has that name\n" },
	{ "forkcast bot '##1' </dev/null", 64, "",
	    "forkcast bot: group \"#1\": ...\n" },
};

/* Lines of a command are said in order; the last one needs no LF. */
static void
speaks_for_commands(void)
{
	struct shell *shell = start_bot(
	    "exec forkcast bot -n robo -x '"
	    "read x; test $x = go || exit 1; "
	    "echo \"to #$FORKCAST_GROUP one\"; echo \"to @nobody two\"; "
	    "echo three; printf \"to @$FORKCAST_SENDER four\"' 1");

	conn_say(ali, "send 1 no");
	conn_say(ali, "send 1 go");
	conn_say(ali, "send 1 go");
	for (int i = 0; i < 2; i++) {
		conn_wait_for(ali, "msg * 1 robo one");
		conn_wait_for(ali, "tell * robo ali four");
	}
	shell_expect_complaint(shell, "forkcast bot: line 7 not sent: " FORM);
	TAP_STR(str_from(shell_complained(shell)),
	    STR("forkcast bot: line 2 refused: no client has that name\n"
		"forkcast bot: line 3 not sent: " FORM "\n"
		"forkcast bot: line 6 refused: no client has that name\n"
		"forkcast bot: line 7 not sent: " FORM "\n"),
	    "and 1 is no failure of a command");
	stop(shell);
}

/* The first message that is dropped is told of while the command still runs. */
static void
drops(void)
{
	struct shell *shell = start_bot(
	    "exec forkcast bot -n robo -x 'read x; [ $x != 0 ] || : >begun; "
	    "until [ -e go ]; do sleep 0.05 || sleep 1; done' 1");

	conn_say(ali, "send 1 0");
	run("until [ -e begun ]; do sleep 0.05 || sleep 1; done");
	for (int i = 1; i <= 1003; i++) {
		conn_say(ali, "send 1 %d", i);
		conn_wait_for(ali, "msg * 1 ali %d", i);
	}
	shell_expect_complaint(shell,
	    "forkcast bot: dropping messages: 1000 are waiting for a command");
	run(": >go");
	shell_expect_complaint(shell, "forkcast bot: 3 messages dropped");
	PASS("how many they were is told later");
	stop(shell);
}

/* What was said has no answer, and is not said again. */
static void
is_lost(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address,
	    "mkfifo lost; exec 3<>lost; exec forkcast bot -R -n robo 1 <&3");
	fake_welcome(&fake, "robo");
	run("echo 'to #1 lost' >lost");
	fake_expect(&fake, "send 1 lost");
	fake_close(&fake);
	shell_expect_complaint(shell, "forkcast bot: line 1: no reply");
	PASS("what has no answer is told of");
	fake_welcome(&fake, "robo");
	run("echo 'to #1 patient' >lost");
	fake_expect(&fake, "send 1 patient");
	fake_say(&fake, "err send slow-down half of the group is behind\n");
	fake_expect(&fake, "send 1 patient");
	PASS("a line that is refused for now is said again");
	fake_close(&fake);
	stop(shell);
	fake_stop(&fake);
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "1");
	hears_and_says();
	shell_cases(server->address[0], inputs);
	speaks_for_commands();
	drops();
	is_lost();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
