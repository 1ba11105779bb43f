/*
 * server/operator/control: orders come in pieces, many at once or not at all,
 * from who waits for the answer, reads slowly or hangs up; only so many are
 * served at a time, and who says nothing makes room; nobody else is listened
 * to.
 */
#include "server/operator/control.h"
#include "server/operator/upgrade.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

#include "server/base/loop/alarms.h"
#include "server/base/loop/ticks.h"
#include "server/base/loop/watch.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "shared/addr.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"

#define NOBODY 65534

/* The limit that control.c promises. */
#define CONNECTIONS 8
#define SILENCE SEC
#define PATIENCE (10 * SEC)
#define RETRY_TIME (100 * MSEC)

#define GROUPS 400 /* a list of them is more than the server keeps at once */

static const struct config_option options[] = { { "max_clients", "10" },
	{ "hello_time", "0" }, { NULL, NULL } };

/* A client of the control socket: one end of a connection. */
struct asker {
	int fd;
	bool ended; /* the server has closed it */
	struct buf in;
	char data[4 * LIMIT_LINE];
};

static struct {
	char path[SCRATCH_PATH];
	struct asker asker[CONNECTIONS + 2];
	struct puppet ali;
} test;

static void
turn(void)
{
	control_watch();
	stage_turn();
	control_serve();
}

/* As many as it takes to accept somebody, to answer and to let go. */
static void
turns(void)
{
	for (int i = 0; i < 4; i++)
		turn();
}

/* So much time passes, with a turn before it and one behind each part. */
static void
pass(usec time)
{
	turn();
	for (usec part; time > 0; time -= part) {
		part = time < TICKS_GAP ? time : TICKS_GAP;
		pace(part);
		turn();
	}
}

static void
ask(struct asker *asker, const char *text)
{
	MUST(io_write(asker->fd, text, strlen(text)) == (ssize_t)strlen(text),
	    "the socket takes no order");
}

static void
come(struct asker *asker)
{
	struct addr addr;

	*asker = (struct asker) { .fd = socket(AF_UNIX, SOCK_STREAM, 0) };
	MUST(addr_parse(&addr, test.path) == NULL && asker->fd != -1 &&
		connect(asker->fd, &addr.to.any, addr.len) == 0 &&
		io_prepare(asker->fd),
	    "cannot connect to %s", test.path);
	buf_init(&asker->in, asker->data, sizeof(asker->data));
}

static void
go(struct asker *asker)
{
	io_close(&asker->fd);
	turns();
}

/* The next line that has come; false if none has. */
static bool
next_line(struct asker *asker, struct str *line)
{
	char *room;
	size_t size;
	ssize_t count;

	if (buf_line(&asker->in, line) != LINE_WHOLE) {
		size = buf_room(&asker->in, &room);
		count = io_read(asker->fd, room, size);
		asker->ended = count == 0 || count == IO_FAIL;
		buf_filled(&asker->in, count > 0 ? (size_t)count : 0);
		if (buf_line(&asker->in, line) != LINE_WHOLE)
			return false;
	}
	buf_drop_line(&asker->in, *line); /* stays where it is */
	return true;
}

static bool
gets(struct asker *asker, const char *pattern)
{
	struct str line;

	if (!next_line(asker, &line)) {
		tap_note("nothing came, wanted \"%s\"", pattern);
		return false;
	}
	if (pattern_matches(pattern, line))
		return true;
	tap_note("got \"%.*s\"", (int)line.len, line.at);
	return false;
}

static bool
gets_nothing(struct asker *asker)
{
	struct str line;

	return !next_line(asker, &line) && !asker->ended;
}

static bool
is_at_end(struct asker *asker)
{
	struct str line;

	return !next_line(asker, &line) && asker->ended;
}

static bool
is_served(struct asker *asker)
{
	ask(asker, "ping\n");
	turns();
	return gets(asker, "ok ping");
}

