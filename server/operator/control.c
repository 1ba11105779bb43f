/* The control socket: see control.h. */
#include "operator/control.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/admit.h"
#include "accept/listen.h"
#include "accept/path.h"
#include "base/log/log.h"
#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/stack.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "operator/connection.h"
#include "policy/users.h"
#include "shared/io.h"
#include "shared/score.h"

/*
 * The most connections. Further ones wait in the backlog until a connection is
 * closed.
 */
#define CONNECTIONS 8

/*
 * The time before accepting again, after the system ran out of descriptors or
 * memory.
 */
#define RETRY_TIME (100 * MSEC)

/* The most sockets of dead servers that are removed at a start. */
#define CLEANED_MAX 64

static struct control {
	struct listener *listener; /* in the arena */
	char *path; /* in the arena; null: none is wanted */
	char *directory; /* in the arena; null: the configuration gives the path
			  */
	bool given; /* the configuration gives the path */
	bool open;
	bool starved; /* the system had no room for a connection */
	struct connection *at; /* CONNECTIONS rows */
} control;

/*
 * The directory that root makes for the server's user is this, a dot and the
 * uid.
 */
#define RUN_DIRECTORY "/var/run/forkcastd"

/*
 * Makes the directory and gives it to the user. One that exists must be a
 * directory of the user's in which nobody else can write.
 */
static bool
make_directory(const char *path, uid_t user)
{
	struct stat info;

	if (mkdir(path, S_IRWXU) == 0)
		return lchown(path, user, (gid_t)-1) == 0;
	return errno == EEXIST && lstat(path, &info) == 0 &&
	    S_ISDIR(info.st_mode) && info.st_uid == user &&
	    (info.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

/* Finds a directory of the user's own; false if there is none. */
static bool
find_directory(char directory[ADDR_TEXT], uid_t user)
{
	const bool root = geteuid() == 0;
	const char *given = getenv("RUNTIME_DIRECTORY");

	if (given == NULL && !root)
		given = getenv("XDG_RUNTIME_DIR");
	if (given != NULL && given[0] == '/') {
		/* The first one, if systemd names several. */
		const int len = (int)strcspn(given, ":");
		return snprintf(directory, ADDR_TEXT, "%.*s", len, given) <
		    ADDR_TEXT;
	}
	if (!root)
		return false;
	(void)snprintf(directory, ADDR_TEXT, RUN_DIRECTORY ".%lu",
	    (unsigned long)user); /* fits */
	return make_directory(directory, user);
}

void
control_find(const struct config *config, uid_t user)
{
	char directory[ADDR_TEXT], path[ADDR_TEXT + 32 + STR_DIGITS];

	control.given = config->control != NULL;
	if (control.given) {
		if (strcmp(config->control, "off") != 0)
			control.path = arena_text(config->control);
		return;
	}
	if (!find_directory(directory, user))
		return;
	control.directory = arena_text(directory);
	(void)snprintf(path, sizeof(path),
	    "%s/" SCORE_PREFIX "%ld" SCORE_CONTROL, directory,
	    (long)getpid()); /* fits */
	control.path = arena_text(path);
}

static bool
make_tables(void)
{
	control.listener = arena_table(1, sizeof(*control.listener));
	control.at = arena_table(CONNECTIONS, sizeof(*control.at));
	if (control.listener == NULL || control.at == NULL)
		return false;
	control.listener->fd = control.listener->lock = -1;
	for (size_t i = 0; i < CONNECTIONS; i++)
		control.at[i].fd = -1;
	return true;
}

/*
 * Removes the sockets that killed servers of our user have left in our
 * directory.
 */
static void
clean_directory(void)
{
	char path[2 * ADDR_TEXT];
	const struct dirent *entry;
	unsigned cleaned = 0;
	uint64_t pid;
	DIR *all;

	if (control.directory == NULL)
		return;
	all = opendir(control.directory);
	while (all != NULL && cleaned < CLEANED_MAX &&
	    (entry = readdir(all)) != NULL) {
		if (!score_control_read(str_from(entry->d_name), &pid))
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", control.directory,
		    entry->d_name); /* fits: the name of a control socket is
				       short */
		cleaned += path_remove_stale(path);
	}
	if (all != NULL)
		(void)closedir(all); /* was only read */
}

bool
control_open(struct error *why)
{
	const struct listen_options options = { .mode = 0600 + 1 };

	if (control.path == NULL)
		return true;
	if (!make_tables())
		return error_set(why, EX_OSERR, "control: %s", strerror(errno));
	clean_directory();
	control.open =
	    listen_open_one(control.listener, control.path, &options, why);
	if (control.open || control.given)
		return control.open;
	LOG_AT(LEVEL_WARNING,
	    STR("control: {reason}; forkcastctl is read-only"),
	    str_from(why->text));
	return true;
}

const char *
control_path(void)
{
	return control.open ? control.path : NULL;
}

void
control_close(void)
{
	if (!control.open)
		return;
	for (size_t i = 0; i < CONNECTIONS; i++)
		connection_drop(&control.at[i]);
	listen_close_one(control.listener);
	control.open = false;
}

static struct connection *
find_free(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++)
		if (control.at[i].fd == -1)
			return &control.at[i];
	return NULL;
}

