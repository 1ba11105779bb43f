/*
 * forkcast bot hears and speaks under one name. With -x, the forkcast send, put
 * and others of its commands speak over its connection, and succeed only if the
 * server has accepted the line; what needs a connection of its own is refused.
 * The input of its socket is bounded. A command that hangs can be ended, and a
 * bot that is killed leaves nothing for long.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/conn.h"
#include "tests/lib/fake.h"
#include "tests/lib/keeper.h"
#include "tests/lib/shell.h"

#define FORM "must be \"to #GROUP TEXT\" or \"to @NAME TEXT\""
/* A command that tells where the bot's socket is. */
#define WHERE "-x 'echo \"at $FORKCAST_SERVER\"'"

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
	  "\\033\\n%5000s\\n' x | forkcast bot 1",
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

/* One name for all: and each exit status is what the server has said. */
static void
speaks_for_commands(void)
{
	struct shell *shell = start_bot(
	    "exec forkcast bot -C 'forkcast stdio' -n robo -x '"
	    "read x; test \"$x\" = go || exit 1; "
	    "stat -c %a \"$FORKCAST_SERVER\" \"${FORKCAST_SERVER%/*}\"; "
	    "forkcast send $FORKCAST_GROUP one; echo $?; "
	    "forkcast tell $FORKCAST_SENDER two; echo $?; "
	    "forkcast tell nobody three 2>/dev/null; echo $?; "
	    "printf \"a\\nb\\n\" | forkcast send -l -w 1 1; echo $?; "
	    "forkcast send -w 5 1 five 2>/dev/null; echo $?; "
	    "forkcast send -n other -N lobby six; echo $?; "
	    "forkcast put 1 k v >/dev/null; echo $?; "
	    "forkcast put -w 1 k w 2>/dev/null; echo $?; "
	    "forkcast get 1 k; forkcast get -l 1 hers | cut -d \" \" -f 3-; "
	    "forkcast log -j -c 1 -g go 1 | grep -o \"ali.,.text.:.go\"; "
	    "forkcast names 1' 1 </dev/null");

	conn_say(ali, "join lobby");
	conn_say(ali, "put 1 hers tea");
	conn_say(ali, "send 1 no");
	conn_say(ali, "send 1 go");
	conn_wait_for(ali, "msg * 1 robo one");
	conn_wait_for(ali, "tell * robo ali two");
	conn_wait_for(ali, "lines * 1 robo 2");
	conn_wait_for(ali, "join * lobby robo");
	conn_wait_for(ali, "msg * lobby robo six");
	conn_wait_for(ali, "leave * lobby robo");
	shell_expect(shell, "robo");
	TAP_STR(str_from(shell_said(shell)),
	    STR("600\n700\n0\n0\n77\n0\n75\n0\n0\n77\nv\nali tea\n"
		"ali\",\"text\":\"go\nali\nrobo\n"),
	    "each status is the server's answer");
	TAP_STR(str_from(shell_complained(shell)), STR(""), "1 is no failure");
	stop(shell);
}

/* A command that hangs is ended, with all that it has started. */
static void
ends_commands(void)
{
	struct shell *shell = shell_start_paced(server->address[0],
	    "exec forkcast bot -n robo -k 60 -x 'read x; case $x in hang) "
	    "sleep 1000 & echo begun; wait;; esac; echo $x' 1 </dev/null");

	shell_await(server->address[0], "robo", "1");
	conn_say(ali, "send 1 hang");
	shell_expect(shell, "begun");
	conn_say(ali, "send 1 next");
	shell_pace(shell, 59 * SEC);
	shell_pace(shell, MSEC);
	TAP_STR(str_from(shell_complained(shell)), STR(""), "59 s are allowed");
	shell_pace(shell, SEC);
	shell_expect_complaint(
	    shell, "forkcast bot: command for message *: timed out after 60 s");
	shell_expect(shell, "next");
	TAP_STR(str_from(shell_said(shell)), STR("begun\nnext\n"),
	    "the next one runs after one that hangs");
	stop(shell);
}

