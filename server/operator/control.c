/* The control socket and its connections: see control.h. */
#include "operator/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/listen.h"
#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "base/system/files.h"
#include "router/asks.h"
#include "shared/clock.h"
#include "shared/crypto/secret.h"
#include "shared/disk.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "shared/place.h"

#define ANSWER_ROOM ((size_t)16 * LIMIT_LINE) /* of unsent answers */

/*
 * A connection that sends nothing, or does not read its answer, for this long
 * is closed; one that waits is told so as often.
 */
#define PATIENCE (10 * SEC)
#define WAIT_TIME (3 * SEC)

/* The most connections. Further ones wait in the backlog. */
#define CONNECTIONS (ASKERS - ASKS_OPERATORS)

/* The time before accepting again, after a failure. */
#define RETRY_TIME (100 * MSEC)

struct control_connection {
	int fd; /* -1: free */
	bool ended; /* no more input: the peer has closed, or a line was too
		       long */
	enum order_outcome last; /* of the line that was run last */
	usec until; /* deadline, on the loop's clock */
	uid_t user;
	uint32_t cursor; /* where a long answer continues */
	struct buf in;
	struct buf out;
	char in_room[LIMIT_LINE];
	char out_room[ANSWER_ROOM];
};

static struct control {
	struct listener listener; /* its fd is -1: there is no socket */
	char *path; /* to be opened, in the arena; null: none is wanted */
	bool ours; /* its directory must be the server's own */
	bool starved; /* the system had no room for a connection */
	struct control_connection *at; /* CONNECTIONS rows */
	int asker; /* waits for an upgrade to this program; -1: none */
} control = { .listener = { .fd = -1, .lock = -1 }, .asker = -1 };

static void
extend_deadline(struct control_connection *c)
{
	c->until =
	    ticks_now() + (c->last == ANSWERED_LATER ? WAIT_TIME : PATIENCE);
	ticks_alarm(ALARM_CONTROL, c->until);
}

static void
begin_connection(struct control_connection *c, int fd, uid_t user)
{
	c->fd = fd;
	c->user = user;
	c->ended = false;
	c->last = ANSWERED;
	c->cursor = 0;
	buf_init(&c->in, c->in_room, sizeof(c->in_room));
	buf_init(&c->out, c->out_room, sizeof(c->out_room));
	watch_own(fd, WATCH_NOBODY);
	watch_read(fd, true);
	extend_deadline(c);
}

/* Returns by which number its orders ask helpers. */
static uint32_t
asker_of(const struct control_connection *c)
{
	return ASKS_OPERATORS + (uint32_t)(c - control.at);
}

static void
drop_connection(struct control_connection *c)
{
	watch_close(&c->fd);
	asks_cancel(asker_of(c));
	secret_wipe(c->in_room, sizeof(c->in_room));
}

/*
 * Returns whether the peer has closed the connection, and not only its sending
 * side. The peer then assumes that its pending orders were not run, and may
 * have said so, so they must not run.
 */
static bool
has_hung_up(const struct control_connection *c)
{
	struct pollfd polled = { .fd = c->fd };

	return poll(&polled, 1, 0) == 1 &&
	    (polled.revents & (POLLHUP | POLLERR)) != 0;
}

/*
 * Discards the connection's orders and answers, as nobody is there to read
 * them.
 */
static void
give_up(struct control_connection *c)
{
	c->ended = true;
	c->last = ANSWERED;
	buf_drop(&c->out, buf_len(&c->out));
}

/* Returns the connection that waits for the running upgrade, or null. */
static const struct control_connection *
find_asker(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++)
		if (control.at[i].fd != -1 &&
		    control.at[i].last == ANSWERED_LATER &&
		    control.at[i].cursor == ORDER_UPGRADE)
			return &control.at[i];
	return NULL;
}

/* Returns whether one waits for the answer to an upgrade. */
static bool
awaits_upgrade(void)
{
	const struct control_connection *asker = find_asker();

	return asker != NULL && !has_hung_up(asker);
}