/* A configuration that says where, or NULL. */
static bool
open_at(const char *path, struct error *why)
{
	char *copy = path != NULL ? strdup(path) : NULL;
	const struct config config = { .control = copy };

	MUST(path == NULL || copy != NULL, "no memory");
	control_find(&config, geteuid());
	free(copy);
	return control_open(why);
}

static void
is_where_it_is_wanted(void)
{
	char directory[SCRATCH_PATH], want[SCRATCH_PATH + 64];
	struct error why = { 0 };

	TAP_OK(open_at("off", &why) && control_path() == NULL,
	    "\"off\" is nowhere");
	turn();
	TAP_OK(!open_at("/no/such/directory/control", &why) &&
		why.code == EX_CANTCREAT,
	    "where it cannot be is a fault: %s", why.text);
	scratch_path(directory, "");
	directory[strlen(directory) - 1] = '\0';
	(void)snprintf(want, sizeof(want), "%s:/elsewhere", directory);
	MUST(setenv("RUNTIME_DIRECTORY", want, 1) == 0, "no memory");
	TAP_OK(open_at(NULL, &why), "nothing is said: %s", why.text);
	(void)snprintf(want, sizeof(want), "%s/forkcastd.%ld.control",
	    directory, (long)getpid()); /* fits */
	TAP_OK(control_path() != NULL && strcmp(control_path(), want) == 0,
	    "it is in the directory of the server");
	control_close();
	TAP_OK(access(want, F_OK) != 0 && control_path() == NULL,
	    "until it is closed");
	MUST(setenv("RUNTIME_DIRECTORY", "/no/such/directory", 1) == 0,
	    "no memory");
	stage_forget_log();
	TAP_OK(open_at(NULL, &why) && control_path() == NULL &&
		stage_logged("control: cannot listen on ..."),
	    "where nothing is said the server goes without it, and says so");
}

static void
begin(void)
{
	struct stat info;
	struct error why = { 0 };

	scratch_path(test.path, "control");
	TAP_OK(open_at(test.path, &why) && control_path() != NULL &&
		strcmp(control_path(), test.path) == 0,
	    "a path: %s", why.text);
	TAP_OK(stat(test.path, &info) == 0 && S_ISSOCK(info.st_mode) &&
		(info.st_mode & 0777) == 0600,
	    "its socket is its owner's alone");
}

static void
puts_orders_together(void)
{
	static const char text[] = "ping\ngroups\ndance\nping\n";
	struct asker *asker = &test.asker[0];
	bool good = true;

	come(asker);
	for (size_t cut = 0; cut < sizeof(text) && good; cut++) {
		char first[sizeof(text)];
		memcpy(first, text, cut);
		first[cut] = '\0';
		ask(asker, first);
		turn();
		ask(asker, text + cut);
		turn();
		turn();
		good = gets(asker, "ok ping") && gets(asker, "ok groups") &&
		    gets(asker, "err unknown command; ...") &&
		    gets(asker, "ok ping") && gets_nothing(asker);
	}
	TAP_OK(good,
	    "many orders in two pieces, cut anywhere, are answered "
	    "in order");
	ask(asker, "pi");
	pass(SEC);
	TAP_OK(gets_nothing(asker), "half an order is none yet");
	go(asker);
}

static void
bounds_orders(void)
{
	struct asker *asker = &test.asker[0];

	come(asker);
	ask(asker, filler(LIMIT_LINE - 1));
	turns();
	TAP_OK(gets_nothing(asker), "so much may be an order yet");
	ask(asker, "\nping\n");
	turns();
	TAP_OK(
	    gets(asker, "err unknown command; ...") && gets(asker, "ok ping"),
	    "it was none, and the next is one");
	ask(asker, filler(LIMIT_LINE));
	turns();
	TAP_OK(gets(asker, "err line too long") && is_at_end(asker),
	    "one byte more is too long, and the end");
	go(asker);
}

