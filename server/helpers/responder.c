/*
 * The responder: see responder.h. The parent sleeps while nothing happens, so
 * its last sign of life may be old although all is well. If it is too old when
 * somebody asks, the responder asks the parent for a new one over the pipe. The
 * client waits for that, but not for long: a parent that does not answer is
 * stuck.
 */
#include "helpers/responder.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/data/bucket.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/addr.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/limits.h"
#include "shared/responder.h"
#include "shared/score.h"

/* A sign of life that is not older than this is new enough. */
#define FRESH SEC

/* How long the parent may take to give one. */
#define PATIENCE (250 * MSEC)

/* The limit for all answers together: never more than 1,000 in a second. */
static const struct rate answers = { 900, 100, SEC };

/*
 * Requests that are read in a turn, and requests that can wait for the parent.
 */
#define BATCH 64
#define WAITING 64

/* The longest datagram. */
#define DATAGRAM 65536

#define NEVER UINT64_MAX

/* A request: the sender and its token. */
struct request {
	struct addr from;
	size_t len; /* of the token */
	char token[RESPONDER_TOKEN];
};

static struct {
	const struct score_board *board; /* mapped up to the end of its pulse */
	uint32_t ring; /* written to the bell */
	bool echoes; /* datagrams that are no requests go back */
	struct addr own; /* the address of the socket */
	usec now; /* clock_mono */
	usec asked_at; /* NEVER: not asked */
	usec heard_at; /* last answer of the parent, or our start */
	struct bucket answered;
	struct request waiting[WAITING];
	size_t count; /* of waiting requests */
	struct buf down; /* from the parent */
	struct buf up;
	char room[2 * LIMIT_LINE];
	char up_room[16];
	bool over; /* the parent has said bye, or has gone */
	bool bye_heard;
} self;

static const struct str states[] = {
	[SCORE_RUNNING] = { RESPONDER_RUNNING, sizeof(RESPONDER_RUNNING) - 1 },
	[SCORE_DRAINING] = { RESPONDER_DRAINING,
	    sizeof(RESPONDER_DRAINING) - 1 },
	[SCORE_STOPPING] = { RESPONDER_STOPPING,
	    sizeof(RESPONDER_STOPPING) - 1 },
};

/* Returns whether the parent was asked and has not answered in time. */
static bool
is_stuck(void)
{
	return self.asked_at != NEVER && self.now - self.asked_at >= PATIENCE;
}

static usec
age_of(usec now, usec then)
{
	return now > then ? now - then : 0;
}

/*
 * Returns the time since the parent wrote to the scoreboard or answered here. A
 * time in the future, from before the clock was set back, is ignored.
 */
static usec
beat_age(const struct score_pulse *pulse)
{
	const usec wall = clock_wall();
	const usec heard = age_of(self.now, self.heard_at);
	const usec shown = age_of(wall, pulse->beat);

	return pulse->beat > wall || heard < shown ? heard : shown;
}

static void
answer(const struct request *request)
{
	const usec wall = clock_wall();
	char room[RESPONDER_LEAST];
	struct score_pulse pulse;
	struct responder_answer said;
	struct buf line;

	if (!bucket_take(&self.answered, &answers, self.now))
		return;
	/* If a hanging parent has left it half written, it is shown so. */
	(void)score_get(self.board->pulse.word, &pulse, sizeof(pulse));
	said = (struct responder_answer) {
		.token = { request->token, request->len },
		.state = is_stuck() ? STR(RESPONDER_STUCK) :
				      states[pulse.state % COUNT(states)],
		.clients = pulse.clients,
		.max = pulse.clients_max,
		.uptime = age_of(wall, self.board->head.started) / SEC,
		.beat_age = beat_age(&pulse),
	};
	buf_init(&line, room, sizeof(room));
	if (responder_answer(&line, &said))
		/* Sent once: a client that misses a datagram asks again. */
		(void)sendto(CHILD_SOCKET, room, buf_len(&line), 0,
		    &request->from.to.any, request->from.len);
}

static void
answer_waiting(void)
{
	for (size_t i = 0; i < self.count; i++)
		answer(&self.waiting[i]);
	self.count = 0;
}

/*
 * Answers a request at once, or when the parent has given a sign of life or was
 * too slow.
 */
