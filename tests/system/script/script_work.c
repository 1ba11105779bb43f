/*
 * forkcast work: the command's input and environment, the fate of its item, the
 * place of its output, and the line between boxes and command.
 */
#include <inttypes.h>
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/shell.h"

static struct server *server;
static struct conn *ali; /* in the groups box, other, out and printf */

static const struct shell_case wrong[] = {
	{ "forkcast work", 64, "",
	    "forkcast work: missing box\nusage: ...\n...\n...\n" },
	{ "forkcast work box", 64, "",
	    "forkcast work: missing command: ...\nusage: ...\n...\n...\n" },
	{ "forkcast work box no-such-program -x", 64, "",
	    "forkcast work: missing command: ...\nusage: ...\n...\n...\n" },
	{ "forkcast work box --", 64, "",
	    "forkcast work: missing command: ...\nusage: ...\n...\n...\n" },
	{ "forkcast work box -- no-such-program", 64, "",
	    "forkcast work: no such program: no-such-program\n" },
	{ "forkcast work box ./no-such-program", 64, "",
	    "forkcast work: no such program: ./no-such-program\n" },
	{ "forkcast work -- cat", 64, "",
	    "forkcast work: missing command: ...\nusage: ...\n...\n...\n" },
	{ "forkcast work -P 257 box cat", 64, "", "forkcast work: ...\n" },
	{ "forkcast work box cat >&-", 74, "", "forkcast work: ...\n" },
	{ "forkcast work -h | head -n 1", 0, "usage: forkcast work ...\n", "" },
};

static void
post(const char *box, const char *text)
{
	conn_say(ali, "post %s %s", box, text);
	conn_wait_for(ali, "ok post %s *", box);
}

/* Has ali put a text into the box, and starts it. */
static struct shell *
work(const char *script, const char *box, const char *text)
{
	post(box, text);
	return shell_start(server->address[0], script);
}

static void
gets_all(void)
{
	struct shell *shell =
	    work("FORKCAST_NAME=javad exec forkcast work -c 1 box sh -c '"
		 "echo \"$FORKCAST_KIND,$FORKCAST_GROUP,$FORKCAST_SENDER,"
		 "$FORKCAST_COUNT,${FORKCAST_TO-none},${FORKCAST_NAME-none},"
		 "$FORKCAST_TEXT,$1,$(cat)\"' sh 'two  words'",
		"box", "$(reboot) `x`  y");

	TAP_NUM(shell_status(shell), 0, "an item, a command");
	TAP_OK(shell_matches("item,box,ali,0,none,none,$(reboot) `x`  y,two  "
			     "words,$(reboot) `x`  y\n",
		   shell_said(shell)),
	    "it gets the text, and the rest in its environment");
	shell = work("exec forkcast work -c 1 box sh -c 'echo $FORKCAST_SERVER "
		     "$FORKCAST_ID'",
	    "box", "x");
	TAP_NUM(shell_status(shell), 0, "it gets besides");
	TAP_OK(shell_matches("127.0.0.1:* 1*\n", shell_said(shell)),
	    "the server and the ID");
}

/*
 * The third time it succeeds. The place of the first failure stays empty for a
 * second, that of the next for two.
 */
static void
comes_back(void)
{
	post("box", "x");
	post("box", "y");
	struct shell *shell = shell_start_paced(server->address[0],
	    "exec forkcast work -P 2 -c 2 box sh -c 'case "
	    "$FORKCAST_COUNT,$FORKCAST_TEXT in "
	    "0,x) exit 3;; 1,x) kill -9 $$;; esac; cat'");
	shell_expect_complaint(
	    shell, "forkcast work: command for item *: killed by signal 9");
	shell_expect(shell, "y");
	conn_await_box(ali, "box box 1 0 0");
	shell_pace(shell, 999 * MSEC);
	shell_pace(shell, MSEC / 2);
	conn_say(ali, "boxes box");
	conn_wait_for(ali, "box box 1 0 0 ...");
	TAP_STR(str_from(shell_said(shell)), STR("y\n"), "it is in no hurry");
	shell_pace(shell, MSEC / 2);
	TAP_NUM(shell_status(shell), 0, "a command that fails is no failure");
	TAP_OK(shell_matches("y\nx\n", shell_said(shell)),
	    "the item comes back, and others go on");
	TAP_OK(shell_matches(
		   "forkcast work: command for item *: exit status 3\n"
		   "forkcast work: command for item *: killed by signal 9\n",
		   shell_complained(shell)),
	    "each failure is told of");
}

static void
takes_too_long(void)
{
	post("box", "x");
	struct shell *shell = shell_start_paced(server->address[0],
	    "exec forkcast work -k 60 -c 1 box sh -c 'test "
	    "$FORKCAST_COUNT -ge 1 || { echo begun; sleep 1000 | cat; }'");

	shell_expect(shell, "begun");
	shell_pace(shell, 59 * SEC);
	shell_pace(shell, MSEC);
	TAP_STR(str_from(shell_complained(shell)), STR(""), "59 s are allowed");
	shell_pace(shell, SEC);
	shell_expect_complaint(
	    shell, "forkcast work: command for item *: killed by signal 15...");
	shell_pace(shell, SEC); /* its place stays empty so long */
	TAP_NUM(shell_status(shell), 0, "one that takes too long");
	TAP_OK(shell_matches(
		   "forkcast work: command for item *: timed out after 60 s\n"
		   "forkcast work: command for item *: killed by signal 15...",
		   shell_complained(shell)),
	    "is ended, and the item comes back");
}

