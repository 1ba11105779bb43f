/*
 * The child's loop: see worker.h. Its states are conditions on the fields
 * below. It serves the client while neither side has ended. After the client's
 * end it goes on until the router's bye. After the router's end it sends the
 * client what is left, adds a bye if the router could not say one, and closes
 * without losing data.
 */
#include "worker/worker.h"

#include <assert.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem/limits.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/io.h"
#include "worker/conn/conn.h"
#include "worker/conn/front.h"
#include "worker/conn/web.h"

/*
 * After the parent's death, the most time for sending and lingering together.
 * Everything, this included, is to end within a second.
 */
#define GONE_TIME (700 * MSEC)

/*
 * How long unread input is read and dropped before the socket is closed, and
 * how much of it, which is more than buffers hold.
 */
#define LINGER_TIME (2 * SEC)
#define LINGER_MOST ((size_t)16 << 20)

/*
 * The time to linger after the parent's death. It is short because thousands of
 * workers may end at once.
 */
#define GONE_LINGER (200 * MSEC)

/* The silence after which a browser gets a ping: proxies allow a minute. */
#define PING_TIME (45 * SEC)

#define NEVER UINT64_MAX

static struct {
	struct conn conn;
	usec grace;
	usec patience;
	usec pause_at; /* when silence counts as a pause; NEVER: no silence */
	usec ping_at; /* when a browser's does */
	usec kicked_at; /* when TERM came; NEVER: not yet */
	bool client_ended; /* it sends no more */
	bool quit_sent;
	bool uplink_broken; /* it reads nothing more from us */
	bool router_ended;
} self;

static bool
has_frames(void)
{
	return self.conn.web.state == WEB_SOCKET;
}

/*
 * Returns the bytes to write to the client: the lines, as they are or in
 * frames.
 */
static struct str
outgoing(void)
{
	return has_frames() ? buf_str(&self.conn.web.out) :
			      conn_made(&self.conn);
}

/*
 * Returns how much may be read from the client, and where to. What frames say
 * is no longer than they are, but for the end of the first line.
 */
static size_t
room_to_read(char **room)
{
	const struct buf *in = &self.conn.in, *raw = &self.conn.web.raw;
	size_t left, size;

	if (!has_frames())
		return buf_room(&self.conn.in, room);
	left = buf_most(in) - buf_len(in) - buf_len(raw);
	size = buf_room(&self.conn.web.raw, room);
	return size < left ? size : left > 0 ? left - 1 : 0;
}

static void
show_title(void)
{
	const struct str name = { self.conn.name, self.conn.name_len };

	self.conn.renamed = false;
	TITLE(STR("forkcastd: "), name.len > 0 ? name : STR("-"), STR(" "),
	    str_from(self.conn.peer));
}

/* Turns the router's lines into bytes, if the front makes bytes. */
static void
translate(void)
{
	const struct buf *out = &self.conn.out;
	struct str line;

	if (self.conn.front == NULL || !front_makes(self.conn.front))
		return;
	while (self.conn.whole > 0 &&
	    (self.conn.front->apart ? buf_len(out) == 0 :
				      out->size - buf_len(out) >= CONN_MADE) &&
	    buf_line(&self.conn.down, &line) == LINE_WHOLE) {
		self.conn.whole -= line.len + 1;
		conn_output(&self.conn, line);
		buf_drop_line(&self.conn.down, line);
	}
}

/*
 * Stops all output, because the client takes no more. Closing our end of the
 * downlink tells the router, which then waits for the client no longer than it
 * must. Commands that the client has sent before still go up.
 */
static void
hang_up(void)
{
	if (self.conn.deaf)
		return;
	conn_deafen(&self.conn);
	(void)shutdown(CHILD_SOCKET, SHUT_WR); /* it sees an end, not a gap */
	(void)close(CHILD_DOWNLINK); /* deaf: it is closed only once */
}

/* Writes to the client once. */
static void
write_client(void)
{
	const struct str bytes = outgoing();
	const ssize_t count = io_write(CHILD_SOCKET, bytes.at, bytes.len);

	if (count == IO_FAIL)
		hang_up();
	if (count < 0)
		return;
	if (has_frames())
		buf_drop(&self.conn.web.out, (size_t)count);
	else
		conn_drop_made(&self.conn, (size_t)count);
}

/* Writes to the client as much as the socket takes. */
static void
serve_client(void)
{
	size_t before;

	if (self.conn.deaf)
		return;
	do {
		translate();
		if (has_frames())
			web_output(&self.conn);
		before = outgoing().len;
		if (before > 0)
			write_client();
	} while (before > 0 && outgoing().len == 0);
}

static void
read_client(void)
{
	char *room;
	const size_t size = room_to_read(&room);
	ssize_t count;

	/* A read of size 0 would look like the end. */
	if (size == 0)
		return;
	count = io_read(CHILD_SOCKET, room, size);
	if (count > 0) {
		buf_filled(has_frames() ? &self.conn.web.raw : &self.conn.in,
		    (size_t)count);
		self.pause_at = self.ping_at = NEVER;
	} else if (count != IO_AGAIN) {
		self.client_ended = true;
	}
}

