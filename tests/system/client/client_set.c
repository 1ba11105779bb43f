/*
 * /set shows settings, and changes them at once and in the configuration file,
 * the rest of which stays.
 */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/lib/conn.h"
#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"

#define SIZE 4096

static struct server *server;
static struct conn *ali;

static struct str
read_config(char room[SIZE])
{
	char path[SCRATCH_PATH];

	scratch_path(path, "config/forkcast/config");
	FILE *file = fopen(path, "r");
	MUST(file != NULL, "cannot read %s", path);
	const size_t len = fread(room, 1, SIZE, file);
	MUST(fclose(file) == 0, "cannot close %s", path);
	return (struct str) { room, len };
}

static struct pty *
start(void)
{
	struct pty *pty = PTY_CLIENT(server->address[0], "-n", "javad", "tea");

	pty_expect(pty, "-- in #tea: @ali javad");
	return pty;
}

static void
leave(struct pty *pty)
{
	pty_type(pty, "/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

static void
shows(struct pty *pty)
{
	pty_type(pty, "/set bell\r");
	pty_expect(pty, "-- bell is yes");
	pty_type(pty, "/set nothing\r");
	pty_expect(pty, "!! nothing: no such setting; see /set");
	pty_type(pty, "/set secret\r");
	pty_expect(pty, "-- secret is set");
	PASS("a setting is shown, and a secret is not");
	pty_type(pty, "/set server\r");
	pty_expect(pty, "-- server is 127.0.0.1:1234");
	pty_type(pty, "/set\r");
	pty_expect(pty, "-- account is ali");
	pty_expect(pty, "-- name is not set");
	pty_expect(pty, "-- timeout is 60");
	MUST(pty_row(pty, "open sesame") == VT_ROWS, "the secret is shown");
	PASS("all of them are");
}

static void
changes(struct pty *pty)
{
	pty_type(pty, "/set bell maybe\r");
	pty_expect(pty, "!! bell: must be yes or no");
	PASS("what cannot be is explained");
	conn_say(ali, "send tea javad: hello");
	pty_expect(pty, "ali: javad: hello");
	pty_expect_bells(pty, 1);
	pty_type(pty, "/set notify off\r");
	pty_expect(
	    pty, "!! notify: must be a command; for none, type /set notify -");
	pty_type(pty, "/set bell off\r");
	pty_expect_begin(pty, "-- bell is no (saved)");
	conn_say(ali, "send tea javad: hello again");
	pty_expect(pty, "ali: javad: hello again");
	pty_expect_bells(pty, 1);
	PASS("a setting is changed at once");
	pty_type(pty, "/highlight coffee\r");
	pty_expect_begin(pty, "-- highlight is coffee (saved)");
	pty_type(pty, "/set bell -\r");
	pty_expect_begin(pty, "-- bell is yes (saved)");
	conn_say(ali, "send tea coffee is ready");
	pty_expect(pty, "ali: coffee is ready");
	pty_expect_bells(pty, 2);
	PASS("a word that is highlighted rings");
	pty_type(pty, "/hilight #tea sug*, Coffee\r");
	pty_expect_begin(pty, "-- highlight is coffee, #tea sug* (saved)");
	conn_say(ali, "send tea SUGAR, too");
	pty_expect(pty, "ali: SUGAR, too");
	pty_expect_bells(pty, 3);
	pty_type(pty, "/highlight - #tea sug*\r");
	pty_expect_begin(pty, "-- highlight is coffee (saved)");
	pty_type(pty, "/highlight - milk\r");
	pty_expect(pty, "!! milk is not highlighted; see /highlight");
	pty_type(pty, "/hilight -word milk\r");
	pty_expect_begin(pty, "!! /highlight has no options: /highlight ");
	PASS("words are added and removed one by one");
	pty_type(pty, "/set times yes\r");
	pty_expect_begin(pty, "-- times is yes (saved)");
	conn_say(ali, "send tea what time is it?");
	pty_expect_begin(pty, "[");
	PASS("times are shown at once");
	pty_type(pty, "/set theme event none\r");
	pty_expect_begin(pty, "-- theme event none (saved)");
	pty_type(pty, "/set theme -\r");
	pty_expect_begin(pty, "-- theme is the default again (saved)");
	PASS("a list is put back as a whole");
}

static void
changes_parts(struct pty *pty)
{
	pty_type(pty, "/set theme own bold blue\r");
	pty_expect_begin(pty, "-- theme own bold blue (saved)");
	pty_type(pty, "/set theme bar bold\r");
	pty_expect_begin(pty, "-- theme bar bold (saved)");
	pty_type(pty, "/set theme OWN\r");
	pty_expect(pty, "-- theme own bold blue");
	pty_type(pty, "/set theme own -\r");
	pty_expect_begin(pty, "-- theme own bold (saved)");
	pty_type(pty, "/set theme bar\r");
	pty_expect(pty, "-- theme bar bold");
	pty_type(pty, "/set theme bar -\r");
	pty_expect_begin(pty, "-- theme bar reverse (saved)");
	PASS("a part of the theme is shown and put back alone");
	pty_type(pty, "/set theme sky -\r");
	pty_expect_begin(pty, "!! theme: must begin with one of: ");
	pty_type(pty, "/set theme own red blue\r");
	pty_expect_begin(pty, "!! theme: must have one COLOUR at most");
	PASS("what is none is refused");
}

/* A setting that does not change stays, now and in the file. */
static void
stays(struct pty *pty)
{
	char path[SCRATCH_PATH], line[SCRATCH_PATH + 32];

	pty_type(pty, "/set log /proc/nope/x\r");
	pty_expect(pty,
	    "!! log: cannot log to /proc/nope/x: No such file or directory");
	pty_type(pty, "/set log\r");
	pty_expect(pty, "-- log is yes");
	scratch_path(path, "logs");
	(void)snprintf(line, sizeof(line), "/set log %s\r", path);
	pty_type(pty, line);
	pty_expect_begin(pty, "-- log is /");
	pty_type(pty, "/set log /dev/null\r");
	pty_expect(pty, "!! log: cannot log to /dev/null: Not a directory");
	pty_type(pty, "/set log\r");
	pty_expect_begin(pty, "-- log is /");
	MUST(!pty_shows(pty, "-- log is /dev/null"), "it is set");
	pty_type(pty, "/set log -\r");
	pty_expect_begin(pty, "-- log is yes (saved)");
	PASS("what cannot work is not set");
}

static void
keeps(void)
{
	char room[SIZE];

	TAP_STR(read_config(room),
	    STR("# mine\naccount ali\nsecret open sesame\n"
		"highlight coffee\ntimes yes\n"),
	    "the file has the changes, and all else as it was");
	struct pty *pty = start();
	conn_say(ali, "send tea more coffee");
	pty_expect_begin(pty, "[");
	conn_wait_for(ali, "msg * tea ali more coffee");
	pty_type(pty, "/set highlight\r");
	pty_expect(pty, "-- highlight is coffee");
	PASS("the next start has them");
	pty_type(pty, "/set group #lab\r/set ignore bot*\r");
	pty_expect_begin(pty, "-- group #lab from the next start on (saved)");
	pty_expect_begin(pty, "-- ignore bot* (saved)");
	pty_type(pty, "/set group -\r/set ignore -\r");
	PASS("groups have their sign");
	leave(pty);
	pty = PTY_CLIENT(server->address[0], "-qT", "-n", "javad", "tea");
	pty_expect_begin(pty, "[");
	pty_type(pty, "/set times auto\r");
	pty_expect_begin(pty, "-- times is auto (saved)");
	pty_type(pty, "/set bell -\r");
	pty_expect_begin(pty, "-- bell is yes (saved)");
	pty_type(pty, "/set bell\r");
	pty_expect(pty, "-- bell is yes");
	PASS("an option wins until its setting is changed");
	pty_type(pty, "/set bell no\r");
	pty_expect_begin(pty, "-- bell is no (saved)");
	leave(pty);
	pty = start();
	conn_say(ali, "send tea javad: psst");
	pty_expect_has(pty, "ali: javad: psst");
	MUST(pty->vt.bells == 0, "it rang %zu times", pty->vt.bells);
	PASS("without the bell it does not ring, from the start");
	pty_type(pty, "/set bell -\r");
	pty_expect_has(pty, "-- bell is yes (saved)");
	leave(pty);
}

/* A directory that cannot be written: the setting counts all the same. */
static void
cannot_keep(void)
{
	char path[SCRATCH_PATH], file[SCRATCH_PATH];

	scratch_path(path, "config/forkcast");
	scratch_path(file, "config/forkcast/config");
	MUST(remove(file) == 0 && remove(path) == 0, "cannot remove %s", path);
	scratch_write(path, "in the way\n");
	struct pty *pty = start();
	pty_type(pty, "/set bell no\r");
	pty_expect_begin(pty, "!! bell is no, but not saved: ");
	pty_type(pty, "/set bell\r");
	pty_expect(pty, "-- bell is no");
	PASS("what cannot be kept is told, and counts until the end");
	leave(pty);
}

int
main(void)
{
	char path[SCRATCH_PATH];

	server = server_start(NULL);
	ali = conn_member(server, "ali", "tea");
	pty_config("# mine\naccount ali\nsecret open sesame\n");
	scratch_path(path, "config/forkcast/config");
	MUST(chown(path, geteuid(), getegid()) == 0 && chmod(path, 0600) == 0,
	    "it cannot be ours");
	struct pty *pty = start();
	shows(pty);
	changes(pty);
	changes_parts(pty);
	stays(pty);
	leave(pty);
	keeps();
	cannot_keep();
	server_stop(server);
	return tap_done();
}
