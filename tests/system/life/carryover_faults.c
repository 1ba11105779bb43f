/*
 * A file of boxes and tables that is damaged, too large for the limits or not
 * the server's own never keeps the server from starting: it loads what is good,
 * says what is not, and leaves the file to a person. A disk that is full, and a
 * directory that cannot be written to, do not keep it from stopping.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "shared/limits.h"
#include "tests/lib/carryover.h"
#include "tests/lib/filler.h"

#define KEYS "box jobs\ntable keys\n"
#define FIRST "forkcast-carryover 1\n"

static struct server *
start(const char *keys)
{
	return server_start(
	    &(struct setup) { .config = carryover_config(keys) });
}

static bool
has_logged(struct server *server, const char *text)
{
	return server_logged(server, text) == 1;
}

#define GOOD \
	"box jobs all 5 5 5\nitem 5 1 ann good\ntable keys\nrow 5 a ann good\n"

/* Lines that are wrong, before the good ones or after them. */
static const struct {
	bool after;
	const char *line;
	const char *wrong;
} wrong[] = {
	{ false, "box", "the configuration has no such box" },
	{ false, "box keys all", "the configuration has no such box" },
	{ false, "item 9 0 ann x", "an item of no box" },
	{ false, "row 9 b ann x", "a row of no table" },
	{ false, "table jobs", "the configuration has no such table" },
	{ false, "colour red", "unknown kind of record" },
	{ false, "\x1b[2J", "not a line of text" },
	{ true, "item 5 0 ann again", "invalid or duplicate item" },
	{ true, "item 0 0 ann x", "invalid or duplicate item" },
	{ true, "item 6 x ann x", "invalid or duplicate item" },
	{ true, "item 9000000000000001 0 ann x", "invalid or duplicate item" },
	{ true, "item 6 4294967296 ann x", "invalid or duplicate item" },
	{ true, "item 6 0 an! x", "invalid or duplicate item" },
	{ true, "item 6 0 ann", "invalid or duplicate item" },
	{ true, "item", "invalid or duplicate item" },
	{ true, "row 7 a ann again", "invalid or duplicate row" },
	{ true, "row 7 b ann", "invalid or duplicate row" },
	{ true, "row 0 b ann x", "invalid or duplicate row" },
	{ true, "row 7 b an! x", "invalid or duplicate row" },
	{ true, "table nothing", "the configuration has no such table" },
};

static void
has_line(bool after, const char *line, const char *what)
{
	char text[1024], wanted[256];
	struct server *server;

	(void)snprintf(text, sizeof(text), FIRST "%s%s\n%send 5\n",
	    after ? GOOD : "", line, after ? "" : GOOD);
	carryover_write(text);
	server = start(KEYS);
	(void)snprintf(wanted, sizeof(wanted), "carryover: line %d: %s",
	    after ? 6 : 2, what);
	TAP_OK(has_logged(server, wanted) &&
		has_logged(server,
		    "carryover: 1 faults; the file is now carryover.old") &&
		has_logged(server, "carryover: loaded 1 items and 1 rows") &&
		!carryover_exists("carryover") &&
		carryover_exists("carryover.old"),
	    "%s %s", wanted, line[0] != '\x1b' ? line : "");
	server_stop(server);
	(void)unlink(carryover_path("carryover.old"));
}

/* As long as a line may be, so that its answer would be longer. */
static void
has_long_line(void)
{
	char text[2 * LIMIT_LINE];
	struct server *server;

	(void)snprintf(text, sizeof(text), FIRST "item 9 0 ann %0*d\n%send 5\n",
	    LIMIT_LINE - 14, 7, GOOD);
	carryover_write(text);
	server = start(KEYS);
	TAP_OK(has_logged(server, "carryover: line 2: line too long") &&
		has_logged(server, "carryover: loaded 1 items and 1 rows"),
	    "a line that is too long for the pipe");
	server_stop(server);
	(void)unlink(carryover_path("carryover.old"));
}

static void
has_wrong_lines(void)
{
	for (size_t i = 0; i < COUNT(wrong); i++)
		has_line(wrong[i].after, wrong[i].line, wrong[i].wrong);
}

/* Removes what earlier servers have stored. */
static void
forget_store(void)
{
	MUST(unlink(carryover_path("history/rows")) == 0, "there is no store");
}

/* Nothing of such a file is used, and nobody touches it. */
static void
is_refused(const char *text, const char *why)
{
	struct server *server = start(KEYS);
	char wanted[256];

	(void)snprintf(wanted, sizeof(wanted),
	    "carryover: not loaded: %s; the file is still there", why);
	TAP_OK(has_logged(server, wanted) && carryover_exists("carryover"),
	    "%s", wanted);
	server_stop(server);
	TAP_OK(!carryover_exists("carryover.old") &&
		(text == NULL || strcmp(carryover_text(), text) == 0),
	    "it stays as it is");
}

