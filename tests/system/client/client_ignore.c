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
	pty_type(pty, "/ignore robot #work\r");
	pty_expect_begin(pty, "-- ignoring robot in #work (saved)");
	conn_say(bot, "send work six");
	conn_say(bot, "send tea seven");
	pty_expect(pty, "[#tea] robot: seven");
	MUST(!pty_shows(pty, "[#work] robot: six"), "he is heard there");
	PASS("in one group alone");
	pty_type(pty, "/unignore robot\r");
	pty_expect(pty, "!! robot is ignored in #work: /unignore robot #work");
	pty_type(pty, "/unignore robot #work\r");
	pty_expect_begin(pty, "-- robot in #work is no longer ignored (saved)");
	pty_type(pty, "/ignore rob*\r");
	pty_expect_begin(pty, "-- ignoring rob* (saved)");
	pty_type(pty, "/unignore robin tea\r");
	pty_expect(pty, "!! rob* is ignored everywhere: /unignore rob*");
	pty_type(pty, "/unignore ali\r");
	pty_expect(pty, "!! ali is not ignored; see /ignore");
	PASS("how to hear somebody again is said");
	pty_type(pty, "/unignore rob*\r");
	pty_expect_begin(pty, "-- rob* is no longer ignored (saved)");
	pty_type(pty, "/ignore robot MSGS actions\r");
	pty_expect_begin(pty, "-- ignoring robot (private, actions) (saved)");
	conn_say(bot, "tell javad psst");
	conn_say(bot, "send tea \001ACTION waves\001");
	conn_say(bot, "send tea eight");
	pty_expect(pty, "[#tea] robot: eight");
	MUST(!pty_shows(pty, "psst") && !pty_shows(pty, "waves"),
	    "they are seen");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- ignored: robot (private, actions)");
	pty_type(pty, "/unignore robot\r");
	pty_expect(pty,
	    "!! robot is ignored everywhere: /unignore robot "
	    "private,actions");
	pty_type(pty, "/unignore robot private,actions\r");
	pty_expect_begin(
	    pty, "-- robot (private, actions) is no longer ignored (saved)");
	pty_type(pty, "/ignore robot TOPICS\r");
	pty_expect_begin(
	    pty, "!! TOPICS cannot be ignored alone; /ignore robot takes ");
	pty_type(pty, "/ignore -channels #tea robot\r");
	pty_expect(pty,
	    "!! unknown option -channels; /ignore has -pattern TEXT and "
	    "-except");
	pty_type(pty, "/ignore robot 366d\r");
	pty_expect_begin(pty, "!! 366d is no time: type 90s, 10m, 2h or 3d, ");
	pty_type(pty, "/ignore robot #tea 10m\r");
	pty_expect(pty, "-- ignoring robot in #tea for a while (not saved)");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- ignored: robot in #tea, minutes left: 10");
	pty_type(pty, "/unignore robot tea\r");
	pty_expect_begin(pty, "-- robot in #tea is no longer ignored");
	PASS("some of what somebody says can be ignored, and for a time");
}

static void
ignores_texts(struct pty *pty)
{
	pty_type(pty, "/ignore -pattern\r");
	pty_expect_begin(pty, "!! -pattern takes a text: /ignore -pattern ");
	pty_type(pty, "/ignore -pattern \"good morning\"\r");
	pty_expect_begin(pty, "-- ignoring * with \"good morning\" (saved)");
	conn_say(bot, "send tea a Good MORNING to all");
	conn_say(bot, "send tea good evening");
	pty_expect(pty, "[#tea] robot: good evening");
	MUST(!pty_shows(pty, "MORNING"), "the text is seen");
	pty_type(pty, "/ignore -except robot #work\r");
	pty_expect_begin(pty, "-- never ignoring robot in #work (saved)");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- ignored: * with \"good morning\"");
	pty_expect(pty, "-- never ignored: robot in #work");
	conn_say(bot, "send work good morning, work");
	pty_expect(pty, "[#work] robot: good morning, work");
	PASS("a text can be ignored, with exceptions");
}

static void
unignores_texts(struct pty *pty)
{
	conn_say(bot, "send tea good morning again");
	conn_say(bot, "send tea nine");
	pty_expect(pty, "[#tea] robot: nine");
	MUST(!pty_shows(pty, "morning again"), "it is not ignored");
	pty_type(pty, "/unignore *\r");
	pty_expect(pty,
	    "!! * is ignored everywhere: /unignore -pattern \"good morning\" "
	    "*");
	pty_type(pty, "/unignore -pattern \"good morning\" *\r");
	pty_expect_begin(
	    pty, "-- * with \"good morning\" is no longer ignored (saved)");
	pty_type(pty, "/unignore robot\r");
	pty_expect(pty,
	    "!! robot is never ignored in #work: /unignore -except robot "
	    "#work");
	pty_type(pty, "/unignore -except robot #work\r");
	pty_expect_begin(
	    pty, "-- robot in #work is no longer an exception (saved)");
	pty_type(pty, "/ignore\r");
	pty_expect(pty, "-- nobody is ignored");
	PASS("and is so after the next start, until it is heard again");
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
	ignores_texts(pty);
	leave(pty);
	pty = start();
	unignores_texts(pty);
	leave(pty);
	server_stop(server);
	return tap_done();
}