/* The client that is to go if an order to kick it is run. */
static bool
ali_stays(void)
{
	stage_turn();
	stage_turn();
	return slots_get(test.ali.slot)->state == SLOT_OPEN;
}

static void
serves_who_waits_alone(void)
{
	struct asker *asker = &test.asker[0];

	puppet_join(&test.ali, "ali", "tea");
	come(asker);
	ask(asker, "ping\nping\nkick al");
	MUST(shutdown(asker->fd, SHUT_WR) == 0, "cannot finish");
	turns();
	TAP_OK(gets(asker, "ok ping") && gets(asker, "ok ping") &&
		is_at_end(asker) && ali_stays(),
	    "who says nothing more gets its answers, and then the end");
	go(asker);
	come(asker);
	turn();
	ask(asker, "kick ali\n");
	io_close(&asker->fd);
	turns();
	TAP_OK(ali_stays(), "who hangs up has nothing done any more");
	come(asker);
	ask(asker, "kick ali\n");
	turns();
	TAP_OK(gets(asker, "ok 1 client kicked") && !ali_stays(),
	    "and who waits has");
	go(asker);
	puppet_die(&test.ali);
	stage_forget_log();
}

static void
lets_go_of_the_silent(void)
{
	struct asker *silent = &test.asker[0], *slow = &test.asker[1],
		     *half = &test.asker[2];

	come(silent);
	come(slow);
	come(half);
	pass(0);
	pass(0);
	ask(half, "ping");
	TAP_OK(alarms_next() <= ticks_now() + PATIENCE,
	    "the loop is to look at who says nothing");
	for (int i = 0; i < 3; i++) {
		pass(PATIENCE / 4);
		MUST(is_served(slow), "it is not served");
	}
	pass(PATIENCE / 4 - 1);
	TAP_OK(gets_nothing(silent) && gets_nothing(half),
	    "who says nothing may stay for some time");
	pass(1);
	TAP_OK(is_at_end(silent), "and no longer");
	TAP_OK(is_at_end(half), "nor who says but half an order");
	TAP_OK(is_served(slow), "who asks now and then stays");
	pass(PATIENCE);
	TAP_OK(is_at_end(slow), "until it does not");
	for (int i = 0; i < 3; i++)
		go(&test.asker[i]);
}

/* All places are taken, and one more comes. */
static void
fill(size_t that_ask)
{
	for (size_t i = 0; i <= CONNECTIONS; i++) {
		come(&test.asker[i]);
		pass(MSEC);
		if (i < that_ask)
			MUST(is_served(&test.asker[i]), "%zu: no place", i);
	}
	ask(&test.asker[CONNECTIONS], "ping\n");
	turns();
}

static void
empty(void)
{
	for (size_t i = 0; i <= CONNECTIONS; i++)
		go(&test.asker[i]);
}

static void
makes_room(void)
{
	struct asker *newcomer = &test.asker[CONNECTIONS];

	fill(2);
	TAP_OK(gets_nothing(newcomer), "one too many is not let in");
	TAP_OK(alarms_next() <= ticks_now() + SILENCE, "not yet");
	pass(SILENCE);
	turns();
	TAP_OK(gets(newcomer, "ok ping"),
	    "until one has asked nothing for a second");
	TAP_OK(is_at_end(&test.asker[2]) && gets_nothing(&test.asker[3]),
	    "of these the first to come makes room");
	TAP_OK(is_served(&test.asker[0]) && is_served(&test.asker[1]),
	    "and nobody who has asked something");
	empty();
	fill(CONNECTIONS);
	pass(2 * SILENCE);
	turns();
	TAP_OK(
	    gets_nothing(newcomer), "where all have asked nobody makes room");
	go(&test.asker[3]);
	turns();
	TAP_OK(gets(newcomer, "ok ping"), "until one goes");
	empty();
}

