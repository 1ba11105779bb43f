/* The control socket: see control.h. */
#include "operator/control.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/admit.h"
#include "accept/listen.h"
#include "base/alarms.h"
#include "base/arena.h"
#include "base/fields.h"
#include "base/log.h"
#include "base/stack.h"
#include "base/ticks.h"
#include "base/watch.h"
#include "operator/orders.h"
#include "operator/upgrade.h"
#include "policy/users.h"
#include "shared/io.h"

/* At a time; one more waits for one of them to go, or to make room. */
#define CONNECTIONS 8

/* Who has asked nothing for so long makes room if there is none. */
#define SILENCE SEC

/* Who says nothing, or does not read its answer, for so long is let go. */
#define PATIENCE (10 * SEC)

/* Who waits is told so as often as this. */
#define WAIT_TIME (3 * SEC)

/* Where the system has no room, it is asked again so soon. */
#define RETRY_TIME (100 * MSEC)

#define ROOM ((size_t)16 * LIMIT_LINE) /* of what waits for one of them */

struct connection {
	int fd; /* -1: free */
	bool ended; /* it says nothing more, or is to say nothing more */
	bool owed; /* there is more to answer than there was room for */
	bool waits; /* for an upgrade to be over */
	bool asked; /* something, at any time */
	usec came; /* of the loop's clock */
	usec until; /* likewise */
	uid_t user;
	uint32_t cursor; /* where a long answer goes on */
	struct buf in;
	struct buf out;
	char in_room[LIMIT_LINE];
	char out_room[ROOM];
};

static struct control {
	struct listener *listener; /* in the arena as well */
	char *path; /* in the arena; null: none is wanted */
	bool given; /* by the configuration */
	bool open;
	bool starved; /* the system let us accept nobody */
	struct connection *at; /* CONNECTIONS of them */
} control;

/* Where root may put a directory for a user that may not. */
#define RUN_DIRECTORY "/var/run/forkcastd"

/*
 * Makes it and gives it to the user, or finds that this was done: a directory
 * of that name could be somebody else's.
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

/* A directory of the user's own; false if there is none. */
static bool
find_directory(char directory[ADDR_TEXT], uid_t user)
{
	const bool root = geteuid() == 0;
	const char *given = getenv("RUNTIME_DIRECTORY");

	if (given == NULL && !root)
		given = getenv("XDG_RUNTIME_DIR");
	if (given != NULL && given[0] == '/') {
		/* Of several, as systemd names them, the first. */
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
	(void)snprintf(path, sizeof(path), "%s/forkcastd.%ld.control",
	    directory, (long)getpid()); /* fits */
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

bool
control_open(struct error *why)
{
	if (control.path == NULL)
		return true;
	if (!make_tables())
		return error_set(why, EX_OSERR, "control: %s", strerror(errno));
	control.open = listen_alone(control.listener, control.path, why);
	if (control.open || control.given)
		return control.open;
	LOG(STR("control: "), str_from(why->text),
	    STR("; forkcastctl can look, and change nothing"));
	return true;
}

const char *
control_path(void)
{
	return control.open ? control.path : NULL;
}

static void
drop(struct connection *c)
{
	watch_close(&c->fd);
}

void
control_close(void)
{
	if (!control.open)
		return;
	for (size_t i = 0; i < CONNECTIONS; i++)
		drop(&control.at[i]);
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

/* May it be let go of for a newcomer? */
static bool
is_silent(const struct connection *c, usec now)
{
	return c->fd != -1 && !c->asked && c->came + SILENCE <= now;
}

/* Of those who make room the one who came first. */
static struct connection *
find_silent(void)
{
	struct connection *first = NULL;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		if (is_silent(c, ticks_now()) &&
		    (first == NULL || c->came < first->came))
			first = c;
	}
	return first;
}

/*
 * Also while a child still shares our descriptors: what it gets of them it
 * closes before it serves anybody.
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

static void
refuse(int fd, uid_t user)
{
	const struct str why =
	    STR("err only root and the user of the server are listened to\n");
	char digits[STR_DIGITS];

	LOG(STR("control: refused: uid "), str_number(user, digits));
	/* One try: a socket that has just been made takes a line. */
	(void)io_write(fd, why.at, why.len);
	io_close(&fd);
}

/*
 * Accepts one: -1 if it has gone again, or if the system has no room, which is
 * not asked for again before some time has passed.
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

static struct connection *
make_room(void)
{
	struct connection *c = find_free();

	if (c == NULL) {
		c = find_silent(); /* or can_accept would have said no */
		drop(c);
	}
	return c;
}

static void
welcome(int fd, uid_t user)
{
	struct connection *c = make_room();

	c->fd = fd;
	c->user = user;
	c->ended = c->owed = c->waits = c->asked = false;
	c->cursor = 0;
	c->came = ticks_now();
	buf_init(&c->in, c->in_room, sizeof(c->in_room));
	buf_init(&c->out, c->out_room, sizeof(c->out_room));
	watch_own(fd, WATCH_NOBODY);
	watch_read(fd, true);
	be_patient(c);
}