static usec
pause_time(void)
{
	return self.conn.front != NULL ? self.conn.front->pause :
					 self.conn.chunk_time;
}

/* Has the front look at the input, behind what is not for it. */
static void
feed_front(enum front_why why)
{
	struct conn *conn = &self.conn;
	const struct front *front;

	if (conn->refused || !web_input(conn, why))
		return;
	front = conn->front == NULL ? front_choose(conn, why) : NULL;
	if (front != NULL)
		conn_begin(conn, front);
	if (conn->front != NULL)
		conn->front->input(conn, why);
}

/* Turns the client's input into commands. */
static void
parse_input(void)
{
	enum front_why why = FRONT_BYTES;

	if (has_frames())
		web_take(&self.conn);
	if (self.pause_at != NEVER && clock_mono() >= self.pause_at)
		why = FRONT_PAUSE;
	if (buf_len(&self.conn.in) > 0 || self.conn.in.skipping ||
	    why == FRONT_PAUSE)
		feed_front(why);
	self.client_ended = self.client_ended || self.conn.web.ended;
	if (self.conn.deaf && self.conn.refused)
		self.client_ended = true; /* what it says does not count */
	if (self.client_ended && !self.quit_sent &&
	    (conn_ready(&self.conn) || (self.conn.deaf && self.conn.refused))) {
		feed_front(FRONT_END);
		if (self.conn.web.frames.status != 0)
			conn_end(&self.conn, BYE_PROTOCOL);
		else
			conn_quit(&self.conn);
		self.quit_sent = true;
	}
	if (buf_len(&self.conn.in) == 0 && !self.conn.in.skipping)
		self.pause_at = NEVER;
	else if (self.pause_at == NEVER && pause_time() > 0)
		self.pause_at = clock_mono() + pause_time();
}

/*
 * Moves commands from the client to the uplink. Writing frees room for more, so
 * the input is parsed again; afterwards nothing is left that waits for an event
 * which will not come.
 */
static void
flush_commands(void)
{
	struct buf *up = &self.conn.up;

	parse_input();
	if (buf_len(up) == 0)
		return;
	if (!sandbox_flush(up))
		self.uplink_broken = true;
	parse_input();
}

/*
 * Reads from the downlink once, at most one buffer; after the router has hung
 * up, all that is left in the pipe.
 */
static void
read_downlink(bool hung_up)
{
	const size_t waiting = buf_len(&self.conn.down);
	char *room;
	size_t size = buf_room(&self.conn.down, &room);
	ssize_t count;

	if (!hung_up && size > CONN_DOWN - waiting)
		size = CONN_DOWN - waiting;
	if (size == 0) {
		/* More than a pipe holds: it will not be bye. */
		self.router_ended = true;
		return;
	}
	count = io_read(CHILD_DOWNLINK, room, size);
	if (count > 0) {
		buf_filled(&self.conn.down, (size_t)count);
		conn_note_lines(&self.conn);
	} else if (count != IO_AGAIN) {
		self.router_ended = true;
	}
}

/* Moves commands and output until neither frees room for the other. */
static void
move_lines(void)
{
	bool waited;

	do {
		flush_commands();
		waited = !conn_ready(&self.conn);
		serve_client();
	} while (waited && conn_ready(&self.conn));
}

static struct pollfd
poll_client(void)
{
	struct pollfd fd = { .fd = CHILD_SOCKET };
	char *room;

	if (!self.client_ended && conn_ready(&self.conn) &&
	    room_to_read(&room) > 0)
		fd.events |= POLLIN;
	if (outgoing().len > 0 && !self.conn.deaf)
		fd.events |= POLLOUT;
	/* A hangup is reported even for no events, again and again. */
	if (fd.events == 0 && self.conn.deaf)
		fd.fd = -1;
	return fd;
}

static usec
next_deadline(void)
{
	const usec kicked =
	    self.kicked_at == NEVER ? NEVER : self.kicked_at + self.grace;
	/* A pause cannot hurry commands that have no room on the uplink. */
	const usec pause = conn_ready(&self.conn) ? self.pause_at : NEVER;

	/* A deaf router: its last lines are here already, or never will be. */
	return self.uplink_broken ?
	    0 :
	    usec_earlier(usec_earlier(kicked, pause), self.ping_at);
}

/* Waits for an event until the deadline. Returns false if waiting failed. */
static bool
wait_for(struct pollfd *fd, nfds_t count, usec deadline)
{
	const usec begun = deadline != NEVER ? clock_mono() : 0;

	if (deadline == NEVER)
		return sandbox_wait(fd, count, CHILD_FOREVER);
	return sandbox_wait(fd, count, deadline > begun ? deadline - begun : 0);
}

/* Sends a ping to a browser that has been silent. */
static void
keep_awake(void)
{
	if (!has_frames() || self.client_ended || self.conn.deaf) {
		self.ping_at = NEVER;
	} else if (self.ping_at == NEVER || clock_mono() >= self.ping_at) {
		if (self.ping_at != NEVER)
			web_ping(&self.conn);
		self.ping_at = clock_mono() + PING_TIME;
	}
}