/* The item is done behind the last line, and not if the command has failed. */
static void
says(void)
{
	struct shell *shell =
	    work("exec forkcast work -n javad -o out -c 1 box sh -c 'echo one; "
		 "printf two; test $FORKCAST_COUNT = 1'",
		"box", "x");

	conn_wait_for(ali, "msg * out javad one");
	conn_expect(ali, "msg * out javad two");
	TAP_NUM(shell_status(shell), 0, "what it prints is said");
	conn_expect(ali, "quit * javad...");
	TAP_STR(str_from(shell_said(shell)), STR(""), "and not printed");
	shell = work("exec forkcast work -n javad -o out -c 1 box sh -c '"
		     "i=0; while [ $i -lt 600 ]; do echo line $i; "
		     "i=$((i + 1)); done'",
	    "box", "x");
	for (int i = 0; i < 600; i++)
		conn_wait_for(ali, "msg * out javad line %d", i);
	TAP_NUM(shell_status(shell), 0, "however much it is");
	shell = work("exec forkcast work -n javad -o out -c 1 box printf "
		     "'a\\377b\\nc\\n'",
	    "box", "x");
	conn_wait_for(ali, "msg * out javad c");
	TAP_NUM(shell_status(shell), 65, "a line that cannot be said");
	TAP_OK(shell_matches("forkcast work: line 1 not sent: ...\n",
		   shell_complained(shell)),
	    "is told of");
}

/* Items beyond the count stay where they are, as if they had not been seen. */
static void
counts(void)
{
	struct shell *shell;

	for (int i = 0; i < 10; i++) {
		conn_say(ali, "post box %d", i);
		conn_wait_for(ali, "ok post box *");
	}
	shell = shell_start(server->address[0],
	    "exec forkcast work -c 3 -P 2 box sh -c 'echo x'");
	TAP_NUM(shell_status(shell), 0, "it ends after so many");
	TAP_STR(str_from(shell_said(shell)), STR("x\nx\nx\n"), "and no more");
	conn_say(ali, "take box 10");
	for (int i = 3; i < 10; i++) {
		conn_wait_for(ali, "item * box ali 0 %d", i);
		conn_say(ali, "done %" PRIu64, conn_id(ali));
	}
	conn_say(ali, "take box 0");
	PASS("the others have never come back");
}

/* A child that writes on belongs to nobody's item. */
static void
says_what_was_printed(void)
{
	struct shell *shell = work(
	    "exec forkcast work -n javad -o out -c 1 box sh -c '"
	    "(until test -e late; do sleep 0.05 || sleep 1; done; echo late; "
	    "echo late >&2) & i=0; while [ $i -lt 2000 ]; do echo line $i; "
	    "i=$((i + 1)); done; : >late'",
	    "box", "x");

	for (int i = 0; i < 2000; i++)
		conn_wait_for(ali, "msg * out javad line %d", i);
	TAP_NUM(shell_status(shell), 0, "a child that lives on");
	shell_expect_complaint(shell, "late");
	PASS("takes nothing away from what was printed");
}

/* One client can make ten boxes: the others are asked for again. */
static void
many_boxes(void)
{
	struct shell *shell = shell_start(server->address[0],
	    "exec forkcast work -c 1 a b c d e f g h box other k l -- cat");

	shell_expect_complaint(shell, "forkcast work: cannot take items: ...");
	conn_say(ali, "post box late");
	TAP_NUM(shell_status(shell), 0, "more boxes than there can be");
	TAP_STR(
	    str_from(shell_said(shell)), STR("late\n"), "are served as far");
}

/* "printf" is a program, and a group. */
static void
words(void)
{
	struct shell *shell = work(
	    "exec forkcast work -c 2 box other cat", "other", "from the other");

	conn_say(ali, "post box from the box");
	TAP_NUM(shell_status(shell), 0, "boxes up to the command");
	shell_expect(shell, "from the box");
	shell_expect(shell, "from the other");
	shell =
	    work("exec forkcast work -c 1 box printf -- cat", "printf", "x");
	TAP_NUM(shell_status(shell), 0, "or up to --");
	TAP_STR(str_from(shell_said(shell)), STR("x\n"), "of any name");
	shell = work(
	    "exec forkcast work -c 1 box -- sed -e s/x/y/ -- -", "box", "x");
	TAP_NUM(shell_status(shell), 0, "of which the command may have more");
	TAP_STR(str_from(shell_said(shell)), STR("y\n"), "for itself");
	shell = work("printf '#!/bin/sh\\ncat\\n' >run; chmod +x run; "
		     "exec forkcast work -c 1 box ./run",
	    "box", "path");
	TAP_NUM(shell_status(shell), 0, "or to a path");
	TAP_STR(str_from(shell_said(shell)), STR("path\n"), "that is run");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "box");
	conn_say(ali, "join other");
	conn_say(ali, "join out");
	conn_say(ali, "join printf");
	shell_cases(server->address[0], wrong);
	gets_all();
	comes_back();
	takes_too_long();
	says();
	says_what_was_printed();
	counts();
	many_boxes();
	words();
	conn_say(ali, "boxes");
	conn_wait_for(ali, "ok boxes 0");
	PASS("nothing is left");
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
