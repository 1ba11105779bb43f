/* One who speaks over the control socket: see connection.h. */
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

/* Who has asked nothing for so long makes room if there is none. */
#define SILENCE SEC

/* Who says nothing, or does not read its answer, for so long is let go. */
#define PATIENCE (10 * SEC)

/* Who waits is told so as often as this. */
#define WAIT_TIME (3 * SEC)

void
connection_drop(struct connection *c)
{
	watch_close(&c->fd);
	orders_leave(c->cursor);
	c->cursor = 0;
	secret_wipe(c->in_room, sizeof(c->in_room));
}

/*
 * What was said may have been a secret. Where lines were moved in the buffer
 * copies are left on both sides of what waits.
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
	return c->fd != -1 && !c->asked && c->came + SILENCE <= ticks_now();
}

/* Something is to be done about it when it makes room, and when it goes. */
static void
set_alarm(const struct connection *c)
{
	const usec silent = c->came + SILENCE;

	alarms_at(ALARM_CONTROL,
	    !c->asked && silent > ticks_now() ? silent : c->until);
}

static void
be_patient(struct connection *c)
{
	c->until = ticks_now() + (c->waits ? WAIT_TIME : PATIENCE);
	set_alarm(c);
}

/* False if there is nothing more to run now. */
static bool
run_line(struct connection *c)
{
	enum answered answered;
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
	c->asked = true;
	answered = orders_run(line, c->user, &c->cursor, &c->out);
	c->owed = answered == ANSWERED_IN_PART; /* until there is room */
	c->waits = answered == ANSWERED_LATER;
	be_patient(c);
	if (answered != ANSWERED)
		return false;
	c->cursor = 0;
	buf_drop_line(&c->in, line);
	return true;
}

/* Room for any line of an answer? */
static bool
has_room(struct connection *c)
{
	char *room;

	return buf_room(&c->out, &room) >= ORDERS_ROOM;
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

/* There is nobody any more to whom something could be said. */
static void
give_up(struct connection *c)
{
	c->ended = true;
	c->owed = c->waits = false;
	buf_drop(&c->out, buf_len(&c->out));
}

/*
 * Has it closed both sides, and not only that on which it speaks? Then it takes
 * what it has asked for undone, and may have told its operator so.
 */
static bool
has_hung_up(const struct connection *c)
{
	struct pollfd look = { .fd = c->fd };

	return poll(&look, 1, 0) == 1 &&
	    (look.revents & (POLLHUP | POLLERR)) != 0;
}

/*
 * As much of what it asked as there is room for the answers. False if nothing
 * came of that: it waits for somebody else's answer, or has asked nothing.
 */
static bool
answer(struct connection *c)
{
	const size_t asked = buf_len(&c->in);
	bool more = true, some;

	c->owed = c->waits = false;
	while (more && !c->owed) {
		if (has_hung_up(c)) {
			give_up(c);
			more = false;
		} else if (has_room(c)) {
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
		be_patient(c);
	} else if (count == IO_FAIL) {
		give_up(c);
	}
}

/*
 * A turn has the socket take what it can; an answer that is longer goes on in
 * the next. Nothing is read before all that was asked is answered.
 */
bool
connection_serve(struct connection *c)
{
	bool owes, busy = watch_readable(c->fd) == c->fd;

	if (!c->ended && busy)
		read_some(c);
	busy = answer(c) || busy;
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

/* Or who waits could think that there is nobody. */
static void
say_that_it_waits(struct connection *c)
{
	if (has_room(c))
		(void)BUF_CAT(&c->out, STR("- still working\n")); /* fits */
	be_patient(c);
	write_some(c);
}

static const struct field saved[] = {
	FIELD(FD, struct connection, fd),
	FIELD(BOOL, struct connection, ended),
	FIELD(BOOL, struct connection, asked),
	FIELD(LOOP, struct connection, came),
	FIELD(LOOP, struct connection, until),
	FIELD(NUMBER, struct connection, user),
	FIELD(NUMBER, struct connection, cursor),
	FIELD(BOOL, struct connection, in.skipping),
};

/* The buffer of the connection, which is empty, from what follows. */
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

/* Empty, before anything comes or is loaded. */
static void
init(struct connection *c)
{
	c->ended = c->owed = c->waits = c->asked = false;
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
	be_patient(c);
}

void
connection_alarm(struct connection *c)
{
	if (c->fd == -1)
		return;
	if (c->until > ticks_now())
		set_alarm(c);
	else if (c->waits)
		say_that_it_waits(c);
	else
		connection_drop(c);
}

bool
connection_waits(const struct connection *c, uint32_t number)
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
	c->user = 0; /* what is 0 is not written */
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