static void
is_unusable(void)
{
	static const char good[] = FIRST "box jobs\nitem 5 0 ann x\nend 2\n";
	struct server *server;
	struct conn *ann;

	forget_store();
	carryover_write("forkcast-carryover 2\n");
	is_refused("forkcast-carryover 2\n",
	    "it does not begin with \"forkcast-carryover 1\"");
	carryover_write(good);
	MUST(chmod(carryover_path("carryover"), 0604) == 0, "chmod");
	is_refused(good, "other users can access it; run chmod go= on it");
	if (geteuid() == 0) {
		carryover_write(good);
		MUST(chown(carryover_path("carryover"), 0, 0) == 0, "chown");
		is_refused(NULL, "Permission denied");
	}
	carryover_write(good);
	MUST(chmod(carryover_path("carryover"), 0640) == 0, "chmod");
	server = start(KEYS);
	ann = conn_member(server, "ann", "jobs");
	conn_ask(ann, "boxes", "box jobs 0 0 0");
	conn_expect(ann, "ok boxes 1");
	conn_ask(ann, "post jobs new", "ok post jobs *");
	server_stop(server);
	TAP_OK(carryover_exists("carryover.old") &&
		strstr(carryover_text(), " ann new\n") != NULL,
	    "until there is something to be saved, beside it");
	(void)unlink(carryover_path("carryover"));
	(void)unlink(carryover_path("carryover.old"));
}

/* As a careful editor and a failing disk leave it. */
static void
is_changed(void)
{
	struct server *server;

	carryover_write(FIRST "box jobs\nitem 5 0 ann x\nend 2 wrong\n");
	server = start(KEYS);
	TAP_OK(has_logged(
		   server, "carryover: the file does not match its checksum") &&
		has_logged(server, "carryover: loaded 1 items and 0 rows"),
	    "a wrong checksum costs nothing but a line of the log");
	server_stop(server);
	carryover_write(FIRST "box jobs\nitem 5 0 ann x\nitem 6 0 an");
	server = start(KEYS);
	TAP_OK(has_logged(server,
		   "carryover: the last line, \"end\" and a number, is "
		   "missing") &&
		has_logged(server, "carryover: loaded 1 items and 0 rows"),
	    "what is cut off costs only that");
	server_stop(server);
}

static void
exceeds_limits(void)
{
	struct server *server = start(KEYS);
	struct conn *ann = conn_member(server, "ann", "jobs");

	for (int i = 0; i < 3; i++) {
		conn_say(ann, "post jobs %s", filler(1000));
		conn_wait_for(ann, "ok post jobs *");
	}
	conn_ask(ann, "join keys", "join * keys ann");
	for (char key = 'a'; key < 'd'; key++) {
		conn_say(ann, "put keys %c 1", key);
		conn_expect(ann, "ok put keys %c *", key);
	}
	server_stop(server);
	server = start(KEYS "box_max 2400\ntable_keys 2\n");
	TAP_OK(
	    server_logged(server, "carryover: the items exceed box_max") == 1 &&
		server_logged(
		    server, "carryover: the rows exceed table_keys") == 1,
	    "limits that are lower now hold");
	server_stop(server);
}

static void
limit_files(rlim_t most)
{
	const struct rlimit limit = { most, RLIM_INFINITY };

	MUST(setrlimit(RLIMIT_FSIZE, &limit) == 0, "no limit");
}

static void
leave_some(struct server *server)
{
	struct conn *ann = conn_member(server, "ann", "jobs");

	for (int i = 0; i < 3; i++) {
		conn_say(ann, "post jobs %s", filler(3000));
		conn_expect(ann, "ok post jobs *");
	}
}

static void
is_full(void)
{
	struct server *server;

	forget_store();
	limit_files(5000);
	server = start(KEYS);
	leave_some(server);
	server_stop(server);
	TAP_OK(has_logged(server, "journal: cannot write: File too large") &&
		has_logged(server, "history: * records not stored"),
	    "a full disk loses what it has no room for, and the log says so");
	limit_files(RLIM_INFINITY);
}

/* The first change makes the store's file. */
static void
is_read_only(void)
{
	struct server *server;

	forget_store();
	server = start(KEYS);
	MUST(chmod(carryover_path("history"), 0500) == 0, "chmod");
	leave_some(server);
	server_stop(server);
	TAP_OK(has_logged(server, "journal: cannot write: Permission denied") &&
		has_logged(server, "history: * records not stored"),
	    "so does a directory that cannot be written to");
	MUST(chmod(carryover_path("history"), 0700) == 0, "chmod");
}

int
main(void)
{
	MUST(signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "signal");
	(void)keeper_config(); /* makes the directory */
	has_wrong_lines();
	has_long_line();
	is_unusable();
	is_changed();
	exceeds_limits();
	is_full();
	is_read_only();
	return tap_done();
}