static void
take_request(const struct request *request)
{
	struct score_pulse pulse;

	(void)score_get(self.board->pulse.word, &pulse, sizeof(pulse));
	if (self.asked_at == NEVER && beat_age(&pulse) > FRESH) {
		/* The pipe is empty: the parent has answered all. */
		(void)BUF_SAY(&self.up, STR("ping"));
		(void)child_flush(&self.up,
		    self.ring); /* if it fails, the loop sees the end */
		self.asked_at = self.now;
	}
	if (self.asked_at == NEVER || is_stuck() || self.count == WAITING)
		answer(request);
	else
		self.waiting[self.count++] = *request;
}

/*
 * Sends a datagram back to its sender (RFC 862). The limit for answers holds
 * for this too. Neither an answer of another responder goes back nor a datagram
 * of our own: they would go round for ever.
 */
static void
echo(const struct addr *from, struct str bytes)
{
	if (!addr_same(from, &self.own) && !responder_is_answer(bytes) &&
	    bucket_take(&self.answered, &answers, self.now))
		/* A client that misses a datagram asks again. */
		(void)sendto(CHILD_SOCKET, bytes.at, bytes.len, 0,
		    &from->to.any, from->len);
}

/*
 * Reads one datagram; if it is no request, sends it back or ignores it. Returns
 * false if there is none.
 */
static bool
read_request(void)
{
	static char room[DATAGRAM];
	struct request request = { .from.len = sizeof(request.from.to) };
	struct str token;
	const ssize_t count = recvfrom(CHILD_SOCKET, room, sizeof(room), 0,
	    &request.from.to.any, &request.from.len);

	if (count < 0)
		return errno != EAGAIN && errno != EWOULDBLOCK;
	const struct str bytes = { room, (size_t)count };
	if (!responder_read_request(bytes, &token)) {
		if (self.echoes)
			echo(&request.from, bytes);
		return true;
	}
	request.len = token.len;
	memcpy(request.token, token.at, token.len);
	take_request(&request);
	return true;
}

static void
responder_take_line(struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_SERVER, &said) != CODE_OK)
		return;
	if (said.rule->verb == VERB_BYE)
		self.over = self.bye_heard = true;
	if (said.rule->verb != VERB_OK)
		return;
	self.asked_at = NEVER;
	self.heard_at = self.now;
	answer_waiting();
}

/* Reads the parent's lines. They are short, so there is always room. */
static void
read_parent(void)
{
	struct str line;

	self.over = !child_read(&self.down);
	while (buf_line(&self.down, &line) == LINE_WHOLE) {
		responder_take_line(line);
		buf_drop_line(&self.down, line);
	}
}

static bool
turn(void)
{
	struct pollfd fds[] = { { .fd = CHILD_SOCKET, .events = POLLIN },
		{ .fd = CHILD_DOWNLINK, .events = POLLIN } };
	const bool hurries = self.count > 0 && !is_stuck();

	if (!child_wait(fds, COUNT(fds),
		hurries ? self.asked_at + PATIENCE - self.now : CHILD_FOREVER))
		return false;
	self.now = clock_mono();
	if (fds[1].revents != 0)
		read_parent();
	if (is_stuck())
		answer_waiting();
	for (size_t i = 0; fds[0].revents != 0 && i < BATCH; i++)
		if (!read_request())
			break;
	return true;
}

static bool
responder_start(const struct child_args *given)
{
	void *at =
	    mmap(NULL, SCORE_SHOWN, PROT_READ, MAP_SHARED, given->board, 0);

	title_init(given->title);
	self.ring = given->ring;
	self.echoes =
	    given->echoes && addr_read(&self.own, str_from(given->peer));
	self.asked_at = NEVER;
	self.now = self.heard_at = clock_mono();
	buf_init(&self.down, self.room, sizeof(self.room));
	buf_init(&self.up, self.up_room, sizeof(self.up_room));
	if (at == MAP_FAILED || !sandbox_enter(given))
		return false;
	self.board = at;
	TITLE(STR("forkcastd: "), str_from(given->kind->name), STR(" "),
	    str_from(given->peer));
	return true;
}

int
responder_main(const struct child_args *given)
{
	if (!responder_start(given))
		return EXITS_SANDBOX;
	while (!self.over && !sandbox_has_term())
		if (!turn())
			return EXITS_POLL;
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}