/*
 * Returns the oldest connection that may be closed to make room; null: there is
 * none.
 */
static struct connection *
find_silent(void)
{
	struct connection *first = NULL;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		if (connection_is_silent(c) &&
		    (first == NULL || c->came < first->came))
			first = c;
	}
	return first;
}

/*
 * Returns whether a connection can be accepted. A new child that still shares
 * our descriptors does not prevent this: it closes them before it serves
 * anybody.
 */
static bool
can_accept(void)
{
	return !control.starved &&
	    (find_free() != NULL || find_silent() != NULL);
}

void
control_watch(void)
{
	if (control.open)
		watch_read(control.listener->fd, can_accept());
}

/* Refuses a connection with a single write: a new socket has room for a line.
 */
static void
control_refuse(int fd, uid_t user)
{
	LOG_AT(
	    LEVEL_WARNING, STR("control: refused: uid {#uid}"), DECIMAL(user));
	(void)io_write(
	    fd, LITERAL("err only root and the server's user may connect\n"));
	io_close(&fd);
}

/*
 * Accepts a connection; -1 if the peer has left again, or if the system has no
 * room, in which case RETRY_TIME passes before the next attempt.
 */
static int
take_one(void)
{
	const int fd = io_accept(control.listener->fd, NULL);

	if (fd == -1 &&
	    (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		errno == ENOMEM)) {
		control.starved = true;
		alarms_at(ALARM_CONTROL, ticks_now() + RETRY_TIME);
	}
	return fd;
}

/*
 * Accepts one connection. Returns true if it is the operator's: then no client
 * is admitted in this turn.
 */
static bool
accept_one(void)
{
	struct connection *c = find_free();
	uid_t user = (uid_t)-1;
	int fd = take_one();

	if (fd == -1)
		return false;
	if (!users_peer(fd, &user) || (user != 0 && user != geteuid())) {
		control_refuse(fd, user);
		return false;
	}
	if (c == NULL) {
		c = find_silent(); /* not null: see can_accept */
		connection_drop(c);
	}
	connection_begin(c, fd, user);
	return true;
}

void
control_serve(void)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		bool busy;
		if (control.at[i].fd == -1 ||
		    !connection_is_ready(&control.at[i]))
			continue;
		busy = connection_serve(&control.at[i]);
		stack_wipe(); /* or a worker inherits the words of an order */
		if (busy)
			admit_pause();
	}
	if (control.open && can_accept() &&
	    watch_readable(control.listener->fd) == control.listener->fd &&
	    accept_one())
		admit_pause();
}

/* Lets accepting begin again, and runs the alarm of each connection. */
static void
control_alarm(void)
{
	control.starved = false;
	for (size_t i = 0; control.open && i < CONNECTIONS; i++)
		connection_alarm(&control.at[i]);
}

bool
control_awaits_upgrade(uint32_t number)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++)
		if (connection_awaits_upgrade(&control.at[i], number))
			return true;
	return false;
}

static const struct field saved[] = {
	FIELD(BOOL, struct control, given),
	FIELD(BOOL, struct control, open),
};

static void
control_save(struct state *state)
{
	if (control.path == NULL)
		return;
	state_put_text(state, STR("path"), str_from(control.path));
	fields_put(state, FIELDS(saved), &control);
	if (!control.open)
		return;
	listen_save_one(state, control.listener);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		if (control.at[i].fd == -1)
			continue;
		state_put(state, STR("connection"), i);
		connection_save(state, &control.at[i]);
	}
}

/*
 * Returns the connection with the number on this line, ready to be loaded.
 * Null, after state_wrong, if the number is not valid or was there before.
 */
static struct connection *
control_claim(struct state *state)
{
	struct connection *c;
	uint64_t number;

	if (!state_number(state, CONNECTIONS - 1, &number))
		return NULL;
	c = &control.at[number];
	if (!control.open || c->in.data != NULL) {
		state_wrong(state, "unexpected or duplicate connection");
		return NULL;
	}
	connection_load_begin(c);
	return c;
}

/*
 * Makes each connection wait for its answer again, so that the first turn
 * serves it.
 */
static void
resume_connections(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++)
		connection_resume(&control.at[i]);
}

static void
control_load(struct state *state)
{
	struct connection *c = NULL;

	if (!make_tables()) {
		state_no_memory(state);
		return;
	}
	while (state_next(state))
		if (state_is(state, STR("connection")))
			c = control_claim(state);
		else if (c != NULL)
			connection_load_line(state, c);
		else if (state_is(state, STR("path")) && control.path == NULL)
			control.path = state_text(state, ADDR_TEXT);
		else {
			fields_get(state, FIELDS(saved), &control);
			listen_load_line(state, control.listener);
		}
	if (control.open &&
	    (control.path == NULL || control.listener->fd == -1)) {
		state_wrong(state, "open, but without a path or a socket");
		control.open = false;
	} else {
		resume_connections();
	}
}

bool
control_adopt(void)
{
	return !control.open || listen_adopt_one(control.listener);
}

MODULE(control) = { SECTION("control", control, 0),
	ON_ALARM(ALARM_CONTROL, control_alarm) };