static void
make_groups(void)
{
	char name[32];

	for (int i = 0; i < GROUPS; i++) {
		(void)snprintf(name, sizeof(name), "g%d", i); /* fits */
		const uint32_t group = groups_make(str_from(name));
		MUST(group != GROUP_NONE, "no group");
		groups_keep(group);
		groups_set_topic(group, str_from(filler(LIMIT_TOPIC)));
	}
}

static void
drop_groups(void)
{
	groups_unkeep_all();
	for (uint32_t group = groups_next(0); group != GROUP_NONE;
	     group = groups_next(group + 1))
		groups_remove_if_empty(group);
}

/* The next line, however many turns that takes; false if there is none. */
static bool
wait_for_line(struct asker *asker, struct str *line)
{
	for (int i = 0; i < 1000; i++) {
		if (next_line(asker, line))
			return true;
		if (asker->ended)
			return false;
		turn();
	}
	return false;
}

/* "- gN 0 TOPIC": its number, or GROUPS. */
static size_t
group_of(struct str line)
{
	uint64_t number;
	struct str name;

	if (!pattern_matches("- g* 0 *", line))
		return GROUPS;
	(void)str_word(&line);
	name = str_word(&line);
	if (!str_to_number((struct str) { name.at + 1, name.len - 1 },
		GROUPS - 1, &number))
		return GROUPS;
	return (size_t)number;
}

/* Each of the groups once, and the last line. */
static bool
gets_groups(struct asker *asker, usec pause)
{
	bool seen[GROUPS + 1] = { false };
	struct str line;

	for (size_t i = 0; i < GROUPS; i++) {
		size_t group = GROUPS;
		if (i % 50 == 0)
			pass(pause);
		if (wait_for_line(asker, &line))
			group = group_of(line);
		if (group == GROUPS || seen[group])
			return false;
		seen[group] = true;
	}
	return wait_for_line(asker, &line) && str_eq(line, STR("ok groups"));
}

/*
 * More than the server has room for at once, and the system as well: long
 * answers, and many to short orders.
 */
#define MANY 6
#define WRONG 12000

static void
ask_much(struct asker *asker)
{
	static char wrong[WRONG * 2 + 1];

	for (size_t at = 0; at + 1 < sizeof(wrong); at++)
		wrong[at] = at % 2 == 0 ? 'x' : '\n';
	for (int i = 0; i < MANY; i++)
		ask(asker, "groups\n");
	ask(asker, wrong); /* the system would not take so many one by one */
}

static bool
gets_much(struct asker *asker, usec pause)
{
	const struct str want = STR("err unknown command; see forkcastctl(8)");
	bool good = true;
	struct str line;

	for (int i = 0; i < MANY && good; i++)
		good = gets_groups(asker, pause);
	for (int i = 0; i < WRONG && good; i++) {
		good = wait_for_line(asker, &line) && str_eq(line, want);
	}
	return good;
}

static void
answers_at_length(void)
{
	struct asker *asker = &test.asker[0];

	come(asker);
	ask_much(asker);
	TAP_OK(gets_much(asker, 0), "long answers come whole, and in order");
	ask_much(asker);
	TAP_OK(gets_much(asker, SEC), "to who reads slowly as well");
	ask_much(asker);
	MUST(shutdown(asker->fd, SHUT_WR) == 0, "cannot finish");
	turns();
	TAP_OK(gets_much(asker, 0), "and to who says nothing more");
	turns();
	TAP_OK(is_at_end(asker), "which is then the end");
	go(asker);
}

/* More is asked for than the system keeps for it. */
static void
lets_go_of_who_does_not_read(void)
{
	struct asker *asker = &test.asker[0];
	size_t whole = 0;

	come(asker);
	for (int i = 0; i < 40; i++)
		ask(asker, "groups\n");
	turns();
	pass(PATIENCE - 1);
	ask(asker, "ping\n");
	pass(PATIENCE);
	turns();
	while (gets_groups(asker, 0))
		whole++;
	TAP_OK(whole < 40 && asker->ended,
	    "who never reads has %zu answers of 40", whole);
	go(asker);
}

