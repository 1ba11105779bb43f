/*
 * An ignored person causes no line, bell, unread count or log line, and comes
 * and goes unseen. The setting is saved for the next start.
 */
#include <stdio.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"

#define SIZE 4096

static struct server *server;
static struct conn *ali, *bot;
static char log_path[SCRATCH_PATH];

static struct pty *
start(void)
{
	struct pty *pty = PTY_CLIENT(
	    server->address[0], "-l", log_path, "-n", "javad", "tea", "work");

	pty_expect(pty, "-- javad has joined #work");
	return pty;
}

static void
leave(struct pty *pty)
{
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

/* Whatever came before has been dealt with once that has come. */
static void
hears(struct pty *pty, const char *word)
{
	char said[64];

	(void)snprintf(said, sizeof(said), "send tea %s", word);
	conn_say(ali, said);
	pty_expect(pty, "[#tea] ali: %s", word);
}

static bool
is_in_log(const char *word)
{
	static char room[SIZE];
	FILE *file = fopen(log_path, "r");

	MUST(file != NULL, "cannot read %s", log_path);
	room[fread(room, 1, SIZE - 1, file)] = '\0';
	MUST(fclose(file) == 0, "cannot close %s", log_path);
	return strstr(room, word) != NULL;
}

static void
ignores(struct pty *pty)
{
	conn_say(bot, "send tea one");
	pty_expect(pty, "[#tea] robot: one");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- nobody is ignored");
	pty_type(pty, "/ignore rob*\r");
	pty_expect_begin(pty, "-- ignoring rob* (saved)");
	const size_t bells = pty->vt.bells;
	conn_say(bot, "send tea javad: two");
	conn_say(bot, "tell javad three");
	conn_wait_for(bot, "tell * robot javad three");
	hears(pty, "four");
	MUST(!pty_shows(pty, "[#tea] robot: javad: two") &&
		!pty_shows(pty, "robot -> you: three"),
	    "he is heard");
	MUST(pty->vt.bells == bells, "it rings");
	MUST(is_in_log("four") && !is_in_log("two") && !is_in_log("three"),
	    "he is logged");
	PASS("who is ignored is neither heard, nor rings, nor is logged");
	conn_say(bot, "leave tea");
	conn_wait_for(bot, "leave * tea robot");
	hears(pty, "five");
	pty_type(pty, "/names tea\r");
	pty_expect(pty, "-- in #tea: @ali javad");
	conn_say(bot, "join tea");
	conn_wait_for(bot, "join * tea robot");
	hears(pty, "six");
	MUST(!pty_shows(pty, "-- robot has left #tea") &&
		!is_in_log("leave tea robot"),
	    "he is seen");
	PASS("nor seen to come and go");
}

static void
hears_again(struct pty *pty)
{
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- ignored: rob*");
	PASS("it is so after the next start");
	pty_type(pty, "/unignore nobody\r");
	pty_expect(pty, "!! nobody is not ignored; see /ignore");
	pty_type(pty, "/unignore rob*\r");
	pty_expect_begin(pty, "-- rob* is no longer ignored (saved)");
	conn_say(bot, "send tea five");
	pty_expect(pty, "[#tea] robot: five");
	PASS("until he is heard again");
	pty_type(pty, "/ignore rob*\r");
	pty_expect_begin(pty, "-- ignoring rob* (saved)");
	pty_type(pty, "/unignore ali\r");
	pty_expect(pty, "!! ali is not ignored; see /ignore");
	PASS("who is not ignored cannot be heard again");
	pty_type(pty, "/unignore rob*\r");
	pty_expect_begin(pty, "-- rob* is no longer ignored (saved)");
	pty_type(pty, "/ignore robot MSGS\r");
	pty_expect_begin(pty, "!! MSGS is no time: type 90s, 10m, 2h or 3d, ");
	pty_type(pty, "/ignore robot 366d\r");
	pty_expect_begin(pty, "!! 366d is no time: type 90s, 10m, 2h or 3d, ");
	pty_type(pty, "/ignore robot 10m\r");
	pty_expect(pty, "-- ignoring robot for a while (not saved)");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- ignored: robot, minutes left: 10");
	pty_type(pty, "/unignore robot\r");
	pty_expect_begin(pty, "-- robot is no longer ignored");
	PASS("or ignored for a time");
}

int
main(void)
{
	server = server_start(NULL);
	ali = conn_member(server, "ali", "tea");
	bot = conn_member(server, "robot", "tea");
	conn_say(bot, "join work");
	conn_wait_for(bot, "join * work robot");
	pty_environment();
	scratch_path(log_path, "log");
	struct pty *pty = start();
	ignores(pty);
	leave(pty);
	pty = start();
	hears_again(pty);
	leave(pty);
	server_stop(server);
	return tap_done();
}