/* Runs orders while there is room for their answers. */
static void
run_lines(struct control_connection *c)
{
	bool waited = c->last == ANSWERED_LATER;
	enum line_found found = LINE_WHOLE;
	struct str line;

	c->last = ANSWERED;
	while (c->last == ANSWERED) {
		if (has_hung_up(c)) {
			give_up(c);
			break;
		}
		c->last = ANSWERED_IN_PART; /* until there is room */
		if (!order_has_room(&c->out))
			break;
		found = buf_line(&c->in, &line);
		if (found != LINE_WHOLE) {
			c->last = ANSWERED;
			break;
		}
		c->last = orders_run(line, c->user, asker_of(c), &c->cursor,
		    &c->out, awaits_upgrade);
		if (c->last != ANSWERED_LATER || !waited)
			extend_deadline(c);
		waited = false;
		if (c->last == ANSWERED)
			buf_drop_line(&c->in, line);
	}
	if (found == LINE_TOO_LONG || c->in.skipping) {
		(void)BUF_CAT(&c->out, STR("err line too long\n"));
		c->ended = true;
	}
	if (buf_len(&c->in) == 0) /* the lines may have had a secret */
		secret_wipe(c->in_room, sizeof(c->in_room));
}

/* Writes what the socket takes; a longer answer continues in the next turn. */
static void
write_some(struct control_connection *c)
{
	const struct str out = buf_str(&c->out);
	const ssize_t count =
	    out.len > 0 ? io_write(c->fd, out.at, out.len) : IO_AGAIN;

	if (count > 0) {
		buf_drop(&c->out, (size_t)count);
		extend_deadline(c);
	} else if (count == IO_FAIL) {
		give_up(c);
	}
}

/* Reads no more until all orders so far are answered. */
static void
serve(struct control_connection *c)
{
	bool owes;
	char *room;

	if (!c->ended && watch_readable(c->fd) == c->fd) {
		const size_t size = buf_room(&c->in, &room);
		const ssize_t count = io_read(c->fd, room, size);
		if (count > 0)
			buf_filled(&c->in, (size_t)count);
		c->ended = count <= 0 && count != IO_AGAIN;
	}
	run_lines(c);
	write_some(c);
	owes = c->last == ANSWERED_IN_PART || buf_len(&c->out) > 0;
	watch_read(c->fd, !c->ended && !owes && c->last != ANSWERED_LATER);
	watch_write(c->fd, owes);
	if (c->ended && !owes && c->last != ANSWERED_LATER)
		drop_connection(c);
}

void
control_find(const struct config *config, uid_t user)
{
	char directory[ADDR_TEXT], path[ADDR_TEXT + 32 + STR_DIGITS];

	if (config->control != NULL) {
		if (strcmp(config->control, "off") != 0)
			control.path = arena_text(config->control);
		return;
	}
	control.ours = !place_find(directory, user);
	if (control.ours && user != geteuid())
		(void)snprintf(directory, sizeof(directory), PLACE_SYSTEM);
	/* One of another user whose servers have ended is made anew. */
	if (control.ours && geteuid() == 0)
		(void)rmdir(directory);
	if (control.ours && mkdir(directory, 0755) == 0 && geteuid() == 0)
		(void)lchown(
		    directory, user, (gid_t)-1); /* or it is not ours */
	(void)snprintf(path, sizeof(path), "%s/" PLACE_NAME ".%ld", directory,
	    (long)getpid());
	control.path = arena_text(path);
}

/* The end of the name of a file that servers of version 0.1 have, too. */
#define OLD_END ".board"

/*
 * Removes what dead servers of our user have left in the directory: nobody
 * holds their locks.
 */
static void
remove_dead(const char *directory)
{
	static const char *const ends[] = { "", OLD_END, LOCK_END };
	char path[ADDR_TEXT + 256 + sizeof(OLD_END)];
	struct disk_names names;
	struct str name;

	disk_names_open(&names, AT_FDCWD, directory);
	while (disk_names_next(&names, &name)) {
		const char *end = strrchr(name.at, '.');
		if (!str_begins(name, STR(PLACE_NAME ".")) ||
		    strcmp(end, LOCK_END) != 0)
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", directory, name.at);
		int lock = file_lock(path, geteuid());
		for (size_t i = 0; lock != -1 && i < COUNT(ends); i++) {
			(void)snprintf(path, sizeof(path), "%s/%.*s%s",
			    directory, (int)(end - name.at), name.at, ends[i]);
			(void)unlink(path); /* or it is not there */
		}
		io_close(&lock);
	}
}

/* Prepares the directory of the default path; false with *why. */
static bool
use_directory(struct error *why)
{
	char directory[ADDR_TEXT];

	(void)snprintf(directory, sizeof(directory), "%.*s",
	    (int)(strrchr(control.path, '/') - control.path), control.path);
	if (control.ours && !place_is_own(directory, geteuid()))
		return error_set(why, EX_CONFIG, "%s: %s", directory,
		    errno == EEXIST ?
			"not a directory that only the server's user can "
			"write to: have it removed, or set \"control\"" :
			strerror(errno));
	remove_dead(directory);
	return true;
}

static void
control_init(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++)
		control.at[i].fd = -1;
}

