/* The control socket and its connections: see control.h. */
#include "operator/control.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/admit.h"
#include "accept/listen.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/state/state.h"
#include "operator/orders.h"
#include "operator/upgrade.h"
#include "policy/peers.h"
#include "shared/buf.h"
#include "shared/clock.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/score.h"

#define ANSWER_ROOM ((size_t)16 * LIMIT_LINE) /* of unsent answers */

struct connection {
	int fd; /* -1: free */
	bool ended; /* no more input: the peer has closed, or a line was too
		       long */
	bool owed; /* the rest of an answer waits for room in out */
	bool waits; /* for the result of an order */
	usec until; /* deadline, on the loop's clock */
	uid_t user;
	uint32_t cursor; /* where a long answer continues */
	struct buf in;
	struct buf out;
	char in_room[LIMIT_LINE];
	char out_room[ANSWER_ROOM];
};

/*
 * A connection that sends nothing, or does not read its answer, for this long
 * is closed.
 */
#define PATIENCE (10 * SEC)

/* How often a waiting connection is told that it waits. */
#define WAIT_TIME (3 * SEC)

static void
connection_drop(struct connection *c)
{
	watch_close(&c->fd);
	orders_cancel(&c->cursor);
	secret_wipe(c->in_room, sizeof(c->in_room));
}

static void
extend_deadline(struct connection *c)
{
	c->until = ticks_now() + (c->waits ? WAIT_TIME : PATIENCE);
	alarms_at(ALARM_CONTROL, c->until);
}

/* Runs a line. False if nothing more can be run now. */
static bool
run_line(struct connection *c)
{
	enum order_outcome answered;
	struct str line;

	switch (buf_line(&c->in, &line)) {
	case LINE_NONE:
		if (!c->in.skipping)
			return false;
		/* fall through */
	case LINE_TOO_LONG:
		(void)BUF_CAT(&c->out, STR("err line too long\n"));
		c->ended = true;
		return false;
	case LINE_WHOLE:
		break;
	}
	answered = orders_run(line, c->user, &c->cursor, &c->out);
	c->owed = answered == ANSWERED_IN_PART; /* until there is room */
	c->waits = answered == ANSWERED_LATER;
	extend_deadline(c);
	if (answered != ANSWERED)
		return false;
	buf_drop_line(&c->in, line);
	return true;
}

static void
read_some(struct connection *c)
{
	char *room;
	const size_t size = buf_room(&c->in, &room);
	const ssize_t count = io_read(c->fd, room, size);

	if (count > 0)
		buf_filled(&c->in, (size_t)count);
	else if (count != IO_AGAIN)
		c->ended = true;
}

/*
 * Discards the connection's orders and answers, as nobody is there to read
 * them.
 */
static void
give_up(struct connection *c)
{
	c->ended = true;
	c->owed = c->waits = false;
	buf_drop(&c->out, buf_len(&c->out));
}

/*
 * Returns whether the peer has closed the connection, and not only its sending
 * side. The peer then assumes that its pending orders were not run, and may
 * have said so, so they must not run.
 */
static bool
has_hung_up(const struct connection *c)
{
	struct pollfd polled = { .fd = c->fd };

	return poll(&polled, 1, 0) == 1 &&
	    (polled.revents & (POLLHUP | POLLERR)) != 0;
}

/*
 * Runs orders while there is room for their answers. False if nothing was done:
 * the connection still waits for a result, or has sent no order.
 */
static bool
connection_answer(struct connection *c)
{
	const size_t asked = buf_len(&c->in);
	bool more = true, some;

	c->owed = c->waits = false;
	while (more && !c->owed) {
		if (has_hung_up(c)) {
			give_up(c);
			more = false;
		} else if (order_has_room(&c->out)) {
			more = run_line(c);
		} else {
			c->owed = true;
		}
	}
	some = buf_len(&c->in) < asked;
	if (some) {
		/*
		 * The lines that were run may contain a secret. The buffer
		 * moves lines, so there may be copies before and after the
		 * part that is still to be run.
		 */
		secret_wipe(c->in_room, c->in.start);
		secret_wipe(
		    c->in_room + c->in.end, sizeof(c->in_room) - c->in.end);
	}
	return c->owed || some;
}

static void
write_some(struct connection *c)
{
	const struct str out = buf_str(&c->out);
	const ssize_t count = io_write(c->fd, out.at, out.len);

	if (count > 0) {
		buf_drop(&c->out, (size_t)count);
		extend_deadline(c);
	} else if (count == IO_FAIL) {
		give_up(c);
	}
}

/*
 * Writes only what the socket takes in this turn; a longer answer continues in
 * the next turn. Reads no more until all orders so far are answered.
 */
static bool
connection_serve(struct connection *c)
{
	bool owes, busy = watch_readable(c->fd) == c->fd;

	if (!c->ended && busy)
		read_some(c);
	busy = connection_answer(c) || busy;
	if (buf_len(&c->out) > 0)
		write_some(c);
	owes = c->owed || buf_len(&c->out) > 0;
	if (c->ended && !owes && !c->waits) {
		connection_drop(c);
		return busy;
	}
	watch_read(c->fd, !c->ended && !owes && !c->waits);
	watch_write(c->fd, owes);
	return busy || owes;
}

