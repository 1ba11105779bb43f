/* A connection to the control socket: see connection.h. */
#include "operator/connection.h"

#include <poll.h>

#include "base/loop/alarms.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/fields.h"
#include "operator/orders.h"
#include "operator/upgrade.h"
#include "shared/crypto/secret.h"
#include "shared/io.h"

/*
 * A connection that has not sent its first order within this time may be closed
 * to make room.
 */
#define SILENCE SEC

/*
 * A connection that sends nothing, or does not read its answer, for this long
 * is closed.
 */
#define PATIENCE (10 * SEC)

/* How often a waiting connection is told that it waits. */
#define WAIT_TIME (3 * SEC)

void
connection_drop(struct connection *c)
{
	watch_close(&c->fd);
	orders_cancel(c->cursor);
	c->cursor = 0;
	secret_wipe(c->in_room, sizeof(c->in_room));
}

/*
 * Wipes the lines that were run, since they may contain a secret. The buffer
 * moves lines, so there may be copies before and after the part that is still
 * to be run.
 */
static void
wipe_said(struct connection *c)
{
	secret_wipe(c->in_room, c->in.start);
	secret_wipe(c->in_room + c->in.end, sizeof(c->in_room) - c->in.end);
}

bool
connection_is_silent(const struct connection *c)
{
	return c->fd != -1 && !c->has_ordered &&
	    c->came + SILENCE <= ticks_now();
}

/*
 * Sets the alarm for the time when the connection may first be closed to make
 * room, or else for its deadline.
 */
static void
set_alarm(const struct connection *c)
{
	const usec silent = c->came + SILENCE;

	alarms_at(ALARM_CONTROL,
	    !c->has_ordered && silent > ticks_now() ? silent : c->until);
}

static void
extend_deadline(struct connection *c)
{
	c->until = ticks_now() + (c->waits ? WAIT_TIME : PATIENCE);
	set_alarm(c);
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
	c->has_ordered = true;
	answered = orders_run(line, c->user, &c->cursor, &c->out);
	c->owed = answered == ANSWERED_IN_PART; /* until there is room */
	c->waits = answered == ANSWERED_LATER;
	extend_deadline(c);
	if (answered != ANSWERED)
		return false;
	c->cursor = 0;
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
	if (some)
		wipe_said(c);
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
bool
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

bool
connection_is_ready(const struct connection *c)
{
	return watch_readable(c->fd) == c->fd ||
	    watch_writable(c->fd) == c->fd ||
	    (c->waits && !upgrade_is_running());
}

/* Tells a waiting connection that the server still works on its order. */
static void
say_still_working(struct connection *c)
{
	if (order_has_room(&c->out))
		(void)BUF_CAT(&c->out, STR("- still working\n")); /* fits */
	extend_deadline(c);
	write_some(c);
}

static const struct field saved[] = {
	FIELD(FD, struct connection, fd),
	FIELD(BOOL, struct connection, ended),
	FIELD_KEY(BOOL, struct connection, has_ordered, "asked"),
	FIELD(LOOP, struct connection, came),
	FIELD(LOOP, struct connection, until),
	FIELD(NUMBER, struct connection, user),
	FIELD(NUMBER, struct connection, cursor),
	FIELD(BOOL, struct connection, in.skipping),
};

/* Loads an empty buffer of the connection from the state. */
static void
load_buffer(struct state *state, struct buf *buf)
{
	size_t len;

	if (!state_length(state, buf->size, &len))
		return;
	if (buf_len(buf) > 0)
		state_wrong(state, "duplicate");
	else if (state_bytes(state, buf->data, len))
		buf_filled(buf, len);
}

/* Empties the connection, before it receives or loads anything. */
static void
init(struct connection *c)
{
	c->ended = c->owed = c->waits = c->has_ordered = false;
	c->cursor = 0;
	buf_init(&c->in, c->in_room, sizeof(c->in_room));
	buf_init(&c->out, c->out_room, sizeof(c->out_room));
}

void
connection_begin(struct connection *c, int fd, uid_t user)
{
	init(c);
	c->fd = fd;
	c->user = user;
	c->came = ticks_now();
	watch_own(fd, WATCH_NOBODY);
	watch_read(fd, true);
	extend_deadline(c);
}

void
connection_alarm(struct connection *c)
{
	if (c->fd == -1)
		return;
	if (c->until > ticks_now())
		set_alarm(c);
	else if (c->waits)
		say_still_working(c);
	else
		connection_drop(c);
}

bool
connection_awaits_upgrade(const struct connection *c, uint32_t number)
{
	return c->fd != -1 && c->waits && c->cursor == number &&
	    !has_hung_up(c);
}

void
connection_save(struct state *state, const struct connection *c)
{
	fields_put(state, FIELDS(saved), c);
	state_put_bytes(state, STR("in:"), buf_str(&c->in));
	state_put_bytes(state, STR("out:"), buf_str(&c->out));
}

void
connection_load_begin(struct connection *c)
{
	init(c);
	c->user = 0; /* a 0 is not written to the state */
}

void
connection_load_line(struct state *state, struct connection *c)
{
	if (state_is(state, STR("in:")))
		load_buffer(state, &c->in);
	else if (state_is(state, STR("out:")))
		load_buffer(state, &c->out);
	else
		fields_get(state, FIELDS(saved), c);
}

void
connection_resume(struct connection *c)
{
	if (c->fd == -1)
		return;
	watch_own(c->fd, WATCH_NOBODY);
	c->waits = true;
	set_alarm(c);
}