/* The first message that is dropped is told of while the command still runs. */
static void
drops(void)
{
	struct shell *shell = start_bot(
	    "exec forkcast bot -n robo -x 'read x; [ $x != 0 ] || : >begun; "
	    "until [ -e go ]; do sleep 0.05 || sleep 1; done; echo $x' 1 "
	    "</dev/null");

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

/* Returns the path of the socket, which the bot's command has printed. */
static const char *
find_socket(struct shell *shell)
{
	static char path[256];
	const char *at;

	shell_expect(shell, "at *");
	at = shell_said(shell) + strlen("at ");
	(void)snprintf(path, sizeof(path), "%.*s", (int)strcspn(at, "\n"), at);
	return path;
}

static const struct step hostile[] = {
	{ "send 1 x", "err send not-allowed say your name first" },
	{ "want all", "err want not-allowed ..." },
	{ "want full", "ok want full" },
	{ "want short", "ok want short" },
	{ "time", "ok time * *" },
	{ "GET / HTTP/1.0", "err - bad-command ..." },
	{ "name ~", "err name bad-name ..." },
	{ "pass whatever", "ok pass" },
	{ "login ali pw", "err login not-allowed ..." },
	{ "name other", "ok name robo" },
	{ "register pw", "err register not-allowed ..." },
	{ "take box 1", "err take not-allowed an item of work takes a ..." },
	{ "post box x", "err post not-allowed an item of work takes a ..." },
	{ "hold 1 k 1 x", "err hold not-allowed a lock takes a ..." },
	{ "mode 1 +m", "err mode not-allowed ..." },
	{ "topic 1 x", "err topic not-allowed ..." },
	{ "send 1 \033", "err send bad-text ..." },
	{ "leave 1", "err leave not-member ..." },
	{ "join 1", "join * 1 robo" },
	{ "join 1", "err join already-member ..." },
	{ "send 1 x", "msg * 1 robo x" },
	{ "send no x", "err send not-member ..." },
	{ "ping a", "ok ping a" },
	{ "put 1 mine x", "ok put 1 mine *" },
	{ "mode 1", "ok mode 1 ..." },
	{ "hear k", "err hear not-allowed waiting for a change takes a ..." },
};

static void
join_many(struct conn *guest)
{
	conn_ask(guest, "name a", "ok name robo");
	for (int i = 0; i < 8; i++) {
		conn_say(guest, "join g%d", i);
		conn_expect(guest, "join * g%d robo", i);
	}
	conn_ask(guest, "join g8", "err join too-many ...");
	PASS("a guest cannot be in any number of groups");
}

/* More than one reads: the other hears its own words only. */
static void
are_apart(const char *path)
{
	struct conn *one = conn_open_at(path);
	struct conn *two = conn_open_at(path);

	conn_ask(one, "name a", "ok name robo");
	conn_ask(two, "name b", "ok name robo");
	conn_ask(one, "join 1", "join * 1 robo");
	conn_ask(two, "join 1", "join * 1 robo");
	conn_ask(one, "send 1 mine", "msg * 1 robo mine");
	conn_ask(two, "ping", "ok ping");
	conn_say(ali, "send 1 ours");
	conn_expect(one, "msg * 1 ali ours");
	conn_expect(two, "msg * 1 ali ours");
	PASS("no guest takes another's answer for its own");
	conn_send(two, "send 1 hal", 10);
	conn_close(two);
	conn_ask(one, "send 1 f", "msg * 1 robo f");
	PASS("half a line is none");
	conn_say(one, "history 1 last 1");
	conn_expect(one, "past msg * 1 robo f");
	conn_expect(one, "ok history 1 1 *");
	conn_ask(one, "want full", "ok want full");
	conn_say(one, "history 1 last 1");
	conn_expect(one, "past msg * 1 robo!*@* f");
	conn_expect(one, "ok history 1 1 *");
	PASS("the past has the form that a guest wants");
	join_many(two = conn_open_at(path));
	conn_close(two);
	conn_close(one);
}

/* The 33rd waits for one of the others to go. */
static void
are_few(const char *path)
{
	struct conn *guest[33];

	for (size_t i = 0; i < COUNT(guest); i++)
		guest[i] = conn_open_at(path);
	for (size_t i = 0; i < 32; i++)
		conn_ask(guest[i], "ping", "ok ping");
	conn_say(guest[32], "ping");
	conn_ask(guest[0], "ping", "ok ping");
	struct str line;
	TAP_OK(!conn_has_line(guest[32], &line), "the 33rd is not served");
	conn_close(guest[0]);
	conn_expect(guest[32], "ok ping");
	PASS("until another has left");
	for (size_t i = 1; i < COUNT(guest); i++)
		conn_close(guest[i]);
}

/* It is dropped when what waits for it is too much, and nobody else is hurt. */
static void
does_not_read(const char *path)
{
	static char noise[65536];
	struct conn *lazy = conn_open_small(path);
	struct conn *other = conn_open_at(path);

	conn_ask(lazy, "name a", "ok name robo");
	conn_ask(lazy, "join 1", "join * 1 robo");
	conn_ask(other, "name b", "ok name robo");
	for (int i = 0; i < 150; i++) {
		conn_say(ali, "send 1 %03700d", i);
		conn_wait_for(ali, "msg * 1 ali %03700d", i);
	}
	conn_ask(other, "ping", "ok ping");
	memset(noise, 0xff, sizeof(noise));
	(void)conn_push(other, noise, sizeof(noise), SEC / 10);
	conn_close(other);
	other = conn_open_at(path);
	conn_ask(other, "ping", "ok ping");
	PASS("one that does not read, or sends noise, holds up nobody");
	while (conn_has_line(lazy, &(struct str) { 0 }))
		continue;
	conn_close(lazy);
	conn_close(other);
}

static void
is_bounded(void)
{
	struct shell *shell =
	    start_bot("exec forkcast bot -n robo " WHERE " 1 </dev/null");

	conn_say(ali, "send 1 where?");
	const char *path = find_socket(shell);
	struct conn *guest = conn_open_at(path);
	conn_steps(guest, hostile);
	conn_expect_end(guest);
	conn_close(guest);
	are_apart(path);
	are_few(path);
	does_not_read(path);
	stop(shell);
	char script[300];
	(void)snprintf(script, sizeof(script),
	    "! test -e %s && ! test -e `dirname %s`", path, path);
	run(script);
	PASS("the socket and its directory are gone");
}

/* Another user's directory, or one in use, is not touched. */
static void
is_cleaned_up(void)
{
	char script[1000], directory[SCRATCH_PATH];

	scratch_path(directory, "run");
	MUST(mkdir(directory, 0700) == 0 &&
		setenv("XDG_RUNTIME_DIR", directory, 1) == 0,
	    "no directory of our own");
	struct shell *shell =
	    start_bot("exec forkcast bot -n robo " WHERE " 1 </dev/null");

	conn_say(ali, "send 1 where?");
	const char *path = find_socket(shell);
	(void)snprintf(script, sizeof(script),
	    "d=`dirname %s`; touch ${d%%/*}/forkcast-bot-1-abcdef; "
	    "mkdir -m 700 ${d%%/*}/forkcast-bot-1999999999-abcde; "
	    "forkcast bot -n other -x : 1 </dev/null & "
	    "until forkcast names 1 | grep -qx other; do "
	    "sleep 0.05 || sleep 1; done; kill $! && wait; "
	    "test -S $d/socket && rm ${d%%/*}/forkcast-bot-1-abcdef && "
	    "rmdir ${d%%/*}/forkcast-bot-1999999999-abcde",
	    path);
	run(script);
	PASS("a living bot's directory stays");
	shell_signal(shell, SIGKILL);
	(void)shell_status(shell);
	conn_wait_for(ali, "quit * robo...");
	(void)snprintf(script, sizeof(script),
	    "test -S %s && forkcast bot -n robo -x : 1 </dev/null & "
	    "until forkcast names 1 | grep -qx robo; do "
	    "sleep 0.05 || sleep 1; done; kill $! && wait; "
	    "! test -e `dirname %s`",
	    path, path);
	run(script);
	PASS("that of one that was killed is removed by the next one");
}

/*
 * A guest whose answer is lost is told, by the end of its connection; the next
 * one waits until the bot is back.
 */
static void
is_lost(void)
{
	struct fake fake;

	fake_start(&fake);
	struct shell *shell = shell_start(fake.address,
	    "mkfifo lost; exec 3<>lost; "
	    "exec forkcast bot -R -n robo " WHERE " 1 <&3");
	fake_welcome(&fake, "robo");
	fake_say(&fake, "msg 1700000000000001 1 ali where?\n");
	const char *path = find_socket(shell);
	struct conn *guest = conn_open_at(path);
	conn_ask(guest, "name a", "ok name robo");
	conn_ask(guest, "join 1", "join * 1 robo");
	conn_say(guest, "send 1 lost");
	fake_expect(&fake, "send 1 lost");
	run("echo 'to #1 also lost' >lost");
	fake_expect(&fake, "send 1 also lost");
	fake_close(&fake);
	conn_expect_end(guest);
	shell_expect_complaint(shell, "forkcast bot: line 1: no reply");
	PASS("what has no answer is told of");
	conn_close(guest);
	guest = conn_open_at(path);
	conn_say(guest, "name b");
	fake_welcome(&fake, "robo");
	conn_expect(guest, "ok name robo");
	conn_ask(guest, "join 1", "join * 1 robo");
	conn_say(guest, "send 1 new");
	fake_expect(&fake, "send 1 new");
	fake_say(&fake, "err send slow-down half of the group is behind\n");
	conn_expect(guest, "err send slow-down half of the group is behind");
	run("echo 'to #1 patient' >lost");
	fake_expect(&fake, "send 1 patient");
	fake_say(&fake, "err send slow-down half of the group is behind\n");
	fake_expect(&fake, "send 1 patient");
	PASS("a line of the input that is refused for now is said again");
	conn_close(guest);
	fake_close(&fake);
	stop(shell);
	fake_stop(&fake);
}

int
main(void)
{
	char config[512];

	(void)snprintf(
	    config, sizeof(config), "%shistory all\n", keeper_config());
	server = server_start(&(struct setup) { .config = config });
	ali = conn_member(server, "ali", "1");
	hears_and_says();
	shell_cases(server->address[0], inputs);
	speaks_for_commands();
	ends_commands();
	drops();
	is_bounded();
	is_cleaned_up();
	is_lost();
	conn_close(ali);
	server_stop(server);
	return tap_done();
}