/* Only for those who are listened to somebody else has to go. */
static void
accept_one(void)
{
	uid_t user = (uid_t)-1;
	int fd = take_one();

	if (fd == -1)
		return;
	if (users_peer(fd, &user) && (user == 0 || user == geteuid()))
		welcome(fd, user);
	else
		refuse(fd, user);
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
		(void)BUF_CAT(&c->out, STR("err the line is too long\n"));
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

/* As much of what it asked as there is room for the answers. */
static void
answer(struct connection *c)
{
	bool more = true;

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
static void
serve(struct connection *c)
{
	bool owes;

	if (!c->ended && watch_readable(c->fd) == c->fd)
		read_some(c);
	answer(c);
	if (buf_len(&c->out) > 0)
		write_some(c);
	owes = c->owed || buf_len(&c->out) > 0;
	if (c->ended && !owes && !c->waits) {
		drop(c);
		return;
	}
	watch_read(c->fd, !c->ended && !owes && !c->waits);
	watch_write(c->fd, owes);
}

static bool
is_ready(const struct connection *c)
{
	return watch_readable(c->fd) == c->fd ||
	    watch_writable(c->fd) == c->fd ||
	    (c->waits && !upgrade_is_running());
}

/* The operator is served before newcomers are. */
void
control_serve(void)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		if (control.at[i].fd == -1 || !is_ready(&control.at[i]))
			continue;
		serve(&control.at[i]);
		stack_wipe(); /* an order's words, or a worker has them */
		admit_pause();
	}
	if (control.open && can_accept() &&
	    watch_readable(control.listener->fd) == control.listener->fd) {
		accept_one();
		admit_pause();
	}
}

/* Or who waits could think that there is nobody. */
static void
say_that_it_waits(struct connection *c)
{
	if (has_room(c))
		(void)BUF_CAT(&c->out, STR("- still at work\n")); /* fits */
	be_patient(c);
	write_some(c);
}

void
control_alarm(void)
{
	control.starved = false;
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		if (c->fd == -1)
			continue;
		if (c->until > ticks_now())
			set_alarm(c);
		else if (c->waits)
			say_that_it_waits(c);
		else
			drop(c);
	}
}

bool
control_waits(uint32_t number)
{
	for (size_t i = 0; control.open && i < CONNECTIONS; i++) {
		const struct connection *c = &control.at[i];
		if (c->fd != -1 && c->waits && c->cursor == number)
			return !has_hung_up(c);
	}
	return false;
}

static const struct field saved[] = {
	FIELD(BOOL, struct control, given),
	FIELD(BOOL, struct control, open),
};

static const struct field saved_connection[] = {
	FIELD(FD, struct connection, fd),
	FIELD(BOOL, struct connection, ended),
	FIELD(BOOL, struct connection, asked),
	FIELD(LOOP, struct connection, came),
	FIELD(LOOP, struct connection, until),
	FIELD(NUMBER, struct connection, user),
	FIELD(NUMBER, struct connection, cursor),
	FIELD(BOOL, struct connection, in.skipping),
};

void
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
		struct connection *c = &control.at[i];
		if (c->fd == -1)
			continue;
		state_put(state, STR("connection"), i);
		fields_put(state, FIELDS(saved_connection), c);
		state_put_bytes(state, STR("in:"), buf_str(&c->in));
		state_put_bytes(state, STR("out:"), buf_str(&c->out));
	}
}

/* The buffer of the connection, which is empty, from what follows. */
static void
load_buffer(struct state *state, struct buf *buf)
{
	size_t len;

	if (!state_length(state, buf->size, &len))
		return;
	if (buf_len(buf) > 0)
		state_wrong(state, "twice");
	else if (state_bytes(state, buf->data, len))
		buf_filled(buf, len);
}

/* Null, and noted, if there is none. */
static struct connection *
claim(struct state *state)
{
	struct connection *c;
	uint64_t number;

	if (!state_number(state, CONNECTIONS - 1, &number))
		return NULL;
	c = &control.at[number];
	if (!control.open || c->in.data != NULL) {
		state_wrong(state, "nobody could have come, or twice");
		return NULL;
	}
	buf_init(&c->in, c->in_room, sizeof(c->in_room));
	buf_init(&c->out, c->out_room, sizeof(c->out_room));
	return c;
}

static void
load_connection(struct state *state, struct connection *c)
{
	if (state_is(state, STR("in:")))
		load_buffer(state, &c->in);
	else if (state_is(state, STR("out:")))
		load_buffer(state, &c->out);
	else
		fields_get(state, FIELDS(saved_connection), c);
}

/* Each is served in the first turn, and waits for what it has waited for. */
static void
resume(void)
{
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &control.at[i];
		if (c->fd == -1)
			continue;
		watch_own(c->fd, WATCH_NOBODY);
		c->waits = true;
		set_alarm(c);
	}
}

void
control_load(struct state *state)
{
	struct connection *c = NULL;

	if (!make_tables()) {
		state_wrong(state, "no memory");
		return;
	}
	while (state_next(state))
		if (state_is(state, STR("connection")))
			c = claim(state);
		else if (c != NULL)
			load_connection(state, c);
		else if (state_is(state, STR("path")) && control.path == NULL)
			control.path = state_text(state, ADDR_TEXT);
		else {
			fields_get(state, FIELDS(saved), &control);
			listen_load_line(state, control.listener);
		}
	if (control.open &&
	    (control.path == NULL || control.listener->fd == -1))
		state_wrong(state, "open, and nowhere");
	else
		resume();
}

bool
control_take(void)
{
	return !control.open || listen_take_one(control.listener);
}