/* Empties the connection, before it receives or loads anything. */
static void
init(struct connection *c)
{
	c->ended = c->owed = c->waits = false;
	c->cursor = 0;
	buf_init(&c->in, c->in_room, sizeof(c->in_room));
	buf_init(&c->out, c->out_room, sizeof(c->out_room));
}

static void
connection_begin(struct connection *c, int fd, uid_t user)
{
	c->fd = fd;
	c->user = user;
	watch_own(fd, WATCH_NOBODY);
	watch_read(fd, true);
	extend_deadline(c);
}

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
	int asker; /* that waits for an upgrade to this program; -1: none */
	uint32_t number; /* of that upgrade */
} control = { .asker = -1 };

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
 * Returns whether a connection can be accepted. A new child that still shares
 * our descriptors does not prevent this: it closes them before it serves
 * anybody.
 */
static bool
can_accept(void)
{
	return !control.starved && find_free() != NULL;
}

void
control_watch(void)
{
	if (control.open)
		watch_read(control.listener->fd, can_accept());
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
	int fd = io_accept(control.listener->fd, NULL);

	if (fd == -1) { /* the peer has left, or the system has no room */
		control.starved = errno == EMFILE || errno == ENFILE ||
		    errno == ENOBUFS || errno == ENOMEM;
		if (control.starved)
			alarms_at(ALARM_CONTROL, ticks_now() + RETRY_TIME);
		return false;
	}
	if (users_peer(fd, &user) && (user == 0 || user == geteuid())) {
		init(c);
		connection_begin(c, fd, user);
		return true;
	}
	LOG_AT(
	    LEVEL_WARNING, STR("control: refused: uid {#uid}"), DECIMAL(user));
	/* A single write: a new socket has room for a line. */
	(void)io_write(
	    fd, LITERAL("err only root and the server's user may connect\n"));
	io_close(&fd);
	return false;
}

void
control_serve(void)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		const bool is_ready = c->fd != -1 &&
		    (watch_readable(c->fd) == c->fd ||
			watch_writable(c->fd) == c->fd || c->waits);
		if (!is_ready)
			continue;
		if (connection_serve(c))
			admit_pause();
		stack_wipe(); /* or a worker inherits the words of an order */
	}
	if (control.open && can_accept() &&
	    watch_readable(control.listener->fd) == control.listener->fd &&
	    accept_one())
		admit_pause();
}

/*
 * Lets accepting begin again, closes connections that were silent for too long,
 * and tells those that wait that the server still works on their orders.
 */
static void
control_alarm(void)
{
	control.starved = false;
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		if (c->fd == -1)
			continue;
		if (c->until > ticks_now()) {
			alarms_at(ALARM_CONTROL, c->until);
		} else if (c->waits) {
			if (order_has_room(&c->out)) /* fits */
				(void)BUF_CAT(
				    &c->out, STR("- still working\n"));
			extend_deadline(c);
			write_some(c);
		} else {
			connection_drop(c);
		}
	}
}

/* Returns whether it waits for the upgrade that is running. */
static bool
is_asker(const struct connection *c)
{
	const struct upgrade_wish *wish = upgrade_now();

	return wish != NULL && wish->number != 0 && c->waits &&
	    c->cursor == wish->number;
}

bool
control_awaits_upgrade(void)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		const struct connection *c = &control.at[i];
		if (c->fd != -1 && is_asker(c) && !has_hung_up(c))
			return true;
	}
	return false;
}

static const struct field saved[] = {
	FIELD(BOOL, struct control, given),
	FIELD(BOOL, struct control, open),
	FIELD(FD, struct control, asker),
	FIELD(NUMBER, struct control, number),
};

/* Of the connections only that which waits for the upgrade goes on. */
static void
control_save(struct state *state)
{
	if (control.path == NULL)
		return;
	control.asker = -1;
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		const struct connection *c = &control.at[i];
		if (c->fd == -1 || !is_asker(c))
			continue;
		control.asker = c->fd;
		control.number = c->cursor;
		state_put_bytes(state, STR("in:"), buf_str(&c->in));
	}
	state_put_text(state, STR("path"), str_from(control.path));
	fields_put(state, FIELDS(saved), &control);
	if (control.open)
		listen_save_one(state, control.listener);
}

static void
control_load(struct state *state)
{
	struct connection *c;
	size_t len;

	if (!make_tables()) {
		state_no_memory(state);
		return;
	}
	c = &control.at[0];
	init(c);
	while (state_next(state))
		if (state_is(state, STR("in:"))) {
			if (state_length(state, LIMIT_LINE, &len) &&
			    buf_len(&c->in) == 0 &&
			    state_bytes(state, c->in.data, len))
				buf_filled(&c->in, len);
		} else if (state_is(state, STR("path")) &&
		    control.path == NULL) {
			control.path = state_text(state, ADDR_TEXT);
		} else {
			fields_get(state, FIELDS(saved), &control);
			listen_load_line(state, control.listener);
		}
	if (control.open &&
	    (control.path == NULL || control.listener->fd == -1)) {
		state_wrong(state, "open, but without a path or a socket");
		control.open = false;
		return;
	}
	if (!control.open || control.asker == -1)
		return;
	/* It waits for its answer again, so that the first turn serves it. */
	connection_begin(c, control.asker, geteuid());
	c->cursor = control.number;
	c->waits = true;
}

bool
control_adopt(void)
{
	return !control.open || listen_adopt_one(control.listener);
}

MODULE(control) = { SECTION("control", control),
	ON_ALARM(ALARM_CONTROL, control_alarm) };