/* In a child, as another user: 0 if it is told that it may not. */
static int
ask_as_nobody(void)
{
	static const char told[] =
	    "err only root and the server's user may connect\n";
	char text[sizeof(told)] = { 0 };
	struct addr addr;
	int fd;

	(void)alarm(600); /* it hangs */
	if (setgid(NOBODY) != 0 || setuid(NOBODY) != 0)
		return 1;
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	if (addr_parse(&addr, test.path) != NULL || fd == -1 ||
	    connect(fd, &addr.to.any, addr.len) != 0)
		return 2;
	if (read(fd, text, sizeof(told) - 1) != sizeof(told) - 1 ||
	    memcmp(text, told, sizeof(told)) != 0)
		return 3;
	return read(fd, text, 1) == 0 ? 0 : 4;
}

/* Even where the mode of the socket would let others in. */
static void
listens_to_nobody_else(void)
{
	int status = 0;
	pid_t child;

	if (geteuid() != 0) {
		tap_note("only root can be another user");
		return;
	}
	MUST(chmod(test.path, 0666) == 0, "chmod fails");
	stage_forget_log();
	child = fork();
	MUST(child != -1, "cannot fork");
	if (child == 0)
		_exit(ask_as_nobody());
	while (waitpid(child, &status, WNOHANG) == 0) {
		turn();
		pass_time(MSEC);
	}
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == 0,
	    "another user is told that it is not listened to: %d", status);
	TAP_OK(stage_logged("control: refused: uid 65534"), "which is logged");
}

/* So many that nobody can be accepted; lifted again by limit_files(0). */
static void
limit_files(rlim_t most)
{
	static struct rlimit before;
	struct rlimit limit;

	if (most == 0) {
		MUST(setrlimit(RLIMIT_NOFILE, &before) == 0, "no limit");
		return;
	}
	MUST(getrlimit(RLIMIT_NOFILE, &before) == 0, "no limit");
	limit = before;
	limit.rlim_cur = most;
	MUST(setrlimit(RLIMIT_NOFILE, &limit) == 0, "no limit");
}

static void
tries_again(void)
{
	struct asker *first = &test.asker[0], *second = &test.asker[1];
	int lowest;

	come(first);
	MUST(is_served(first), "it is not served");
	come(second);
	lowest = dup(STDIN_FILENO);
	MUST(lowest != -1 && close(lowest) == 0, "no descriptor");
	limit_files((rlim_t)lowest);
	ask(second, "ping\n");
	turn();
	TAP_OK(is_served(first) && alarms_next() <= ticks_now() + RETRY_TIME,
	    "without a descriptor the others are served");
	limit_files(0);
	turns();
	TAP_OK(gets_nothing(second), "and it is not tried for at once");
	pace(RETRY_TIME);
	turns();
	TAP_OK(gets(second, "ok ping"), "but a little later");
	go(first);
	go(second);
}

static void
closes(void)
{
	struct asker *asker = &test.asker[0];

	come(asker);
	MUST(is_served(asker), "it is not served");
	control_close();
	TAP_OK(is_at_end(asker), "who is there when it is closed is let go");
	TAP_OK(access(test.path, F_OK) != 0 && control_path() == NULL,
	    "its file is removed");
	io_close(&asker->fd);
	pass(SEC);
	control_close();
	TAP_OK(control_path() == NULL, "and nothing is done then");
}

int
main(void)
{
	stage_begin(options);
	is_where_it_is_wanted();
	begin();
	puts_orders_together();
	bounds_orders();
	serves_who_waits_alone();
	lets_go_of_the_silent();
	makes_room();
	make_groups();
	answers_at_length();
	lets_go_of_who_does_not_read();
	drop_groups();
	listens_to_nobody_else();
	tries_again();
	closes();
	return tap_done();
}