/* Runs one turn of the loop. Returns false if waiting failed. */
static bool
worker_turn(void)
{
	enum { CLIENT, UPLINK, DOWNLINK, ALL };

	keep_awake();
	/* The downlink even when the buffer is full, to see POLLHUP. */
	struct pollfd fd[ALL] = { [CLIENT] = poll_client(),
		[UPLINK] = { .fd =
				 buf_len(&self.conn.up) > 0 ? CHILD_UPLINK : -1,
		    .events = POLLOUT },
		[DOWNLINK] = { .fd = self.conn.deaf ? -1 : CHILD_DOWNLINK,
		    .events =
			buf_len(&self.conn.down) < CONN_DOWN ? POLLIN : 0 } };

	if (!wait_for(fd, ALL, next_deadline()))
		return false;
	if (sandbox_has_term() && self.kicked_at == NEVER) {
		/* The router is asked; or the worker ends after the grace. */
		self.kicked_at = clock_mono();
		conn_end(&self.conn, BYE_KICKED);
	}
	if (self.uplink_broken && fd[DOWNLINK].revents == 0)
		self.router_ended = true;
	if (fd[DOWNLINK].revents != 0)
		read_downlink((fd[DOWNLINK].revents & POLLIN) == 0);
	/* POLLOUT alone is no reason to read: in may be full. */
	if ((fd[CLIENT].revents & ~POLLOUT) != 0 && !self.client_ended)
		read_client();
	if ((fd[CLIENT].revents & (POLLHUP | POLLERR)) != 0)
		hang_up();
	move_lines();
	if (self.conn.renamed)
		show_title();
	return true;
}

/* Adds the bye that the router could not say. */
static void
add_bye(enum bye bye)
{
	struct buf *down = &self.conn.down;
	const size_t partial = buf_len(down) - self.conn.whole;

	down->end -= partial; /* only whole lines go to the client */
	if (BUF_SAY(down, STR("bye"), bye_word(bye), bye_text(bye)))
		conn_note_lines(&self.conn);
}

/*
 * Sends what is left until a time, or, if it lingers, only reads, and drops
 * input that comes meanwhile, up to so much: closing with unread input would
 * reset the connection, and the client would lose what it has not read yet.
 */
static void
send_rest(usec until, bool lingers)
{
	struct pollfd fd = { .fd = CHILD_SOCKET };
	size_t dropped = 0;

	if (lingers)
		(void)shutdown(CHILD_SOCKET, SHUT_WR); /* may be already */
	else
		serve_client();
	while (clock_mono() < until &&
	    (lingers ? !self.client_ended :
		       outgoing().len > 0 && !self.conn.deaf)) {
		fd.events = (short)(!lingers  ? POLLOUT :
			dropped < LINGER_MOST ? POLLIN :
						0);
		if (!wait_for(&fd, 1, until))
			return;
		if ((fd.revents & ~POLLOUT) != 0)
			read_client();
		dropped += buf_len(&self.conn.in);
		buf_drop(&self.conn.in, buf_len(&self.conn.in));
		if (!lingers)
			serve_client();
	}
}

static int
close_politely(enum exits how)
{
	const usec patience = how == EXITS_DONE ? self.patience : GONE_TIME;
	const usec until = clock_mono() + patience;

	if (how == EXITS_SERVER_GONE)
		add_bye(BYE_SERVER_GONE);
	if (how == EXITS_UNANSWERED)
		add_bye(BYE_KICKED);
	send_rest(until, false);
	self.client_ended = self.client_ended && !self.conn.web.ended;
	self.conn.web.state = WEB_NONE; /* no more frames */
	send_rest(how == EXITS_DONE ?
		clock_mono() + LINGER_TIME :
		usec_earlier(until, clock_mono() + GONE_LINGER),
	    true);
	return (int)how;
}

int
worker_main(const struct child_args *given)
{
	self.grace = given->grace;
	self.patience = given->patience;
	self.pause_at = self.ping_at = self.kicked_at = NEVER;
	conn_init(&self.conn, given);
	if (!sandbox_enter(given))
		return EXITS_SANDBOX;
	show_title();
	/* Or until the client has gone and all its commands have gone up. */
	while (!self.router_ended &&
	    !(self.conn.deaf && self.client_ended && self.quit_sent &&
		buf_len(&self.conn.up) == 0)) {
		if (!worker_turn())
			return EXITS_POLL;
		if (self.kicked_at != NEVER && !self.router_ended &&
		    clock_mono() - self.kicked_at >= self.grace)
			return close_politely(self.conn.bye_len > 0 ?
				EXITS_DONE :
				EXITS_UNANSWERED);
	}
	if (self.conn.deaf)
		return EXITS_DONE;
	return close_politely(
	    self.conn.bye_len > 0 ? EXITS_DONE : EXITS_SERVER_GONE);
}