bool
control_open(struct error *why)
{
	const bool usual = config_now()->control == NULL;

	if (control.path == NULL)
		return true; /* it is off */
	if ((!usual || use_directory(why)) &&
	    listen_open_one(&control.listener, control.path, 0660 + 1, why))
		return true;
	if (usual)
		LOG_AT(LEVEL_WARNING,
		    STR("control: {reason}; forkcastctl cannot find this "
			"server"),
		    str_from(why->text));
	return usual;
}

void
control_close(void)
{
	if (control.listener.fd == -1)
		return;
	for (size_t i = 0; i < CONNECTIONS; i++)
		drop_connection(&control.at[i]);
	listen_close_one(&control.listener);
}

/*
 * Returns where a connection can be accepted; null: not now. A new child that
 * still shares our descriptors does not prevent this: it closes them before it
 * serves anybody.
 */
static struct control_connection *
find_free(void)
{
	for (size_t i = 0; !control.starved && i < CONNECTIONS; i++)
		if (control.at[i].fd == -1)
			return &control.at[i];
	return NULL;
}

void
control_watch(void)
{
	if (control.listener.fd != -1)
		watch_read(control.listener.fd, find_free() != NULL);
}

/*
 * Returns whether one more who may only look finds room: they take at most half
 * of the connections, and never keep the operator out.
 */
static bool
has_room_to_look(void)
{
	size_t count = 0;

	for (size_t i = 0; i < CONNECTIONS; i++)
		count += control.at[i].fd != -1 &&
		    !orders_may_run(control.at[i].user);
	return count < CONNECTIONS / 2;
}

static void
accept_one(struct control_connection *c)
{
	uid_t user = (uid_t)-1;
	uint64_t pid;
	int fd = io_accept(control.listener.fd, NULL);

	if (fd == -1) { /* the peer has left, or the system has no room */
		control.starved = true;
		ticks_alarm(ALARM_CONTROL, ticks_now() + RETRY_TIME);
		return;
	}
	(void)io_peer(fd, &user, &pid); /* or it is nobody, who may look */
	if (orders_may_run(user) || has_room_to_look()) {
		begin_connection(c, fd, user);
		return;
	}
	/* A single write: a new socket has room for a line. */
	(void)io_write(fd, LITERAL("err too many connections\n"));
	io_close(&fd);
}

void
control_serve(void)
{
	struct control_connection *c;

	if (control.listener.fd == -1)
		return;
	for (c = control.at; c < control.at + CONNECTIONS; c++) {
		const bool ready = c->fd != -1 &&
		    (watch_readable(c->fd) == c->fd ||
			watch_writable(c->fd) == c->fd);
		if (c->fd == -1 || (!ready && c->last != ANSWERED_LATER))
			continue;
		serve(c);
	}
	c = find_free();
	if (c != NULL &&
	    watch_readable(control.listener.fd) == control.listener.fd)
		accept_one(c);
}

/*
 * Lets accepting begin again, closes connections that were silent for too long,
 * and tells those that wait that the server still works on their orders.
 */
static void
control_alarm(void)
{
	control.starved = false;
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct control_connection *c = &control.at[i];
		if (c->fd == -1)
			continue;
		if (c->until > ticks_now()) {
			ticks_alarm(ALARM_CONTROL, c->until);
		} else if (c->last == ANSWERED_LATER) {
			/* If there is no room, it has not read the last. */
			(void)BUF_CAT(&c->out, STR("- still working\n"));
			extend_deadline(c);
			write_some(c);
		} else {
			drop_connection(c);
		}
	}
}

void
control_upgraded(struct str result)
{
	struct control_connection *c = &control.at[0];

	if (control.asker == -1)
		return;
	begin_connection(c, control.asker, geteuid());
	(void)BUF_CAT(&c->out, STR("ok "), result, STR("\n"));
	write_some(c);
	control.asker = -1;
}

static const struct field saved[] = { FIELD(FD, struct control, asker) };

static void
control_save(struct state *state)
{
	const struct control_connection *asker = find_asker();

	control.asker = asker != NULL ? asker->fd : -1;
	state_put_fields(state, FIELDS(saved), &control);
	state_put_fields(state, listen_fields(), &control.listener);
}

static void
control_load(struct state *state)
{
	while (state_next(state)) {
		state_get_fields(state, FIELDS(saved), &control);
		state_get_fields(state, listen_fields(), &control.listener);
	}
}

MODULE(control) = { TABLES(TABLE(control.at, CONNECTIONS)),
	.init = control_init, SECTION("control", control),
	ON_ALARM(ALARM_CONTROL, control_alarm) };
