/*
 * Up and Ctrl-R recall earlier lines, also of earlier clients and of two at
 * once, from a file that only its owner can read and that has no line with a
 * secret.
 */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/pty.h"
#include "tests/lib/scratch.h"
#include "tests/lib/server.h"

#define UP "\033[A"
#define DOWN "\033[B"
#define SEARCH "\022" /* Ctrl-R */
#define ROOM 2000
#define FILE_NAME "state/forkcast/history"

static const char *address;

static struct str
read_file(char room[ROOM])
{
	char path[SCRATCH_PATH];

	scratch_path(path, FILE_NAME);
	FILE *file = fopen(path, "r");
	MUST(file != NULL, "cannot read %s", path);
	const size_t len = fread(room, 1, ROOM, file);
	(void)fclose(file);
	return (struct str) { room, len };
}

static struct pty *
begin(const char *name)
{
	struct pty *pty = PTY_WINDOW(address, 10, 60, "-n", name, "dev");

	pty_expect_cursor(pty, "[#dev]", 7);
	return pty;
}

static void
end(struct pty *pty)
{
	pty_type(pty, "\005\025/quit\r");
	MUST(pty_status(pty) == 0, "the client did not end well");
}

static void
say(struct pty *pty, const char *line)
{
	pty_type(pty, line);
	pty_expect_has(pty, line); /* or it would look empty already */
	pty_type(pty, "\r");
	pty_expect_cursor(pty, "[#dev]", 7);
}

static void
is_kept(void)
{
	static const char *const secrets[] = { "/login javad hush",
		"/pass hush", "/register hush", "/oper a!b hush",
		"/join dev hush", "/mode dev +k hush",
		"/msg nickserv identify hush", "/set secret hush",
		"/j dev hush", "/lo jack hush", "/m nickserv register hush",
		"/mode +k hush", "/alias x join dev hush" };
	char path[SCRATCH_PATH];
	char room[ROOM];
	struct stat info;
	struct pty *pty = begin("ali");

	say(pty, "/alias lo enroll");
	say(pty, "the first line");
	for (size_t i = 0; i < COUNT(secrets); i++)
		say(pty, secrets[i]);
	say(pty, "the second line");
	end(pty);
	scratch_path(path, FILE_NAME);
	MUST(stat(path, &info) == 0, "there is no %s", path);
	TAP_NUM(info.st_mode & 07777, 0600, "only its owner can read it");
	TAP_STR(read_file(room),
	    STR("the first line\nthe second line\n/quit\n"),
	    "no line with a secret is kept");
}

static void
is_there(void)
{
	struct pty *pty = begin("javad");

	pty_type(pty, "a draft" UP UP);
	pty_expect_cursor(pty, "[#dev] the second line", 22);
	pty_type(pty, UP);
	pty_expect_cursor(pty, "[#dev] the first line", 21);
	pty_type(pty, DOWN DOWN DOWN);
	pty_expect_cursor(pty, "[#dev] a draft", 14);
	PASS("Up and Down, and back to the draft");
	pty_type(pty, SEARCH "lin");
	pty_expect_cursor(pty, "(search back) `lin': the second line", 32);
	pty_type(pty, SEARCH);
	pty_expect_cursor(pty, "(search back) `lin': the first line", 31);
	pty_type(pty, SEARCH);
	pty_expect_cursor(pty, "(no such line) `lin': the first line", 32);
	pty_type(pty, "\023");
	pty_expect_cursor(pty, "(search back) `lin': the second line", 32);
	pty_type(pty, "\007");
	pty_expect_cursor(pty, "[#dev] a draft", 14);
	PASS("Ctrl-R goes back, Ctrl-S on, Ctrl-G to the draft");
	pty_type(pty, SEARCH "sec\005!");
	pty_expect_cursor(pty, "[#dev] the second line!", 23);
	pty_type(pty, SEARCH "fir\r");
	pty_expect_has(pty, "javad: the first line");
	pty_expect_cursor(pty, "[#dev]", 7);
	PASS("Enter sends what is found; any other key goes on with it");
	end(pty);
}

/* Each has its own lines; who comes later has those of both. */
static void
two_at_once(void)
{
	struct pty *one = begin("one");
	struct pty *two = begin("two");

	say(one, "of one");
	say(two, "of two");
	say(one, "of one again");
	pty_type(two, UP UP);
	pty_expect_cursor(two, "[#dev] /quit", 12);
	end(two);
	pty_expect_has(one, " 1 member "); /* or it asks before it quits */
	end(one);
	struct pty *later = begin("later");
	pty_type(later, UP UP UP);
	pty_expect_cursor(later, "[#dev] of two", 13);
	pty_type(later, UP);
	pty_expect_cursor(later, "[#dev] of one", 13);
	PASS("of two clients at once none loses a line");
	end(later);
}

int
main(void)
{
	struct server *server = server_start(NULL);

	address = server->address[0];
	is_kept();
	is_there();
	two_at_once();
	server_stop(server);
	return tap_done();
}
